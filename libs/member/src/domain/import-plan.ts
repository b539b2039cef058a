import { isDeepStrictEqual } from 'node:util';
import type { ImportOutcome } from '@regulars/brand/contract';
import { InvalidInputError, Problems } from '@regulars/plugin-sdk';
import { Gender, MemberStatus } from '../enums';
import { birthDateChange } from './birth-date';
import type { ConsentAnswer } from './consents';
import type { ImportClaim, ImportRow } from './import-row';
import type { MemberKey } from './members';
import { isLiving, type MemberState } from './member-state';
import { changedTags, MAX_TAGS } from './tags';
import { say } from './texts';

/** An identity a member had before, or gets now. */
export interface SlotIdentity {
  readonly key: MemberKey;
  /** The row that holds it; null for one that is new. */
  readonly id: string | null;
  readonly claim: ImportClaim | null;
}

/** A member as the rows read so far leave it. */
export interface Slot {
  readonly id: string;
  readonly isNew: boolean;
  readonly status: MemberStatus;
  readonly before: MemberState;
  state: MemberState;
  joinedAt: Date;
  /** Primary phone and e-mail, cards and external ids. */
  identities: readonly SlotIdentity[];
  /** Rows of identities that are given up. */
  gone: readonly string[];
  /** `PURPOSE:CHANNEL` to the answer that counts. */
  readonly consents: Map<string, boolean>;
  newConsents: readonly ConsentAnswer[];
}

const nameOf = (key: MemberKey): string => `${key.kind}:${key.value}`;

/** Who the keys of a batch stand for, kept up to date row by row: a row sees what the rows before it did. */
export class ImportPlan {
  private readonly byKey = new Map<string, Slot>();
  readonly slots: Slot[] = [];

  constructor(private readonly now: Date, private readonly newId: () => string, private readonly skipsExisting: boolean) {}

  /** A member that is there already, with the keys it was found by. */
  know(slot: Slot, keys: readonly MemberKey[]): void {
    this.slots.push(slot);
    for (const key of keys) this.byKey.set(nameOf(key), slot);
  }

  /** Applies a row, or refuses it: then nothing of it stays. */
  apply(row: ImportRow): ImportOutcome | Problems {
    const problems = new Problems();
    const keys = [...row.claims.map(({ key }) => key), ...(row.number === null ? [] : [numberKey(row.number)])];
    const found = new Set(keys.flatMap((key) => this.byKey.get(nameOf(key)) ?? []));
    if (found.size > 1) problems.push(Object.assign(new InvalidInputError(say.severalMembers, []), { code: 'AMBIGUOUS_MEMBER' }));
    const [known] = found;
    if (known && !isLiving(known.status)) problems.add([], say.notLiving);
    if (problems.any) return problems;
    if (known && this.skipsExisting) return { result: 'SKIPPED' };
    const slot = known ?? this.newSlot(row);
    const state = stateAfter(slot.state, row, problems, this.now);
    if (problems.any) return problems;
    if (!known) this.slots.push(slot);
    this.takeNumber(slot, row.number);
    slot.state = state;
    this.takeConsents(slot, row.consents);
    this.takeClaims(slot, row.claims);
    return { result: known ? 'UPDATED' : 'CREATED' };
  }

  private newSlot(row: ImportRow): Slot {
    const id = this.newId();
    const state: MemberState = {
      id, number: '', name: null, gender: Gender.UNKNOWN, birthDate: null, birthDateChangedAt: null, language: null, joinStoreId: null, tags: [], attributes: {},
    };
    return {
      id, isNew: true, status: MemberStatus.ACTIVE, before: state, state, joinedAt: row.joinedAt ?? this.now, identities: [], gone: [], consents: new Map(), newConsents: [],
    };
  }

  private takeConsents(slot: Slot, answers: readonly ConsentAnswer[]): void {
    const fresh = answers.filter((answer) => slot.consents.get(`${answer.purpose}:${answer.channel}`) !== answer.granted);
    for (const answer of fresh) slot.consents.set(`${answer.purpose}:${answer.channel}`, answer.granted);
    slot.newConsents = [...slot.newConsents, ...fresh];
  }

  private takeNumber(slot: Slot, number: string | null): void {
    if (number === null) return;
    this.byKey.delete(nameOf(numberKey(slot.state.number)));
    this.byKey.set(nameOf(numberKey(number)), slot);
  }

  private takeClaims(slot: Slot, claims: readonly ImportClaim[]): void {
    for (const claim of claims) {
      if (this.byKey.get(nameOf(claim.key)) === slot) continue;
      if (claim.key.kind === 'PHONE' || claim.key.kind === 'EMAIL') this.giveUp(slot, claim.key.kind);
      slot.identities = [...slot.identities, { key: claim.key, id: null, claim }];
      this.byKey.set(nameOf(claim.key), slot);
    }
  }

  /** A member is shown with one phone and one e-mail: the new one takes the old one's place. */
  private giveUp(slot: Slot, kind: 'PHONE' | 'EMAIL'): void {
    for (const old of slot.identities.filter(({ key }) => key.kind === kind)) {
      this.byKey.delete(nameOf(old.key));
      if (old.id !== null) slot.gone = [...slot.gone, old.id];
    }
    slot.identities = slot.identities.filter(({ key }) => key.kind !== kind);
  }
}

export const numberKey = (number: string): MemberKey => ({ kind: 'NUMBER', value: number });

/** Did rows change anything about a member that was there before? Which fields, as `MemberUpdated` names them. */
export function changesOf(slot: Slot): string[] {
  const fields = ['number', 'name', 'gender', 'birthDate', 'language', 'tags', 'joinStoreId'] as const;
  const changed: string[] = fields.filter((field) => !isDeepStrictEqual(slot.before[field], slot.state[field]));
  const kinds = new Set(slot.identities.filter(({ id }) => id === null).map(({ key }) => key.kind));
  const identities = { PHONE: 'phone', EMAIL: 'email', EXTERNAL: 'identities' } as const;
  return [...changed, ...Object.entries(identities).flatMap(([kind, name]) => (kinds.has(kind as MemberKey['kind']) ? [name] : []))];
}

function stateAfter(state: MemberState, row: ImportRow, problems: Problems, now: Date): MemberState {
  const change = row.birthDate === null ? 'SAME' : birthDateChange(state, row.birthDate);
  if (change === 'LOCKED') problems.add('birthDate', say.birthDateLocked);
  const tags = changedTags(state.tags, row.tags, []);
  if (tags.length > MAX_TAGS) problems.add('tags', say.tooManyTags);
  return {
    ...state,
    number: row.number ?? state.number,
    name: row.name ?? state.name,
    gender: row.gender ?? state.gender,
    birthDate: change === 'SAME' ? state.birthDate : row.birthDate,
    birthDateChangedAt: change === 'CHANGE' ? now : state.birthDateChangedAt,
    language: row.language ?? state.language,
    joinStoreId: state.joinStoreId ?? row.storeId,
    tags,
  };
}

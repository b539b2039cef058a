import { type Context, type InputPath, NotFoundError, type Problems, readId } from '@regulars/plugin-sdk';
import { lockByIds, memberStandings, membersByKeys } from '../data/member.statements';
import { memberOfCardToken, useCardToken } from './card-tokens';
import { ConsentPurpose } from '../enums';
import { consentsOf } from './consents';
import { keyOfValue, primaryOf, readIdentities } from './identities';
import { cardValue, emailValue, externalValue, type IdentityValue, lineValue, phoneValue } from './identity-value';
import { type MemberMark, markMembers } from './mark-members';
import { mayFindBy } from './masked';
import { readMemberNumber } from './member-number';
import type { MemberIdentifier, MemberKey, MembersService, MemberStanding } from './members';
import { say } from './texts';

const at = (path: InputPath, key: string): InputPath => (typeof path === 'string' ? `${path}.${key}` : [...path, key]);

const keysOf = (by: MemberIdentifier): (keyof MemberIdentifier)[] => (Object.keys(by) as (keyof MemberIdentifier)[]).filter((key) => by[key] != null);

/** Is exactly one way to name a member given? graphql-jit does not check @oneOf. */
export const namesOne = (by: MemberIdentifier): boolean => keysOf(by).length === 1;

/** Reads the values of an identifier; null for one that can be nobody's. */
export function readIdentifier(by: MemberIdentifier, field: keyof MemberIdentifier, region: string): IdentityValue | null {
  switch (field) {
    case 'phone':
      return phoneValue(by.phone ?? '', region);
    case 'email':
      return emailValue(by.email ?? '');
    case 'cardNumber':
      return cardValue(by.cardNumber ?? '');
    case 'lineUserId':
      return lineValue(by.lineUserId ?? '');
    case 'externalId':
      return by.externalId ? externalValue(by.externalId.source, by.externalId.id) : null;
    default:
      return null;
  }
}

export class MemberDirectory implements MembersService {
  constructor(private readonly ctx: Context) {}

  keyOf(by: MemberIdentifier, path: InputPath, problems: Problems): MemberKey | null {
    const [field, ...more] = keysOf(by);
    if (field === undefined || more.length > 0) {
      problems.add(path, say.exactlyOneKey);
      return null;
    }
    if (!mayFindBy(this.ctx, field)) {
      problems.push(new NotFoundError(say.noSuchMember, path));
      return null;
    }
    if (field === 'id') {
      const uuid = readId('mbr', by.id);
      if (uuid === null) problems.push(new NotFoundError(say.noSuchMember, path, by.id ?? undefined));
      return uuid === null ? null : { kind: 'ID', value: uuid };
    }
    if (field === 'number') {
      const number = readMemberNumber(by.number ?? '');
      if (number === null) problems.add(at(path, field), say.malformed.number);
      return number === null ? null : { kind: 'NUMBER', value: number };
    }
    const value = readIdentifier(by, field, this.ctx.brand.region);
    if (value === null) problems.add(at(path, field), say.malformed[field]);
    return value === null ? null : keyOfValue(this.ctx, value);
  }

  async find(keys: readonly MemberKey[]): Promise<readonly (string | null)[]> {
    if (keys.length === 0) return [];
    return (await this.ctx.sql(membersByKeys(JSON.stringify(keys)))).map((row) => row.member_id);
  }

  async lock(memberIds: readonly string[]): Promise<void> {
    if (memberIds.length > 0) await this.ctx.sql(lockByIds(memberIds));
  }

  useCardToken(token: string): Promise<string | null> {
    return useCardToken(this.ctx, token);
  }

  memberOfCardToken(token: string): string | null {
    return memberOfCardToken(this.ctx, token);
  }

  async phoneForGroup(memberId: string): Promise<string | null> {
    const [answers, identities] = await Promise.all([this.groupAnswers(memberId), readIdentities(this.ctx, [memberId])]);
    if (answers.length === 0 || answers.includes(false)) return null;
    return primaryOf(identities, 'PHONE')?.value ?? null;
  }

  async refusesGroup(memberId: string): Promise<boolean> {
    return (await this.groupAnswers(memberId)).includes(false);
  }

  private async groupAnswers(memberId: string): Promise<readonly boolean[]> {
    const consents = await this.ctx.load(consentsOf, memberId);
    return consents.filter(({ purpose }) => purpose === ConsentPurpose.GROUP_SHARE).map(({ granted }) => granted);
  }

  mark(marks: readonly MemberMark[]): Promise<void> {
    return markMembers(this.ctx, marks);
  }

  async standings(memberIds: readonly string[]): Promise<ReadonlyMap<string, MemberStanding>> {
    if (memberIds.length === 0) return new Map();
    const rows = await this.ctx.sql(memberStandings(memberIds));
    return new Map(rows.map((row) => [row.id, { id: row.id, status: row.status, joinedAt: row.joined_at, phoneVerifiedAt: row.phone_verified_at, spendableFrom: row.spendable_from, mergedInto: row.merged_into }]));
  }
}

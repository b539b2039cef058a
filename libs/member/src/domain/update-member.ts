import { isDeepStrictEqual } from 'node:util';
import { type Context, type JsonObject, MemberKeys, NotFoundError, Problems, publicId, readId, reject } from '@regulars/plugin-sdk';
import { lockByIds, type MemberRow, membersByIds, membersByKeys, updateMembers } from '../data/member.statements';
import { type Gender, IdentityKind, MemberStatus } from '../enums';
import { IdentityTakenError } from '../errors';
import { birthDateChange } from './birth-date';
import { MemberUpdated } from './events';
import { keyOfValue, type KnownIdentity, readIdentities } from './identities';
import { emailValue, type IdentityValue, phoneValue } from './identity-value';
import { isLiving, memberState, type MemberState, stateRow } from './member-state';
import { holdPoints } from './phone-hold';
import { readAttributes, readBirthDate, readLanguage, readName } from './profile';
import { replaceIdentities, type Wanted } from './replace-identities';
import { changedTags, MAX_TAGS, readTag } from './tags';
import { say } from './texts';

/** Absent leaves, null clears. */
export interface UpdateInput {
  readonly name?: string | null;
  readonly gender?: Gender | null;
  readonly birthDate?: string | null;
  readonly language?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly attributes?: unknown;
  readonly addTags?: readonly string[] | null;
  readonly removeTags?: readonly string[] | null;
}

interface Change {
  /** The argument the input came in, where problems are said to lie. */
  readonly at: string;
  /** The id as the caller wrote it. */
  readonly id?: string;
  /** By the member: who must be active, and may give a birth date once. */
  readonly bySelf?: boolean;
}

/** Staff change what is known about a member. */
export function updateMember(ctx: Context, id: string, input: UpdateInput): Promise<{ readonly memberId: string }> {
  const memberId = readId('mbr', id);
  return memberId === null ? reject(new NotFoundError(say.noSuchMember, 'id', id)) : changeMember(ctx, memberId, input, { at: 'input', id });
}

/** Changes what is known about a member, by uuid. Rejects with everything that is wrong with the input at once. */
export async function changeMember(ctx: Context, memberId: string, input: UpdateInput, change: Change): Promise<{ readonly memberId: string }> {
  const problems = new Problems();
  const wanted = readWanted(ctx, input, change.at, problems);
  const { member, identities, owners } = await lockAndRead(ctx, memberId, wanted);
  if (!member) return reject(new NotFoundError(say.noSuchMember, 'id', change.id));
  if (member.merged_into !== null) return changeMember(ctx, member.merged_into, input, change);
  if (change.bySelf && member.status !== MemberStatus.ACTIVE) problems.add(change.at, say.notActive);
  else if (!isLiving(member.status)) problems.add('id', say.notLiving);
  for (const [index, { field, kind }] of wanted.entries()) {
    const owner = owners[index] ?? null;
    if (owner !== null && owner !== memberId) problems.push(new IdentityTakenError(IdentityKind[kind], `${change.at}.${field}`));
  }
  const before = memberState(member);
  const after = applied(ctx, before, input, change, problems);
  problems.throwIfAny();

  const replaced = await replaceIdentities(ctx, memberId, identities, wanted);
  // A first phone, too: what a member without one holds could until now be spent at the till only.
  if (replaced.includes('phone')) holdPoints(ctx, [memberId]);
  const changed = [...changedFields(before, after), ...replaced];
  if (changed.length > 0) {
    void ctx.sql(updateMembers(JSON.stringify([stateRow(after)])));
    ctx.emit(MemberUpdated, { memberId: publicId('mbr', memberId), changed }, memberId);
  }
  return { memberId };
}

function readWanted(ctx: Context, input: UpdateInput, at: string, problems: Problems): Wanted[] {
  const read = { phone: (text: string) => phoneValue(text, ctx.brand.region), email: emailValue };
  return (['phone', 'email'] as const).flatMap((field) => {
    const text = input[field];
    if (text === undefined) return [];
    const value = text === null ? null : read[field](text);
    if (text !== null && value === null) problems.add(`${at}.${field}`, say.malformed[field]);
    return [{ field, kind: field === 'phone' ? ('PHONE' as const) : ('EMAIL' as const), value }];
  });
}

/** A member under its lock, what it is known by, and who has the identities that are wanted for it. */
interface Locked {
  readonly member: MemberRow | undefined;
  readonly identities: readonly KnownIdentity[];
  /** Uuids, in the order of what is wanted. */
  readonly owners: readonly (string | null)[];
}

/** The statements travel together: what stands behind the lock reads what the lock protects. */
async function lockAndRead(ctx: Context, memberId: string, wanted: readonly Wanted[]): Promise<Locked> {
  const keyed = wanted.filter((item): item is Wanted & { value: IdentityValue } => item.value !== null);
  const keys = keyed.map(({ value }) => keyOfValue(ctx, value));
  if (keys.length > 0) ctx.use(MemberKeys).prefetch([memberId]);
  const [, [member], identities, found] = await Promise.all([
    ctx.sql(lockByIds([memberId])),
    ctx.sql(membersByIds([memberId])),
    readIdentities(ctx, [memberId]),
    keys.length > 0 ? ctx.sql(membersByKeys(JSON.stringify(keys))) : [],
  ]);
  const owners = wanted.map((item) => found[keyed.findIndex((other) => other === item)]?.member_id ?? null);
  return { member, identities, owners };
}

function applied(ctx: Context, before: MemberState, input: UpdateInput, { at, bySelf = false }: Change, problems: Problems): MemberState {
  const { name, gender, language, attributes } = input;
  return {
    ...before,
    ...(name !== undefined && { name: name === null ? null : readName(name, `${at}.name`, problems) }),
    ...(gender !== undefined && { gender: gender ?? ('UNKNOWN' as Gender) }),
    ...(language !== undefined && { language: language === null ? null : readLanguage(language, `${at}.language`, problems) }),
    ...(attributes !== undefined && { attributes: attributes === null ? ({} as JsonObject) : readAttributes(attributes, `${at}.attributes`, problems) }),
    ...(input.birthDate !== undefined && birthDateFields(ctx, before, input.birthDate, { at, bySelf }, problems)),
    tags: readTags(before, input, problems),
  };
}

function birthDateFields(ctx: Context, before: MemberState, wanted: string | null, { at, bySelf }: Change, problems: Problems): Partial<MemberState> {
  const path = `${at}.birthDate`;
  const birthDate = wanted === null ? null : readBirthDate(ctx, wanted, path, problems);
  const change = birthDateChange(before, birthDate);
  switch (bySelf && change === 'CHANGE' ? 'BY_STAFF' : change) {
    case 'SAME':
      return {};
    case 'FIRST':
      return { birthDate };
    case 'CHANGE':
      return { birthDate, birthDateChangedAt: ctx.now };
    case 'BY_STAFF':
      problems.add(path, say.birthDateByStaff);
      return {};
    case 'LOCKED':
      problems.add(path, say.birthDateLocked);
      return {};
  }
}

function readTags(before: MemberState, input: UpdateInput, problems: Problems): readonly string[] {
  const read = (field: 'addTags' | 'removeTags'): string[] =>
    (input[field] ?? []).flatMap((text, index) => {
      const tag = readTag(text);
      if (tag === null) problems.add(`input.${field}.${index}`, say.notATag);
      return tag ?? [];
    });
  const [added, removed] = [read('addTags'), read('removeTags')];
  const both = added.findIndex((tag) => removed.includes(tag));
  if (both >= 0) problems.add(`input.addTags.${both}`, say.addedAndRemoved);
  const tags = changedTags(before.tags, added, removed);
  if (tags.length > MAX_TAGS) problems.add('input.addTags', say.tooManyTags);
  return tags;
}

function changedFields(before: MemberState, after: MemberState): string[] {
  const fields = ['name', 'gender', 'birthDate', 'language', 'attributes', 'tags'] as const;
  return fields.filter((field) => !isDeepStrictEqual(before[field], after[field]));
}

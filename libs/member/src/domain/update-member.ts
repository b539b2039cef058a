import { isDeepStrictEqual } from 'node:util';
import { type Context, type JsonObject, NotFoundError, Problems, publicId, readId, reject } from '@regulars/plugin-sdk';
import { deleteIdentities, insertIdentities } from '../data/identity.statements';
import { lockMembers, type MemberRow, membersByIds, membersByKeys, updateMembers } from '../data/member.statements';
import { type Gender, IdentityKind } from '../enums';
import { IdentityTakenError } from '../errors';
import { birthDateChange } from './birth-date';
import { MemberUpdated } from './events';
import { keyOfValue, type KnownIdentity, primaryOf, readIdentities, sealIdentity } from './identities';
import { emailValue, type IdentityValue, phoneValue } from './identity-value';
import { isLiving, memberState, type MemberState, stateRow } from './member-state';
import { holdPoints } from './phone-hold';
import { readAttributes, readBirthDate, readLanguage, readName } from './profile';
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

/** A phone or e-mail wanted: its value, null to have none, absent to leave it. */
interface Wanted {
  readonly field: 'phone' | 'email';
  readonly kind: 'PHONE' | 'EMAIL';
  readonly value: IdentityValue | null;
}

/** Changes what is known about a member. Rejects with everything that is wrong with the input at once. */
export async function updateMember(ctx: Context, id: string, input: UpdateInput): Promise<{ readonly memberId: string }> {
  const memberId = readId('mbr', id);
  if (memberId === null) return reject(new NotFoundError(say.noSuchMember, 'id', id));
  const problems = new Problems();
  const wanted = readWanted(ctx, input, problems);
  const { member, identities, owners } = await lockAndRead(ctx, memberId, wanted);
  if (!member) return reject(new NotFoundError(say.noSuchMember, 'id', id));
  if (!isLiving(member.status)) problems.add('id', say.notLiving);
  for (const [index, { field, kind }] of wanted.entries()) {
    const owner = owners[index] ?? null;
    if (owner !== null && owner !== memberId) problems.push(new IdentityTakenError(IdentityKind[kind], `input.${field}`));
  }
  const before = memberState(member);
  const after = applied(ctx, before, input, problems);
  problems.throwIfAny();

  const replaced = await replaceIdentities(ctx, memberId, identities, wanted);
  // Whoever talked staff into it gains nothing before the owner could notice.
  if (replaced.includes('phone') && primaryOf(identities, 'PHONE')) holdPoints(ctx, memberId);
  const changed = [...changedFields(before, after), ...replaced];
  if (changed.length > 0) {
    void ctx.sql(updateMembers(JSON.stringify([stateRow(after)])));
    ctx.emit(MemberUpdated, { memberId: publicId('mbr', memberId), changed }, memberId);
  }
  return { memberId };
}

function readWanted(ctx: Context, input: UpdateInput, problems: Problems): Wanted[] {
  const read = { phone: (text: string) => phoneValue(text, ctx.brand.region), email: emailValue };
  return (['phone', 'email'] as const).flatMap((field) => {
    const text = input[field];
    if (text === undefined) return [];
    const value = text === null ? null : read[field](text);
    if (text !== null && value === null) problems.add(`input.${field}`, say.malformed[field]);
    return [{ field, kind: field === 'phone' ? ('PHONE' as const) : ('EMAIL' as const), value }];
  });
}

/** The statements travel together: what stands behind the lock reads what the lock protects. */
async function lockAndRead(ctx: Context, memberId: string, wanted: readonly Wanted[]) {
  const keyed = wanted.filter((item): item is Wanted & { value: IdentityValue } => item.value !== null);
  const keys = keyed.map(({ value }) => keyOfValue(ctx, value));
  const [, [member], identities, found] = await Promise.all([
    ctx.sql(lockMembers('[]', [memberId])),
    ctx.sql(membersByIds([memberId])),
    readIdentities(ctx, [memberId]),
    keys.length > 0 ? ctx.sql(membersByKeys(JSON.stringify(keys))) : [],
  ]);
  const owners = wanted.map((item) => found[keyed.findIndex((other) => other === item)]?.member_id ?? null);
  return { member: member as MemberRow | undefined, identities, owners };
}

function applied(ctx: Context, before: MemberState, input: UpdateInput, problems: Problems): MemberState {
  const { name, gender, language, attributes } = input;
  return {
    ...before,
    ...(name !== undefined && { name: name === null ? null : readName(name, 'input.name', problems) }),
    ...(gender !== undefined && { gender: gender ?? ('UNKNOWN' as Gender) }),
    ...(language !== undefined && { language: language === null ? null : readLanguage(language, 'input.language', problems) }),
    ...(attributes !== undefined && { attributes: attributes === null ? ({} as JsonObject) : readAttributes(attributes, 'input.attributes', problems) }),
    ...(input.birthDate !== undefined && birthDateFields(ctx, before, input.birthDate, problems)),
    tags: readTags(before, input, problems),
  };
}

function birthDateFields(ctx: Context, before: MemberState, wanted: string | null, problems: Problems): Partial<MemberState> {
  const birthDate = wanted === null ? null : readBirthDate(ctx, wanted, 'input.birthDate', problems);
  switch (birthDateChange(before, birthDate)) {
    case 'SAME':
      return {};
    case 'FIRST':
      return { birthDate };
    case 'CHANGE':
      return { birthDate, birthDateChangedAt: ctx.now };
    case 'LOCKED':
      problems.add('input.birthDate', say.birthDateLocked);
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

/** Answers which of phone and e-mail changed. A new one is not verified. */
async function replaceIdentities(ctx: Context, memberId: string, known: readonly KnownIdentity[], wanted: readonly Wanted[]): Promise<string[]> {
  const changes = wanted.flatMap(({ field, kind, value }) => {
    const old = primaryOf(known, kind);
    const sealed = value === null ? null : sealIdentity(ctx, memberId, value);
    // A merge may have left the member with the wanted one as a second.
    const second = known.find(({ kind: other, index, isPrimary }) => other === kind && index === sealed?.value_index && !isPrimary);
    return sealed?.value_index === old?.index ? [] : [{ field, old: [old, second], sealed }];
  });
  const gone = changes.flatMap(({ old }) => old.flatMap((identity) => identity?.id ?? []));
  const fresh = changes.flatMap(({ sealed }) => sealed ?? []);
  if (gone.length > 0) void ctx.sql(deleteIdentities(gone));
  if (fresh.length > 0) {
    const written = await ctx.sql(insertIdentities(JSON.stringify(fresh)));
    if (written.length !== fresh.length) ctx.restart('An identity was taken meanwhile');
  }
  return changes.map(({ field }) => field);
}

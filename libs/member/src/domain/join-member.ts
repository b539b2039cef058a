import { type Context, newUuid, Problems, publicId } from '@regulars/plugin-sdk';
import { takeBack } from '../data/member-life.statements';
import { Gender, IdentityKind } from '../enums';
import { IdentityTakenError } from '../errors';
import { type ConsentAnswer, readConsents } from './consents';
import { enrol, type NewMember, takeNumbers } from './enrol';
import { MemberRejoined } from './events';
import { keyOfValue } from './identities';
import { type IdentityValue, isProviderSource } from './identity-value';
import { Members, type MemberIdentifier } from './members';
import { readIdentifier } from './members-service';
import { readAttributes, readBirthDate, readLanguage, readName, readStore } from './profile';
import { readRecruitment, type RecruitmentInput } from './recruitment';
import { say } from './texts';

export interface JoinInput extends RecruitmentInput, Pick<MemberIdentifier, 'phone' | 'email' | 'cardNumber' | 'externalId'> {
  readonly name?: string | null;
  readonly gender?: Gender | null;
  readonly birthDate?: string | null;
  readonly language?: string | null;
  readonly storeId?: string | null;
  readonly consents?: readonly ConsentAnswer[] | null;
  readonly attributes?: unknown;
}

export interface Joined {
  readonly memberId: string;
  readonly created: boolean;
}

type Identifying = 'phone' | 'email' | 'cardNumber' | 'externalId';
interface Claim {
  readonly field: Identifying;
  readonly value: IdentityValue;
}

/**
 * Makes a member, or finds the one who has the phone: nothing about that one changes, and nothing is granted again.
 * Two joins with one phone at the same time make one member: the loser of the race runs again and finds the winner's.
 */
export async function joinMember(ctx: Context, input: JoinInput): Promise<Joined> {
  const problems = new Problems();
  const claims = readClaims(ctx, input, problems);
  const profile = { ...readProfile(ctx, input, 'input', problems), attributes: input.attributes == null ? {} : readAttributes(input.attributes, 'input.attributes', problems) };
  const store = await readStore(ctx, input.storeId, 'input.storeId', problems);
  const keys = claims.map(({ value }) => keyOfValue(ctx, value));
  const [owners, numbers, { recruitment, storeId, by }] = await Promise.all([
    ctx.use(Members).find(keys),
    takeNumbers(ctx, 1),
    readRecruitment(ctx, input, store?.id ?? null, 'input', problems),
  ]);
  const owner = checkOwners(claims, owners, problems);
  problems.throwIfAny();
  if (owner !== null) return rejoin(ctx, owner);

  const [number] = numbers;
  if (number === undefined) return ctx.restart('No free member number was found');
  const identities = claims.map(({ value }, index) => ({ value, index: keys[index]?.value ?? '' }));
  const member = { id: newUuid(), number, ...profile, joinedAt: ctx.now, joinStoreId: storeId, tags: [], identities, recruitment };
  await enrol(ctx, [member], 'JOIN');
  await by?.joined(ctx, member.id);
  return { memberId: member.id, created: true };
}

function readClaims(ctx: Context, input: JoinInput, problems: Problems): Claim[] {
  const fields: readonly Identifying[] = ['phone', 'email', 'cardNumber', 'externalId'];
  const given = fields.filter((field) => input[field] != null);
  if (given.length === 0) problems.add('input', say.nothingToKnowBy);
  return given.flatMap((field) => {
    const value = readIdentifier(input, field, ctx.brand.region);
    if (value === null) problems.add(`input.${field}`, say.malformed[field]);
    else if (field === 'externalId' && isProviderSource(input.externalId?.source ?? '')) problems.add('input.externalId.source', say.providerSource);
    return value === null ? [] : [{ field, value }];
  });
}

/** What is known of a member from the beginning. */
export type Profile = Pick<NewMember, 'name' | 'gender' | 'birthDate' | 'language' | 'consents'>;

/** `at` is the argument the input came in, where problems are said to lie. */
export function readProfile(ctx: Context, input: Pick<JoinInput, keyof Profile>, at: string, problems: Problems): Profile {
  return {
    name: input.name == null ? null : readName(input.name, `${at}.name`, problems),
    gender: input.gender ?? Gender.UNKNOWN,
    birthDate: input.birthDate == null ? null : readBirthDate(ctx, input.birthDate, `${at}.birthDate`, problems),
    language: input.language == null ? null : readLanguage(input.language, `${at}.language`, problems),
    consents: readConsents(input.consents, `${at}.consents`, problems),
  };
}

/** The member who has the phone. Whatever else somebody has must be that member's too. */
function checkOwners(claims: readonly Claim[], owners: readonly (string | null)[], problems: Problems): string | null {
  const owner = owners[claims.findIndex(({ field }) => field === 'phone')] ?? null;
  for (const [index, { field, value }] of claims.entries()) {
    const other = owners[index] ?? null;
    if (other !== null && other !== owner) problems.push(new IdentityTakenError(IdentityKind[value.kind], `input.${field}`));
  }
  return owner;
}

/** Who had left, or was only a prospect, is a member again; the welcome is not repeated. */
async function rejoin(ctx: Context, memberId: string): Promise<Joined> {
  const takenBack = await ctx.sql(takeBack(memberId));
  if (takenBack.length > 0) ctx.emit(MemberRejoined, { memberId: publicId('mbr', memberId) }, memberId);
  return { memberId, created: false };
}

import { type CipherPlace, type Context, defineLoader, manyForEach, newUuid, PersonalData } from '@regulars/plugin-sdk';
import { identitiesOfMembers, type IdentityRow } from '../data/identity.statements';
import type { IdentityKind } from '../enums';
import { type IdentityValue, shownIdentity } from './identity-value';
import type { MemberKey } from './members';

/** An identity as the API shows it. */
export interface KnownIdentity {
  readonly id: string;
  readonly memberId: string;
  readonly kind: IdentityKind;
  readonly value: string;
  /** The blind index, in hex. */
  readonly index: string;
  readonly isPrimary: boolean;
  readonly verifiedAt: Date | null;
}

const placeOf = (row: string): CipherPlace => ({ table: 'member.identity', column: 'value_sealed', row });

export const indexOf = (ctx: Context, value: IdentityValue): string => ctx.use(PersonalData).blindIndex(value.kind, value.normalised).toString('hex');

export const keyOfValue = (ctx: Context, value: IdentityValue): MemberKey => ({ kind: value.kind as MemberKey['kind'], value: indexOf(ctx, value) });

interface SealOptions {
  /** Its blind index, where it was made before. */
  readonly index?: string | undefined;
  readonly verifiedAt?: Date | null | undefined;
}

/** The row of a new identity, as the statements take it. */
export interface SealedIdentity {
  readonly id: string;
  readonly member_id: string;
  readonly kind: string;
  readonly value_index: string;
  readonly value_sealed: string;
  readonly verified_at: Date | null;
}

export function sealIdentity(ctx: Context, memberId: string, value: IdentityValue, { index = indexOf(ctx, value), verifiedAt = null }: SealOptions = {}): SealedIdentity {
  const id = newUuid();
  const sealed = ctx.use(PersonalData).seal(value.shown, placeOf(id));
  return { id, member_id: memberId, kind: value.kind, value_index: index, value_sealed: sealed.toString('hex'), verified_at: verifiedAt };
}

function known(ctx: Context, row: IdentityRow): KnownIdentity {
  const opened = ctx.use(PersonalData).open(row.value_sealed, placeOf(row.id));
  return {
    id: row.id, memberId: row.member_id, kind: row.kind, value: shownIdentity(row.kind, opened),
    index: row.value_index.toString('hex'), isPrimary: row.is_primary, verifiedAt: row.verified_at,
  };
}

export async function readIdentities(ctx: Context, memberIds: readonly string[]): Promise<readonly KnownIdentity[]> {
  return (await ctx.sql(identitiesOfMembers(memberIds))).map((row) => known(ctx, row));
}

/** The identities of a member, the one it is shown with first in each kind. */
export const identitiesOf = defineLoader<string, readonly KnownIdentity[]>(async (ctx, memberIds) =>
  manyForEach(memberIds, await readIdentities(ctx, memberIds), (identity) => identity.memberId),
);

/** The phone or e-mail a member is shown with. */
export const primaryOf = (identities: readonly KnownIdentity[], kind: 'PHONE' | 'EMAIL'): KnownIdentity | null =>
  identities.find((identity) => identity.kind === kind && identity.isPrimary) ?? null;

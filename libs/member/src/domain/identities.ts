import { type CipherPlace, type Context, defineLoader, manyForEach, MemberKeys, newUuid, PersonalData, type SealedValue } from '@regulars/plugin-sdk';
import { identitiesOfMembers, type IdentityRow, insertIdentities, replaceSealed } from '../data/identity.statements';
import type { IdentityKind } from '../enums';
import { type IdentityValue, shownIdentity } from './identity-value';
import type { MemberKey } from './members';

/** An identity as the API shows it. */
export interface KnownIdentity {
  readonly id: string;
  readonly memberId: string;
  readonly kind: IdentityKind;
  readonly value: string;
  /** All that is kept of it, for who writes there. */
  readonly kept: string;
  /** The blind index, in hex. */
  readonly index: string;
  readonly isPrimary: boolean;
  readonly verifiedAt: Date | null;
}

const placeOf = (row: string): CipherPlace => ({ table: 'member.identity', column: 'value_sealed', row });

export const indexOf = (ctx: Context, value: IdentityValue): string => ctx.use(PersonalData).blindIndex(value.kind, value.normalised).toString('hex');

export const keyOfValue = (ctx: Context, value: IdentityValue): MemberKey => ({ kind: value.kind as MemberKey['kind'], value: indexOf(ctx, value) });

/** An identity about to be: whose, and its blind index where it was made before. */
export interface NewIdentity {
  readonly memberId: string;
  readonly value: IdentityValue;
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

/** Each under its member's key, which is at hand. */
export function sealIdentity(ctx: Context, { memberId, value, index = indexOf(ctx, value), verifiedAt = null }: NewIdentity): SealedIdentity {
  const id = newUuid();
  const sealed = ctx.use(MemberKeys).seal({ memberId, plain: value.shown, place: placeOf(id) });
  return { id, member_id: memberId, kind: value.kind, value_index: index, value_sealed: sealed.toString('hex'), verified_at: verifiedAt };
}

/** For members who are there. Should somebody have taken one of them meanwhile, the unit of work runs again. */
export async function addIdentities(ctx: Context, identities: readonly NewIdentity[]): Promise<void> {
  await ctx.use(MemberKeys).ready(identities.map(({ memberId }) => memberId));
  const written = await ctx.sql(insertIdentities(JSON.stringify(identities.map((identity) => sealIdentity(ctx, identity)))));
  if (written.length !== identities.length) ctx.restart('An identity was taken meanwhile');
}

export async function readIdentities(ctx: Context, memberIds: readonly string[]): Promise<readonly KnownIdentity[]> {
  const rows = await ctx.sql(identitiesOfMembers(memberIds));
  const opened = await ctx.use(MemberKeys).open(rows.map(sealedValue));
  return rows.flatMap((row, place) => {
    const value = opened[place] ?? null;
    return value === null ? [] : [{
      id: row.id, memberId: row.member_id, kind: row.kind, value: shownIdentity(row.kind, value), kept: value,
      index: row.value_index.toString('hex'), isPrimary: row.is_primary, verifiedAt: row.verified_at,
    }];
  });
}

const sealedValue = (row: IdentityRow): SealedValue => ({ sealed: row.value_sealed, place: placeOf(row.id), known: { memberId: row.member_id, wrapped: row.member_key } });

/** Whoever a merge is undone for has its identities under its own key again, whatever was sealed anew meanwhile. */
export async function sealAsOwn(ctx: Context, memberId: string): Promise<void> {
  const rows = await ctx.sql(identitiesOfMembers([memberId]));
  const keys = ctx.use(MemberKeys);
  const opened = await keys.open(rows.map(sealedValue));
  const values = rows.flatMap((row, place) => (opened[place] == null ? [] : [{ memberId, plain: opened[place], place: placeOf(row.id) }]));
  await keys.ready([memberId]);
  await ctx.sql(replaceSealed(values.map(({ place }) => place.row), values.map((value) => keys.seal(value))));
}

/** The identities of a member, the one it is shown with first in each kind. */
export const identitiesOf = defineLoader<string, readonly KnownIdentity[]>(async (ctx, memberIds) =>
  manyForEach(memberIds, await readIdentities(ctx, memberIds), (identity) => identity.memberId),
);

/** The phone or e-mail a member is shown with. */
export const primaryOf = (identities: readonly KnownIdentity[], kind: 'PHONE' | 'EMAIL'): KnownIdentity | null =>
  identities.find((identity) => identity.kind === kind && identity.isPrimary) ?? null;

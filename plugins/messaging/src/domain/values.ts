import { Contacts, type MemberProfile } from '@regulars/member/contract';
import type { Context, JsonObject } from '@regulars/plugin-sdk';
import { Points } from '@regulars/points/contract';
import { Tiers } from '@regulars/tier/contract';
import type { Variables } from './liquid';

/** What is known of many members, for what they are told. */
export interface KnownMembers {
  readonly languageOf: (memberId: string) => string | null;
  readonly valuesFor: (memberId: string, data: JsonObject | null) => Variables;
}

const given = (fields: Readonly<Record<string, unknown>>): Record<string, string | number> =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, string | number] => typeof field[1] === 'string' || typeof field[1] === 'number'));

/** Reads only what the templates name: `member.points` costs a statement. */
export async function knowMembers(ctx: Context, memberIds: readonly string[], names: ReadonlySet<string>): Promise<KnownMembers> {
  const ids = [...new Set(memberIds)];
  const [profiles, balances, tiers] = await Promise.all([
    ctx.use(Contacts).profiles(ids),
    names.has('member.points') ? ctx.use(Points).balances(ids) : null,
    names.has('member.tier') ? ctx.use(Tiers).tiersOf(ids) : null,
  ]);
  const profileOf = (memberId: string): MemberProfile | undefined => profiles.get(memberId);
  return {
    languageOf: (memberId) => profileOf(memberId)?.language ?? null,
    // A value that is not there is left out: what needs it is not sent.
    valuesFor: (memberId, data) => ({
      member: given({ name: profileOf(memberId)?.name, number: profileOf(memberId)?.number, points: balances && (balances.get(memberId) ?? 0), tier: tiers?.get(memberId)?.name }),
      brand: { name: ctx.brand.name },
      event: given(data ?? {}),
    }),
  };
}

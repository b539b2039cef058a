import { type CipherPlace, type Context, MemberKeys } from '@regulars/plugin-sdk';
import type { SaidRow } from '../data/manual-set.statements';

const placeOf = (row: string): CipherPlace => ({ table: 'tier.manual_set', column: 'reason_sealed', row });

/** What staff say when they decide may name the person. */
export async function sealReason(ctx: Context, memberId: string, actId: string, reason: string): Promise<Buffer> {
  const keys = ctx.use(MemberKeys);
  await keys.ready([memberId]);
  return keys.seal({ memberId, plain: reason, place: placeOf(actId) });
}

/** What staff said of each row's decision; null where there is none, or the member is erased. */
export async function readReasons(ctx: Context, rows: readonly SaidRow[]): Promise<(string | null)[]> {
  const sealed = rows.flatMap(({ act_id, said_sealed, member_id, member_key }) =>
    act_id === null || said_sealed === null ? [] : [{ sealed: said_sealed, place: placeOf(act_id), known: { memberId: member_id, wrapped: member_key } }]);
  const opened = await ctx.use(MemberKeys).open(sealed);
  const byAct = new Map(sealed.map(({ place }, index) => [place.row, opened[index] ?? null]));
  return rows.map(({ act_id, said }) => byAct.get(act_id ?? '') ?? said);
}

import { type CipherPlace, type Context, MemberKeys } from '@regulars/plugin-sdk';
import type { EntryRow } from '../data/entry.statements';
import type { Entry } from './wallet';

const placeOf = (row: string): CipherPlace => ({ table: 'points.entry', column: 'reason_sealed', row });

/** What somebody said of an entry may name the person, and the ledger is for ever: sealed, it can be read as long as the member is there. */
export function sealReason(keys: MemberKeys | undefined, id: string, { memberId, reason }: Entry): Buffer | null {
  if (reason === null) return null;
  if (!keys) throw new Error('A reason is sealed: the keys of members are needed');
  return keys.seal({ memberId, plain: reason, place: placeOf(id) });
}

/** What somebody said of each entry; null where nobody did, or the member is erased. Earlier versions wrote it in clear. */
export async function readReasons(ctx: Context, rows: readonly Pick<EntryRow, 'id' | 'member_id' | 'reason' | 'reason_sealed' | 'member_key'>[]): Promise<(string | null)[]> {
  const sealed = rows.flatMap((row) => (row.reason_sealed === null ? [] : [{ ...row, reason_sealed: row.reason_sealed }]));
  const opened = await ctx.use(MemberKeys).open(sealed.map((row) => ({ sealed: row.reason_sealed, place: placeOf(row.id), known: { memberId: row.member_id, wrapped: row.member_key } })));
  const byId = new Map(sealed.map(({ id }, place) => [id, opened[place] ?? null]));
  return rows.map(({ id, reason }) => byId.get(id) ?? reason);
}

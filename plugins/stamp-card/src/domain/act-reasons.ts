import { type CipherPlace, type Context, MemberKeys, type Text } from '@regulars/plugin-sdk';

const placeOf = (row: string): CipherPlace => ({ table: 'stamp_card.act', column: 'reason_sealed', row });

/** What staff say when they give or take may name the person. */
export async function sealReason(ctx: Context, memberId: string, actId: string, reason: string): Promise<Buffer> {
  const keys = ctx.use(MemberKeys);
  await keys.ready([memberId]);
  return keys.seal({ memberId, plain: reason, place: placeOf(actId) });
}

interface SaidRow {
  readonly id: string;
  readonly member_id: string;
  readonly reason_sealed: Buffer | null;
  readonly member_key: Buffer | null;
}

/** What staff said of each row; null where nobody did, or the member is erased. */
export async function readReasons(ctx: Context, rows: readonly SaidRow[]): Promise<(string | null)[]> {
  const sealed = rows.flatMap((row) => (row.reason_sealed === null ? [] : [{ ...row, reason_sealed: row.reason_sealed }]));
  const opened = await ctx.use(MemberKeys).open(sealed.map((row) => ({ sealed: row.reason_sealed, place: placeOf(row.id), known: { memberId: row.member_id, wrapped: row.member_key } })));
  const byId = new Map(sealed.map(({ id }, index) => [id, opened[index] ?? null]));
  return rows.map(({ id }) => byId.get(id) ?? null);
}

const REASONS: Readonly<Record<string, Text>> = {
  ORDER: { en: 'An order', 'zh-TW': '消費集點' },
  GRANT: { en: 'Stamps given', 'zh-TW': '贈點' },
  REVOKE: { en: 'Stamps taken back', 'zh-TW': '收回點數' },
  REWARD: { en: 'A reward', 'zh-TW': '獎勵贈點' },
  EVENT: { en: 'A task done', 'zh-TW': '完成任務' },
};

/** What an entry says when nobody gave it a reason of its own. */
export const reasonOf = (kind: string): Text => REASONS[kind] ?? kind;

import { type CipherPlace, type Context, type Json, MemberKeys } from '@regulars/plugin-sdk';

const placeOf = (row: string): CipherPlace => ({ table: 'survey.response', column: 'texts_sealed', row });

/** What members write may name people: it stands under the member's own key. */
export async function sealWords(ctx: Context, memberId: string, responseId: string, words: Json): Promise<Buffer | null> {
  if (words === null) return null;
  const keys = ctx.use(MemberKeys);
  await keys.ready([memberId]);
  return keys.seal({ memberId, plain: JSON.stringify(words), place: placeOf(responseId) });
}

/** By question; nothing where nothing was written, or the member is erased. */
export async function openWords(ctx: Context, rows: readonly { readonly id: string; readonly texts_sealed: Buffer | null }[]): Promise<readonly Readonly<Record<string, string>>[]> {
  const sealed = rows.flatMap(({ id, texts_sealed }) => (texts_sealed === null ? [] : [{ id, sealed: texts_sealed, place: placeOf(id) }]));
  const opened = sealed.length === 0 ? [] : await ctx.use(MemberKeys).open(sealed);
  const byId = new Map(sealed.map(({ id }, index) => [id, opened[index] ?? null]));
  return rows.map(({ id }) => JSON.parse(byId.get(id) ?? '{}') as Record<string, string>);
}

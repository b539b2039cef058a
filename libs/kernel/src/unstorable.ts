import { InvalidInputError, reject } from '@regulars/plugin-sdk';

/** What PostgreSQL cannot keep as it is: NUL, and halves of characters. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** SQLSTATEs with which such a text is refused: as text, in jsonb, and as JSON that spells half a character. */
const REFUSALS = new Set(['22021', '22P05', '22P02']);

/** Where the first such text stands in what a caller sent; null when there is none. */
function placeOf(value: unknown, path: readonly string[]): readonly string[] | null {
  if (typeof value === 'string') return UNSTORABLE.test(value) ? path : null;
  if (typeof value !== 'object' || value === null || value instanceof Date) return null;
  for (const [key, item] of Object.entries(value)) {
    const place = UNSTORABLE.test(key) ? path : placeOf(item, [...path, key]);
    if (place) return place;
  }
  return null;
}

/** Rejects at the place of the text that made a statement fail, if that is what `error` is about. */
export function rejectUnstorable(error: unknown, args: Readonly<Record<string, unknown>>): void {
  if (!REFUSALS.has((error as { code?: string } | null)?.code ?? '')) return;
  const place = placeOf(args, []);
  if (place) reject(new InvalidInputError({ en: 'It holds a character that cannot be kept.', 'zh-TW': '含有無法儲存的字元。' }, place));
}

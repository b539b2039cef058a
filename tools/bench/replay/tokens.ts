import { readId } from '@regulars/plugin-sdk';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const PUBLIC_ID = '\\b[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}\\b';
const INSTANT = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';

/** What in a statement's values may stand for something else in another run of the operation. */
export type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'id'; readonly text: string; readonly uuid: string; readonly prefix: string | null }
  | { readonly kind: 'instant'; readonly text: string }
  /** One of the texts looked for beside those. */
  | { readonly kind: 'marked'; readonly text: string };

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Splits a value's text; what stands between tokens is literal. `marks` go before all else. */
export function tokensOf(text: string, marks: readonly string[]): Token[] {
  const pattern = new RegExp([...marks.map(escaped), UUID, PUBLIC_ID, INSTANT].join('|'), 'g');
  const tokens: Token[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    tokens.push({ kind: 'literal', text: text.slice(end, index) }, tokenOf(found, marks));
    end = index + found.length;
  }
  return [...tokens, { kind: 'literal' as const, text: text.slice(end) }].filter(({ text: part }) => part !== '');
}

function tokenOf(text: string, marks: readonly string[]): Token {
  if (marks.includes(text)) return { kind: 'marked', text };
  if (/Z$/.test(text)) return { kind: 'instant', text };
  const prefix = text[3] === '_' ? text.slice(0, 3) : null;
  return { kind: 'id', text, uuid: prefix === null ? text : (readId(prefix, text) as string), prefix };
}

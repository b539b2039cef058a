/** A mail as people read it. */
export interface ReadMail {
  readonly subject: string;
  /** Of its plain text; of one without, what its HTML says. */
  readonly text: string;
  /** Where one click ends such mails; null: nowhere. */
  readonly unsubscribe: string | null;
}

/** Headers end at an empty line; one that goes on begins with a space. */
function divided(source: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const [head = '', ...rest] = source.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  return { headers: new Map(headers), body: rest.join('\r\n\r\n') };
}

const bytesOf = (text: string): string => Buffer.from(text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString();

function decoded(body: string, encoding = ''): string {
  if (/^base64$/i.test(encoding)) return Buffer.from(body, 'base64').toString();
  return /^quoted-printable$/i.test(encoding) ? bytesOf(body.replace(/=\r\n/g, '')) : body;
}

/** `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=`, a space between two of which means nothing. */
const words = (text: string): string => text.replace(/\?= =\?/g, '?==?')
  .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) => (/b/i.test(kind) ? Buffer.from(word, 'base64').toString() : bytesOf(word.replaceAll('_', ' '))));

function texts(source: string): { readonly type: string; readonly text: string }[] {
  const { headers, body } = divided(source);
  const type = headers.get('content-type') ?? 'text/plain';
  const [, boundary] = /boundary="?([^";]+)"?/i.exec(type) ?? [];
  if (boundary === undefined) return [{ type, text: decoded(body, headers.get('content-transfer-encoding')).trim() }];
  return body.split(`--${boundary}`).slice(1, -1).flatMap((part) => texts(part.replace(/^\r\n/, '')));
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': '\'', '&nbsp;': ' ' };

/** What is read of a page, and where it leads. */
const saidBy = (html: string): string =>
  html.replace(/<!--[^]*?-->/g, '').replace(/<(head|style)\b[^]*?<\/\1>/gi, '').replace(/<a\b[^>]*?href="([^"]*)"[^>]*>/gi, ' $1 ').replace(/<[^>]*>/g, ' ')
    .replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? '').replace(/\s+/g, ' ').trim();

/** Of what our own sender writes: UTF-8, with parts one within another. */
export function readMail(source: string): ReadMail {
  const parts = texts(source);
  const plain = parts.find(({ type }) => type.startsWith('text/plain'));
  const { headers } = divided(source);
  const [, unsubscribe = null] = /<([^>]+)>/.exec(headers.get('list-unsubscribe') ?? '') ?? [];
  return { subject: words(headers.get('subject') ?? ''), text: plain?.text ?? saidBy(parts[0]?.text ?? ''), unsubscribe };
}

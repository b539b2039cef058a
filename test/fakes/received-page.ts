/** Something a fake was sent, as it is shown. */
export interface Listed {
  /** ISO 8601. */
  readonly at: string;
  /** `POST /v2/bot/message/push`, or from whom to whom. */
  readonly what: string;
  readonly status: number | 'cut';
  readonly body: unknown;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** Escaped, with what leads somewhere to be clicked at. */
const withLinks = (text: string): string =>
  text.split(/(https?:\/\/[^\s"'<>\\]+)/).map((part, at) => (at % 2 === 1 ? `<a href="${escaped(part)}" rel="noreferrer">${escaped(part)}</a>` : escaped(part))).join('');

const shown = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body, null, 2));

/** The newest first, looked at again every five seconds. */
export const receivedPage = (name: string, listed: readonly Listed[]): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>${escaped(name)}</title>
<style>body{font:16px system-ui;margin:2rem}td,th{padding:.3rem 1rem .3rem 0;text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}pre{margin:0;white-space:pre-wrap}</style>
<h1>${escaped(name)}: what it was sent</h1>
<table><tr><th>At<th>What<th>Answered<th>Content</tr>
${listed.map(({ at, what, status, body }) => `<tr>${[at, what, String(status)].map((cell) => `<td>${escaped(cell)}</td>`).join('')}<td><pre>${withLinks(shown(body))}</pre></td></tr>`).join('\n')}
</table>
</html>
`;

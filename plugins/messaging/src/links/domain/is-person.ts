import type { LinkVisit } from '@regulars/plugin-sdk';

/**
 * Programs that open links to show what is behind them, before or instead of a person: previews of chats (LINE's calls
 * itself facebookexternalhit, too), search engines, scanners of mail, command lines. A browser inside an app of theirs
 * names the app and not the program, and is a person's.
 */
const PROGRAMS = /bot(?:[/;)-]|$)|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|line-poker|^whatsapp\/|skypeuripreview|embedly|vkshare|pinterest\/0|headless|curl\/|wget\/|python-|^go-http-client|^java\/|okhttp\/|^node|axios\/|barracuda|proofpoint|mimecast|safelinks/i;

/** Whether a visit counts as a click. Whoever hides that it is a program counts, too: nobody can tell. */
export function isPerson({ method, headers }: LinkVisit): boolean {
  if (method !== 'GET') return false;
  const agent = headers['user-agent']?.trim() ?? '';
  if (agent === '' || PROGRAMS.test(agent)) return false;
  // Fetched in case somebody will ask for it.
  return ![headers['sec-purpose'], headers.purpose, headers['x-purpose'], headers['x-moz']].some((purpose) => /prefetch|prerender|preview/i.test(purpose ?? ''));
}

import type { IncomingMessage } from 'node:http';

/**
 * Whether a page of another site sent this: browsers say so in `Origin`. Requests without it come from programs.
 * Our own pages, and those of the listed origins, may.
 */
export function originGate(allowed: readonly string[]): (request: IncomingMessage) => boolean {
  const listed = new Set(allowed);
  return ({ headers: { origin, host } }) => {
    if (origin === undefined || listed.has(origin)) return true;
    try {
      return new URL(origin).host === host;
    } catch {
      return false;
    }
  };
}

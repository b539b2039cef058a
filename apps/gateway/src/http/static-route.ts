import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Handler } from '../http';
import { notFound } from './problem';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml', '.ttf': 'font/ttf', '.woff': 'font/woff', '.woff2': 'font/woff2', '.map': 'application/json', '.ico': 'image/x-icon', '.png': 'image/png',
};

/** Nothing but what we serve ourselves; the editor's workers and styles need the exceptions. */
const POLICY = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'";

/** Serves the files of a folder; names under `assets/` carry the hash of what they hold. */
export const staticRoute = (folder: string, path: string): Handler => async (exchange) => {
  const asked = exchange.url.pathname.slice(path.length) || 'index.html';
  const file = normalize(join(folder, asked));
  const type = TYPES[extname(file)];
  if (!file.startsWith(folder + sep) || !type) throw notFound();
  const content = await readFile(file).catch(() => null);
  if (content === null) throw notFound();
  exchange.send(200, content, {
    'content-type': type, 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer',
    'cache-control': asked.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
};

export const redirectRoute = (to: string): Handler => (exchange) => exchange.send(302, '', { location: to });

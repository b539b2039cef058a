import type { IncomingMessage } from 'node:http';
import { badRequest, HttpProblem, tooLarge, wrongMediaType } from './problem';

/** The media type of the body, without parameters, in lower case. */
export const mediaType = (request: IncomingMessage): string => (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** Refuses a body that says itself that it is too large; what lies about its length is counted while it comes in. */
export function refuseLongBody(request: IncomingMessage, maximum: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maximum) throw tooLarge(maximum);
}

/** The whole body, read within `deadline` ms. */
export function readBody(request: IncomingMessage, maximum: number, deadline: number): Promise<Buffer> {
  refuseLongBody(request, maximum);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => reject(new HttpProblem('BAD_REQUEST', 'The body took too long', { status: 408 })), deadline);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maximum) reject(tooLarge(maximum));
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks, size)));
    request.once('error', reject);
    request.once('close', () => {
      clearTimeout(timer);
      if (!request.complete) reject(badRequest('The body ended early'));
    });
  });
}

const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*(utf-8|"utf-8")\s*)?$/i;

export async function readJson(request: IncomingMessage, maximum: number, deadline: number): Promise<unknown> {
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) throw wrongMediaType('application/json in UTF-8');
  const text = (await readBody(request, maximum, deadline)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('The body is no JSON');
  }
}

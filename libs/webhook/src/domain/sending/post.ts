import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Networks, Resolve } from '@regulars/plugin-sdk';
import { addressOf, hostOf, portOf, SendFault } from './resolve';

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
}

export interface PostOptions {
  readonly networks: Networks;
  readonly resolve?: Resolve;
  readonly signal?: AbortSignal;
  readonly connectMs?: number;
  readonly answerMs?: number;
}

/** To find the host, and once more to connect to it. */
const CONNECT_MS = 5_000;
/** From the first byte sent to the head of the answer. */
const ANSWER_MS = 15_000;
/** Nobody reads an answer's body: so much is taken, so that the receiver can end it in order. */
const MAX_BODY = 4_096; // bytes
const BODY_MS = 1_000;
const MAX_HEAD = 8_192; // bytes

/**
 * Posts to the address that was found and checked just now, on a connection of its own. A redirect is an answer like
 * any other: nothing follows it.
 *
 * @throws SendFault when there is no answer
 */
export async function post(url: URL, headers: Readonly<Record<string, string>>, body: string, options: PostOptions): Promise<Answer> {
  const { networks, resolve, signal, connectMs = CONNECT_MS, answerMs = ANSWER_MS } = options;
  const address = await addressOf(url, { networks, within: connectMs, ...(resolve ? { resolve } : {}) });
  return new Promise((answer, fail) => {
    const host = hostOf(url);
    const isSecure = url.protocol === 'https:';
    const request = (isSecure ? https : http).request({
      host: address, port: portOf(url), path: `${url.pathname}${url.search}`, method: 'POST', agent: false, maxHeaderSize: MAX_HEAD,
      headers: { ...headers, host: url.host, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
      // The certificate is the name's, whatever address it is at.
      ...(isSecure && isIP(host) === 0 ? { servername: host } : {}),
      ...(signal ? { signal } : {}),
    });
    const timers = [
      setTimeout(() => request.destroy(new SendFault(`There was no connection within ${connectMs / 1_000} s`)), connectMs),
      setTimeout(() => request.destroy(new SendFault(`There was no answer within ${answerMs / 1_000} s`)), answerMs),
    ];
    const clear = (): void => timers.forEach(clearTimeout);
    request.once('socket', (socket) => socket.once(isSecure ? 'secureConnect' : 'connect', () => clearTimeout(timers[0])));
    request.on('error', (error: NodeJS.ErrnoException) => {
      clear();
      fail(error instanceof SendFault || signal?.aborted ? error : new SendFault(`The connection failed: ${error.code ?? error.name}`));
    });
    let isAnswered = false;
    request.once('response', (response) => {
      isAnswered = true;
      clear();
      void drained(response).then(() => answer({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null }));
    });
    // What is no answer to a request (101, or a tunnel) ends the connection, and is told of by nothing else.
    request.once('close', () => {
      clear();
      if (!isAnswered) fail(new SendFault('The connection was closed without an answer'));
    });
    request.end(body);
  });
}

/** Resolves when enough of the body was taken, or all of it, or it took too long. */
function drained(response: http.IncomingMessage): Promise<void> {
  return new Promise((done) => {
    let taken = 0;
    const end = (): void => {
      clearTimeout(timer);
      response.destroy();
      done();
    };
    const timer = setTimeout(end, BODY_MS);
    response.on('data', (chunk: Buffer) => {
      taken += chunk.length;
      if (taken > MAX_BODY) end();
    });
    response.once('end', end).once('close', end).on('error', end);
  });
}

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { insertAudit, isAudited, type PlatformRuntime, type Scope } from '@regulars/kernel';
import { type Actor, isBrandPermission, newUuid, publicId, readId, type Statement } from '@regulars/plugin-sdk';
import type { Handler } from '../http';
import { mediaType, refuseLongBody } from '../http/body';
import { bearerToken, callerOf } from '../http/caller';
import type { Exchange } from '../http/exchange';
import { badRequest, forbidden, notFound, refused, tooLarge, unauthenticated, wrongMediaType } from '../http/problem';
import { inChunks } from './chunks';
import { completeFile, deleteFile, type FileHead, insertChunk, insertFile, selectChunk, selectFile } from './file.statements';

const MAX_SIZE = 256 * 1024 * 1024;
const CHUNK = 1024 * 1024;
const MAX_NAME = 255;
const PREFIX = 'fil';
const PERMISSION = 'brand:import';
const IDLE = 30_000; // ms without a byte after which an upload is given up

/** `POST /files?name=members.csv`: the raw body, kept for the brand for 7 days. */
export const uploadRoute = (platform: PlatformRuntime): Handler => async (exchange) => {
  const scope = await importerOf(platform, exchange);
  const { request } = exchange;
  if (mediaType(request) !== 'text/csv') throw wrongMediaType('text/csv');
  refuseLongBody(request, MAX_SIZE);
  const name = nameOf(exchange);
  const id = newUuid();
  const write = (statement: Statement): Promise<unknown> => platform.transaction(scope, (ctx) => ctx.sql(statement));
  await write(insertFile(id, name, 'text/csv', scope.actor.id));
  try {
    const { size, sha256 } = await storeChunks(request, (number, bytes) => write(insertChunk(id, number, bytes)));
    await write(completeFile(id, size, sha256));
    exchange.sendJson(201, { id: publicId(PREFIX, id), size, sha256: sha256.toString('hex') });
  } catch (error) {
    await write(deleteFile(id)).catch(() => undefined); // else it goes in 7 days, unseen by anybody
    throw error;
  }
};

async function importerOf(platform: PlatformRuntime, exchange: Exchange): Promise<Scope> {
  const scope = await staffOf(platform, exchange);
  if (!scope.actor.permissions.has(PERMISSION)) throw refused(scope.actor, PERMISSION, exchange.language);
  return scope;
}

async function staffOf(platform: PlatformRuntime, exchange: Exchange): Promise<Scope> {
  const scope = await callerOf(platform, exchange, 'staff');
  if (scope.actor.kind === 'anonymous') throw unauthenticated();
  return scope;
}

function nameOf({ url }: Exchange): string {
  const name = url.searchParams.get('name')?.trim() ?? '';
  if (name === '' || name.length > MAX_NAME || /[\u0000-\u001f\u007f/\\]/.test(name)) throw badRequest(`Say the file's name: ?name=members.csv, at most ${MAX_NAME} characters`);
  return name;
}

/** Each chunk is a transaction: a slow sender holds neither a connection nor a lock. */
async function storeChunks(request: IncomingMessage, store: (number: number, bytes: Buffer) => Promise<unknown>): Promise<{ size: number; sha256: Buffer }> {
  const hash = createHash('sha256');
  let size = 0;
  let number = 0;
  request.socket.setTimeout(IDLE); // node:http destroys a socket that times out
  try {
    for await (const bytes of inChunks(request.iterator({ destroyOnReturn: false }), CHUNK, MAX_SIZE, () => tooLarge(MAX_SIZE))) {
      hash.update(bytes);
      size += bytes.length;
      await store(number++, bytes);
    }
  } finally {
    request.socket.setTimeout(0);
  }
  return { size, sha256: hash.digest() };
}

/** `GET /files/fil_…`: what was uploaded, or what a job left. */
export const downloadRoute = (platform: PlatformRuntime): Handler => async (exchange) => {
  const scope = await readerOf(platform, exchange);
  const id = readId(PREFIX, exchange.url.pathname.slice('/files/'.length));
  const [file] = id === null ? [] : await read(platform, scope, selectFile(id));
  if (id === null || !isShown(scope, file)) throw notFound();
  if (isAudited(scope.actor)) {
    await platform.transaction(scope, (ctx) => ctx.sql(insertAudit({ id: newUuid(), operation: 'fileDownload', targets: new Set([publicId(PREFIX, id)]), reasonSealed: null }, scope.actor)));
  }
  await sendFile(platform, exchange, scope, id, file);
};

/** Staff, machines, or a member who signed in. */
async function readerOf(platform: PlatformRuntime, exchange: Exchange): Promise<Scope> {
  const token = bearerToken(exchange.request.headers.authorization);
  const isMembers = token !== null && (await platform.authenticate(token, 'staff')) === null;
  if (!isMembers) return staffOf(platform, exchange);
  const scope = await callerOf(platform, exchange, 'member');
  if (scope.actor.memberId === null) throw unauthenticated();
  return scope;
}

/**
 * To a member every file but those about them is one that is not there; staff are told which right they lack, unless nobody of them has it.
 *
 * @throws HttpProblem forbidden, or that a second factor is needed
 */
function isShown({ actor, audience, language = 'en' }: Scope, file: FileHead | undefined): file is FileHead {
  if (audience === 'member') return file?.memberId != null && file.memberId === actor.memberId;
  const permission = file?.permission ?? PERMISSION;
  if (!isBrandPermission(permission)) return false;
  // What has a permission of its own was written for who sees everything.
  const isBeyondMasks = permission !== PERMISSION && actor.masks.size > 0;
  if (isBeyondMasks) throw forbidden(permission);
  if (!actor.permissions.has(permission)) throw refused(actor, permission, language);
  return file !== undefined && mayFetch(actor, file);
}

async function sendFile(platform: PlatformRuntime, exchange: Exchange, scope: Scope, id: string, file: FileHead): Promise<void> {
  const { response } = exchange;
  response.writeHead(200, {
    'content-type': `${file.contentType}; charset=utf-8`, 'content-length': Number(file.size), 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff',
    'content-disposition': `attachment; filename="${file.name.replace(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
  });
  if (exchange.request.method === 'HEAD') return void response.end();
  let sent = 0n;
  for (let number = 0; sent < file.size && !response.destroyed; number++) {
    const [chunk] = await read(platform, scope, selectChunk(id, number));
    if (!chunk) throw new Error('A chunk of a file is missing');
    sent += BigInt(chunk.bytes.length);
    if (!response.write(chunk.bytes)) await drained(response);
  }
  response.end();
}

/**
 * A file of rows shows phones whole, and of every store: who sees the brand in part fetches only what they brought
 * themselves, and what became of it. Of an export the right to export says that all of it may be seen.
 */
const mayFetch = ({ id, storeIds, masks }: Actor, { permission, createdBy }: FileHead): boolean =>
  permission !== PERMISSION || (storeIds === null && masks.size === 0) || createdBy === id;

/** One statement in a unit of work of its own: a slow reader holds no connection. */
async function read<R>(platform: PlatformRuntime, scope: Scope, statement: Statement<R>): Promise<R[]> {
  const ctx = await platform.open(scope);
  try {
    return await ctx.sql(statement);
  } finally {
    await ctx.end();
  }
}

const drained = (response: Exchange['response']): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });

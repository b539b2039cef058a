import { type Context, holdBrand, InvalidInputError, newUuid, NotFoundError, readId, reject } from '@regulars/plugin-sdk';
import { readEventCursor } from '@regulars/member/contract';
import { closeTap, countEndpoints, deleteEndpoint, type EndpointRow, insertEndpoint, insertTap, placeStands, replayTap, selectEndpoints, updateEndpoint, updateTap } from '../data/endpoint.statements';
import type { EndpointTerms } from './endpoint-input';
import { rotateSecret } from './secrets';

export { allEndpoints, type EndpointRow, selectEndpoints } from '../data/endpoint.statements';

export const ENDPOINT_PREFIX = 'whk';
const MAX_ENDPOINTS = 100;

const noSuchEndpoint = (path: string, id: string): never => reject(new NotFoundError({ en: 'There is no such endpoint.', 'zh-TW': '找不到此端點。' }, path, id));

export async function endpointBy(ctx: Context, id: string, path: string): Promise<EndpointRow> {
  const uuid = readId(ENDPOINT_PREFIX, id);
  const [row] = uuid === null ? [] : await ctx.sql(selectEndpoints([uuid]));
  return row ?? noSuchEndpoint(path, id);
}

/** Whoever is disabled is told nothing: only an update, which mends what was wrong, begins anew. */
export function refuseDisabled({ state }: EndpointRow, path: string): void {
  if (state === 'DISABLED') reject(new InvalidInputError({ en: 'The endpoint is disabled: update it first.', 'zh-TW': '端點已停用,請先更新。' }, path));
}

/** Answers the endpoint's uuid and its secret, this once. */
export async function createEndpoint(ctx: Context, { url, types, query, keyId }: EndpointTerms): Promise<{ readonly id: string; readonly secret: string }> {
  await ctx.sql(holdBrand());
  const [count] = await ctx.sql(countEndpoints());
  if ((count?.used ?? 0) >= MAX_ENDPOINTS) reject(new InvalidInputError({ en: `At most ${MAX_ENDPOINTS} endpoints: delete one first.`, 'zh-TW': `最多 ${MAX_ENDPOINTS} 個端點,請先刪除。` }, 'input'));
  const id = newUuid();
  await ctx.sql(insertTap(id, types));
  await ctx.sql(insertEndpoint(id, url, query, keyId));
  return { id, secret: await rotateSecret(ctx, id) };
}

/** Answers its uuid. It is active from here on, whatever it was. */
export async function changeEndpoint(ctx: Context, id: string, { url, types, query, keyId }: EndpointTerms): Promise<string> {
  const endpoint = await endpointBy(ctx, id, 'id');
  const [updated] = await ctx.sql(updateTap(endpoint.id, types));
  if (!updated) return noSuchEndpoint('id', id);
  await ctx.sql(updateEndpoint(endpoint.id, url, query, keyId));
  return endpoint.id;
}

/** What waits for it is told to nobody. */
export async function removeEndpoint(ctx: Context, id: string): Promise<EndpointRow> {
  const endpoint = await endpointBy(ctx, id, 'id');
  const [closed] = await ctx.sql(closeTap(endpoint.id));
  if (!closed) return noSuchEndpoint('id', id);
  await ctx.sql(deleteEndpoint(endpoint.id));
  return endpoint;
}

const LIVE_CURSOR = /^(\d{1,20})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const MAX_XID = 2n ** 64n - 1n;

/** A cursor as live events and deliveries carry it, or as a timeline does. */
function placeOf(ctx: Context, after: string): { readonly xid: string; readonly id: string } | null {
  const [, xid = '', id = ''] = LIVE_CURSOR.exec(after) ?? [];
  if (xid === '') return readEventCursor(ctx, after);
  return BigInt(xid) > MAX_XID ? null : { xid, id };
}

/** What came after a cursor is told once more, whether it was taken or not. Answers the endpoint's uuid. */
export async function replayTo(ctx: Context, endpointId: string, after: string): Promise<string> {
  const endpoint = await endpointBy(ctx, endpointId, 'endpointId');
  refuseDisabled(endpoint, 'endpointId');
  const place = placeOf(ctx, after);
  const [stands] = place ? await ctx.sql(placeStands(place.xid, place.id)) : [];
  if (!place || !stands?.stands) return reject(new InvalidInputError({ en: 'It is no cursor of an event of the last 7 days.', 'zh-TW': '這不是最近 7 天內事件的游標。' }, 'after'));
  const [replayed] = await ctx.sql(replayTap(endpoint.id, place.xid, place.id));
  return replayed?.id ?? noSuchEndpoint('endpointId', endpointId);
}

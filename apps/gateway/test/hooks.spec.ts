import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { defineEvent, definePlugin, extend, type InboundAnswer, InboundHooks, type InboundRequest, inboundPath, inboundUrl, publicId } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import type { Gateway } from '../src/gateway';
import { createStage, type Stage } from './stage';

/** Somebody's parcels, of which a courier tells. */
export const parcelHook = extend(InboundHooks, {
  module: 'parcel',
  receive: async (ctx, request) => {
    heard.push(request);
    ctx.emit(ParcelArrived, { about: request.body.toString() });
    return answer;
  },
});

const ParcelArrived = defineEvent<{ readonly about: string }>('parcel.arrived');
const parcel = definePlugin({ id: 'parcel', version: '1.0.0', sdk: '^1.0.0', extensions: [parcelHook] });
const heard: InboundRequest[] = [];
let answer: InboundAnswer;

let stage: Stage;
let gateway: Gateway;
let shop: TestShop;

const events = async () => (await stage.platform.rows("SELECT 1 FROM platform.event WHERE name = 'parcel.arrived'")).length;
const post = async (path: string, body = 'P-1', init: RequestInit = {}) => {
  const response = await fetch(gateway.url + path, { method: 'POST', body, ...init });
  return [response.status, await response.text()];
};

beforeAll(async () => {
  stage = await createStage([brand, member, parcel]);
  gateway = await stage.gateway();
  shop = await stage.platform.brand({ plugins: ['parcel'] });
});
afterAll(() => stage.stop());
beforeEach(() => {
  heard.splice(0);
  answer = { status: 200, body: 'taken' };
});

it('hands on what came, as it came, to the module of a brand', async () => {
  const path = `${inboundPath(shop.id, 'parcel', 'door 1', 'key')}?a=1&a=2&__proto__=x`;
  expect(await post(path, '{"ü": 1}', { headers: [['x-signature', 'one'], ['x-signature', 'two']] })).toEqual([200, 'taken']);
  expect(heard[0]).toMatchObject({ method: 'POST', url: gateway.url + path, path: ['door 1', 'key'], query: { a: '1, 2' }, headers: { 'x-signature': 'one, two' } });
  expect(heard[0]!.body.equals(Buffer.from('{"ü": 1}'))).toBe(true);
  expect(Object.keys(heard[0]!.query)).toEqual(['a', '__proto__']);
  expect(await events()).toBe(1);
});

it('undoes what a hook wrote that refuses', async () => {
  answer = { status: 401, body: { code: 'SIGNATURE_WRONG' } };
  expect(await post(inboundPath(shop.id, 'parcel'))).toEqual([401, '{"code":"SIGNATURE_WRONG"}']);
  expect([heard.length, await events()]).toEqual([1, 1]);
});

it('knows no brand, module or method that is not there, nor one that is switched off', async () => {
  const other = await stage.platform.brand();
  const nobody = '01900000-0000-7000-8000-000000000000';
  for (const path of [inboundPath(nobody, 'parcel'), inboundPath(shop.id, 'letter'), inboundPath(other.id, 'parcel'), '/hooks/brd_x/parcel', '/hooks/', `/hooks/${publicId('brd', shop.id)}`]) {
    expect(await post(path)).toEqual([404, '{"errors":[{"message":"Not found","extensions":{"code":"BAD_REQUEST"}}]}']);
  }
  expect((await post(inboundPath(shop.id, 'parcel'), 'x', { method: 'PUT' }))[0]).toBe(405);
  expect((await post(inboundPath(shop.id, 'parcel'), 'x'.repeat(1024 * 1024 + 1)))[0]).toBe(413);
  expect((await post(`${inboundPath(shop.id, 'parcel')}/%E0%A4%A`))[0]).toBe(400);
  expect(heard).toEqual([]);
});

it('has an address for others where the environment says so', () => {
  expect(inboundUrl(shop.id, 'parcel')).toBeNull();
  process.env.REGULARS_PUBLIC_URL = 'https://api.example.com//';
  expect(inboundUrl(shop.id, 'parcel', 'a b')).toBe(`https://api.example.com/hooks/${publicId('brd', shop.id)}/parcel/a%20b`);
  delete process.env.REGULARS_PUBLIC_URL;
});

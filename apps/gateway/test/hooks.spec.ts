import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { defineEvent, definePlugin, extend, type InboundAnswer, InboundHooks, type InboundRequest, inboundPath, inboundUrl, publicId, ShortLinkKinds } from '@regulars/plugin-sdk';
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

/** Where a parcel is, on the courier's own page. */
export const parcelLink = extend(ShortLinkKinds, {
  letter: 'p',
  follow: async (ctx, subject, { method }) => {
    if (method === 'GET') ctx.emit(ParcelArrived, { about: subject.toString('hex') });
    return leadsTo;
  },
});

const ParcelArrived = defineEvent<{ readonly about: string }>('parcel.arrived');
const parcel = definePlugin({ id: 'parcel', version: '1.0.0', sdk: '^1.0.0', extensions: [parcelHook, parcelLink] });
const heard: InboundRequest[] = [];
let answer: InboundAnswer;
let leadsTo: string | null;

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

it('answers with a page whose own form comes back, and no page of others', async () => {
  answer = { status: 200, html: '<form method="post"></form>' };
  const path = inboundPath(shop.id, 'parcel');
  const { headers } = await fetch(gateway.url + path);
  // With no-referrer, browsers name the page of a form that is sent `null`.
  expect([headers.get('referrer-policy'), headers.get('content-security-policy')]).toEqual(['same-origin', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"]);
  const sent = async (origin: string) => (await post(path, '', { headers: { origin } }))[0];
  expect([await sent(gateway.url), await sent('null'), await sent('http://evil.example')]).toEqual([200, 403, 403]);
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

describe('short links', () => {
  const TO = 'https://courier.example/parcels?no=7&at=臺北#map';
  const tokenOf = (brandId: string, letter = 'p') => stage.platform.runtime.shortLinks.seal({ brandId, letter, subject: Buffer.from('07', 'hex') });
  const open = async (token: string, method = 'GET') => {
    const response = await fetch(`${gateway.url}/l/${token}`, { method, redirect: 'manual' });
    return { status: response.status, to: response.headers.get('location'), cached: response.headers.get('cache-control'), page: await response.text() };
  };
  const LED_ON = { status: 302, to: 'https://courier.example/parcels?no=7&at=%E8%87%BA%E5%8C%97#map', cached: 'no-store', page: '' };
  const refusedAs = (code: string) => ({ status: 404, to: null, cached: 'no-store', page: expect.stringContaining(code) });
  beforeEach(() => {
    leadsTo = TO;
  });

  it('lead to what was written down, whatever is added to them', async () => {
    const before = await events();
    expect([await open(tokenOf(shop.id)), await open(`${tokenOf(shop.id)}?fbclid=1&url=https://evil.example`), await open(tokenOf(shop.id), 'HEAD')]).toEqual([LED_ON, LED_ON, LED_ON]);
    expect(await events()).toBe(before + 2);
  });

  it('lead nowhere when they were edited, or what they stand for is gone', async () => {
    const before = await events();
    const token = tokenOf(shop.id);
    const other = await stage.platform.brand();
    for (const edited of [token.slice(0, -1), `${token}x`, `q${token.slice(1)}`, `${token.slice(0, 9)}x${token.slice(10)}`, '', '%00', `${token}/x`]) expect(await open(edited)).toEqual(refusedAs('LINK_INVALID'));
    for (const gone of [tokenOf(shop.id, 'q'), tokenOf(other.id), tokenOf('01900000-0000-7000-8000-000000000000')]) expect(await open(gone)).toEqual(refusedAs('LINK_UNKNOWN'));
    leadsTo = 'javascript:alert(1)';
    expect(await open(token, 'HEAD')).toMatchObject({ status: 404, to: null });
    leadsTo = null;
    expect(await open(token, 'HEAD')).toMatchObject({ status: 404, to: null });
    expect((await open(token, 'POST')).status).toBe(405);
    expect(await events()).toBe(before);
  });
});

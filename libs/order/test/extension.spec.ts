import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { defineLoader, definePlugin, type DeliveryOutcome, type EventDeliverer, EventDeliverers, extend, newUuid, statement, type TappedEvent } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { type OrderEffectSource, OrderEffects, type OrderFact, OrderFacts } from '../src/contract';
import { join, orderJson, newKey } from './documents';

/** Says of each order that it was wrapped. */
const wrapped: OrderEffectSource = {
  kind: 'wrap',
  effects: defineLoader(async (_ctx, orderIds) =>
    orderIds.map(() => [{ kind: 'wrap', summary: { en: 'Wrapped', 'zh-TW': '已包裝' }, amount: 1, reversed: false, explanation: { paper: 'red' } }])),
};

/** Stands in for tiers: everybody is a friend. */
const friend: OrderFact = {
  field: 'tierAtOrder',
  load: defineLoader(async (_ctx, orderIds) => orderIds.map(() => 'FRIEND')),
  during: async (_ctx, changes) => new Map(changes.map(({ after }) => [after.id, 'FRIEND'])),
};

/** A printer in the shop, to which events are told. */
const printed: Pick<TappedEvent, 'name' | 'attempts'>[] = [];
const answers: DeliveryOutcome[] = [];
const printer: EventDeliverer = {
  deliver: async (run, { name, attempts }) => {
    printed.push({ name: `${name} at ${run.brand.code}`, attempts });
    return answers.shift() ?? { outcome: 'DELIVERED', status: 200 };
  },
};
const tap = statement<never, [id: string, names: readonly string[]]>('wrap.tap', `INSERT INTO platform.event_tap (id, module, names) VALUES ($1, 'wrap', $2::text[])`);

const wrap = definePlugin({
  id: 'wrap', version: '1.0.0', sdk: '^1.0.0', requires: { order: '^1.0.0' },
  extensions: [extend(OrderEffects, wrapped), extend(OrderFacts, friend), extend(EventDeliverers, printer)],
});

const UPSERT = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) { order { tierAtOrder } effects { kind summary amount reversed explanation } userErrors { code } } }`;

let platform: TestPlatform;
let shop: TestShop;
let till: TestCaller;
beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, wrap]);
  shop = await platform.brand({ plugins: ['wrap'] });
  till = shop.everything();
});
afterAll(() => platform.stop());

const buy = (externalId: string, caller = till, memberId?: string) => caller.one(UPSERT, { input: orderJson({ externalId, ...(memberId ? { member: { id: memberId } } : {}) }), key: newKey() });
const code = async (): Promise<string> => shop.read(async (ctx) => ctx.brand.code);

it('an order shows what another module says of it, in the caller\'s language, and nothing while that is off', async () => {
  const effect = { kind: 'wrap', summary: 'Wrapped', amount: 1, reversed: false, explanation: { paper: 'red' } };
  expect(await buy('E-1')).toEqual({ order: { tierAtOrder: 'FRIEND' }, effects: [effect], userErrors: [] });
  const chinese = shop.as({ permissions: ['order:write', 'order:read'], language: 'zh-TW' });
  expect((await buy('E-2', chinese)).effects).toEqual([{ ...effect, summary: '已包裝' }]);
  const plain = (await platform.brand({ plugins: [] })).everything();
  expect(await buy('E-3', plain)).toEqual({ order: { tierAtOrder: null }, effects: [], userErrors: [] });
});

it('events are told outside until it succeeds, once, of no other name, and not while the module is off', async () => {
  await platform.drain();
  await shop.context((ctx) => ctx.sql(tap(newUuid(), ['order.paid'])));
  answers.push({ outcome: 'FAILED', reason: 'No paper', status: null, retryInMs: 0 });
  await buy('P-1', till, await join(till, '0912345678'));
  await platform.drain();
  await platform.drain();
  const name = `order.paid at ${await code()}`;
  expect(printed).toEqual([{ name, attempts: 1 }, { name, attempts: 2 }]);
  expect(await platform.rows('SELECT name, state, attempts FROM platform.tap_delivery WHERE brand_id = $1', [shop.id])).toEqual([{ name: 'order.paid', state: 'DELIVERED', attempts: 2 }]);
  await shop.disable('wrap');
  await buy('P-2', till, await join(till, '0912345679'));
  await platform.drain();
  await shop.enable('wrap');
  await platform.drain();
  expect([printed.length, await platform.rows('SELECT state FROM platform.tap_delivery WHERE brand_id = $1', [shop.id])]).toEqual([2, [{ state: 'DELIVERED' }]]);
});

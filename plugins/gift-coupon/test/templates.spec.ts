import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { giftCoupon } from '../src';
import { ACTIVATE, CREATE, END, PAUSE, UPDATE } from './documents';
import { give, join, liveTemplate, templateInput } from './support';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;

async function open(): Promise<void> {
  shop = await platform.brand({ plan: { plugins: ['gift-coupon'], limits: { 'gift-coupon': { activeTemplates: 2 } } }, plugins: ['gift-coupon'] });
  staff = shop.everything();
}

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points, tier, giftCoupon]);
  await open();
});
afterAll(() => platform.stop());

interface Refusal {
  readonly code: string;
  readonly path: string[];
}

async function refusals(input: object): Promise<string[]> {
  const before = await shop.digest();
  const { data } = await staff.run(CREATE, { input });
  const errors = data?.giftCouponTemplateCreate.userErrors as Refusal[];
  if (errors.length > 0) expect(await shop.digest()).toEqual(before);
  return errors.map(({ code, path }) => `${code} ${path.join('.')}`).sort();
}

const benefit = (kind: string, more: object = {}): object => ({ benefit: { kind, ...more } });
const points10 = { kind: 'points', spec: { points: 10 } };

it.each<[string, object, string[]]>([
  ['PERCENT', benefit('PERCENT', { percent: '12.5', maxDiscount: '100' }), []],
  ['AMOUNT', benefit('AMOUNT', { amount: '50' }), []],
  ['FIXED_PRICE', benefit('FIXED_PRICE', { amount: '0', sku: 'TEA' }), []],
  ['FREE_ITEM', benefit('FREE_ITEM', { sku: 'TEA' }), []],
  ['BOGO', benefit('BOGO', { sku: 'TEA' }), []],
  ['SERVICE', benefit('SERVICE'), []],
  ['REWARD', benefit('REWARD', { reward: points10 }), []],
  ['PERCENT without', benefit('PERCENT'), ['INVALID_INPUT input.benefit.percent']],
  ['PERCENT of nothing', benefit('PERCENT', { percent: '0' }), ['INVALID_INPUT input.benefit.percent']],
  ['PERCENT of more than all', benefit('PERCENT', { percent: '100.01' }), ['INVALID_INPUT input.benefit.percent']],
  ['PERCENT too fine', benefit('PERCENT', { percent: '1.001' }), ['INVALID_INPUT input.benefit.percent']],
  ['AMOUNT of nothing', benefit('AMOUNT', { amount: '0' }), ['INVALID_INPUT input.benefit.amount']],
  ['AMOUNT finer than the currency', benefit('AMOUNT', { amount: '0.5' }), ['INVALID_INPUT input.benefit.amount']],
  ['AMOUNT with more than it needs', benefit('AMOUNT', { amount: '5', sku: 'TEA', percent: '1' }), ['INVALID_INPUT input.benefit.percent', 'INVALID_INPUT input.benefit.sku']],
  ['FIXED_PRICE without either', benefit('FIXED_PRICE'), ['INVALID_INPUT input.benefit.amount', 'INVALID_INPUT input.benefit.sku']],
  ['FREE_ITEM with a reward', benefit('FREE_ITEM', { sku: 'TEA', reward: points10 }), ['INVALID_INPUT input.benefit.reward']],
  ['SERVICE with an amount', benefit('SERVICE', { amount: '1' }), ['INVALID_INPUT input.benefit.amount']],
  ['REWARD of a kind that is not there', benefit('REWARD', { reward: { kind: 'moon', spec: {} } }), ['INVALID_INPUT input.benefit.reward.kind']],
  ['REWARD its kind refuses', benefit('REWARD', { reward: { kind: 'points', spec: { points: 0 } } }), ['INVALID_INPUT input.benefit.reward.spec.points']],
])('takes exactly what a benefit needs: %s', async (name, more, expected) => {
  expect(await refusals(templateInput(name.replaceAll(' ', '-'), more))).toEqual(expected);
});

it('answers everything that is wrong at once, where it stands', async () => {
  const wrong = templateInput('not a code', {
    name: ' ', minSpend: '-1', stores: ['NOWHERE'], window: { weekdays: [8], from: '25:00' }, stock: 0, perMemberLimit: 0, usesPerCoupon: 0, maxTransfers: 1,
    validity: { daysAfterIssue: 1, fixedTo: '2026-02-01T00:00:00Z' },
  });
  expect(await refusals(wrong)).toEqual([
    'INVALID_INPUT input.code', 'INVALID_INPUT input.maxTransfers', 'INVALID_INPUT input.minSpend', 'INVALID_INPUT input.name', 'INVALID_INPUT input.perMemberLimit',
    'INVALID_INPUT input.stock', 'INVALID_INPUT input.usesPerCoupon', 'INVALID_INPUT input.validity', 'INVALID_INPUT input.window.from', 'INVALID_INPUT input.window.weekdays.0',
    'NOT_FOUND input.stores.0',
  ]);
});

it('needs a validity, and one that is not over before it begins', async () => {
  expect(await refusals(templateInput('T', { validity: {} }))).toEqual(['INVALID_INPUT input.validity']);
  expect(await refusals(templateInput('T', { validity: { fixedFrom: '2026-02-01T00:00:00Z', fixedTo: '2026-02-01T00:00:00Z' } }))).toEqual(['INVALID_INPUT input.validity.fixedTo']);
});

it('keeps what was said, and finds it by id and by code', async () => {
  await staff.ok('mutation { storeCreate(input: { code: "S1", name: "One" }) { userErrors { message } } }');
  const window = { dates: ['2026-02-14'], weekdays: [6], from: '17:00', to: '22:00' };
  const { template } = await staff.one(CREATE, { input: templateInput('LOVE', { minSpend: '100', stores: ['S1'], channels: ['POS'], skus: ['TEA'], categories: ['HOT'], window, stock: 5, perMemberLimit: 2, usesPerCoupon: 3, stacking: 'STACKABLE', transferable: true, maxTransfers: 2 }) });
  const FIELDS = 'id code name purpose state version benefit { kind percent } minSpend stores channels skus categories window validity { daysAfterIssue } stock issued perMemberLimit usesPerCoupon stacking transferable maxTransfers';
  const expected = {
    id: template.id, code: 'LOVE', name: 'Template LOVE', purpose: 'THANKS', state: 'DRAFT', version: 1, benefit: { kind: 'PERCENT', percent: '10' }, minSpend: '100', stores: ['S1'],
    channels: ['POS'], skus: ['TEA'], categories: ['HOT'], window, validity: { daysAfterIssue: 7 }, stock: 5, issued: 0, perMemberLimit: 2, usesPerCoupon: 3,
    stacking: 'STACKABLE', transferable: true, maxTransfers: 2,
  };
  expect(await staff.one(`query ($id: ID!) { giftCouponTemplate(id: $id) { ${FIELDS} } }`, { id: template.id })).toEqual(expected);
  expect(await staff.one(`{ giftCouponTemplate(code: "LOVE") { ${FIELDS} } }`)).toEqual(expected);
  expect(await refusals(templateInput('LOVE'))).toEqual(['INVALID_INPUT input.code']);
});

it('lives from draft to live, paused, live again and ended, within what the plan grants', async () => {
  await open();
  const id = await liveTemplate(staff, 'A');
  expect((await staff.one(PAUSE, { id })).template.state).toBe('PAUSED');
  expect((await staff.one(ACTIVATE, { id })).template.state).toBe('LIVE');
  const second = await liveTemplate(staff, 'B');
  const { template: third } = await staff.one(CREATE, { input: templateInput('C') });
  const codeOf = async (document: string, variables: object): Promise<string[]> => (Object.values((await staff.run(document, variables as never)).data ?? {})[0] as { userErrors: Refusal[] }).userErrors.map(({ code }) => code);
  expect(await codeOf(ACTIVATE, { id: third.id })).toEqual(['PLAN_LIMIT_EXCEEDED']);
  expect((await staff.one(END, { id: second })).template.state).toBe('ENDED');
  expect((await staff.one(ACTIVATE, { id: third.id })).template.state).toBe('LIVE');
  expect(await codeOf(ACTIVATE, { id: second })).toEqual(['INVALID_TRANSITION']);
  expect(await codeOf(UPDATE, { id: second, input: templateInput('B') })).toEqual(['INVALID_TRANSITION']);
  const LIST = 'query ($states: [ProgramState!]) { giftCouponTemplates(states: $states) { nodes { code } totalCount { value } } }';
  expect(await staff.one(LIST, { states: ['LIVE'] })).toEqual({ nodes: [{ code: 'C' }, { code: 'A' }], totalCount: { value: 2 } });
});

it('changes by version: what is out keeps its own', async () => {
  await open();
  const id = await liveTemplate(staff, 'A', { stock: 2 });
  const memberId = await join(staff);
  const old = await give(staff, id, memberId);
  expect((await staff.one(UPDATE, { id, input: templateInput('A', { stock: 3, ...benefit('AMOUNT', { amount: '30' }) }) })).template.version).toBe(2);
  const fresh = await give(staff, id, memberId);
  const BENEFIT = 'query ($id: ID!) { giftCoupon(id: $id) { template { version benefit { kind amount percent } } } }';
  expect((await staff.one(BENEFIT, { id: old.id })).template).toEqual({ version: 1, benefit: { kind: 'PERCENT', amount: null, percent: '10' } });
  expect((await staff.one(BENEFIT, { id: fresh.id })).template).toEqual({ version: 2, benefit: { kind: 'AMOUNT', amount: '30', percent: null } });
  const paths = async (more: object): Promise<string[]> => ((await staff.run(UPDATE, { id, input: templateInput('A', more) })).data?.giftCouponTemplateUpdate.userErrors as Refusal[]).map(({ path }) => path.join('.'));
  expect(await paths({ stock: 1 })).toEqual(['input.stock']);
  expect(await paths({ stock: null })).toEqual(['input.stock']);
  expect(await paths({ code: 'B', stock: 3 })).toEqual(['input.code']);
  expect((await staff.one('{ giftCouponTemplate(code: "A") { version stock issued } }'))).toEqual({ version: 2, stock: 3, issued: 2 });
});

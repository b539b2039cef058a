import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { createTestPlatform, type Data, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { giftCoupon } from '../src';
import { ACCEPT, AGREEMENTS, END_AGREEMENT, PROPOSE } from './agreement-documents';
import { agree, codeOf } from './support';

let platform: TestPlatform;
let tea: TestShop;
let cake: TestShop;
let to: string;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points, tier, giftCoupon]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  tea = await platform.brand({ plugins: ['gift-coupon'] });
  cake = await tea.partner();
  to = await codeOf(cake);
});

const statesIn = async (...shops: readonly TestShop[]): Promise<unknown> => Promise.all(shops.map(async (shop) => (await shop.everything().one(AGREEMENTS)).map(({ state }: Data) => state)));
const propose = async (bp = 2_500): Promise<string> => (await tea.everything().one(PROPOSE, { to, bp })).agreement.id as string;
const organisation = (name: 'organisationBrandAdd' | 'organisationBrandRemove'): string => `mutation ($id: ID!, $brandId: ID!) { ${name}(id: $id, brandId: $brandId) { userErrors { message } } }`;

/** Takes a brand out of its organisation. */
async function leave(shop: TestShop): Promise<void> {
  const own = await shop.everything().one('{ brand { id organisation { id } } }');
  await platform.operator().ok(organisation('organisationBrandRemove'), { id: own.organisation.id, brandId: own.id });
}

/** What it is refused with; nothing is written anywhere. */
async function refused(shop: TestShop, document: string, variables: object): Promise<unknown> {
  const before = await platform.digest();
  const { data } = await shop.everything().run(document, { ...variables });
  expect(await platform.digest()).toEqual(before);
  const { userErrors } = Object.values(data ?? {})[0] as Data;
  return (userErrors as Data[]).map(({ code, path }) => `${code} ${path.join('.')}`);
}

it('is proposed by who issues and accepted by who honours; both see it alike', async () => {
  const id = await propose();
  const shown = { id, fromBrandCode: await codeOf(tea), toBrandCode: to, shareBp: 2_500 };
  expect([await tea.everything().one(AGREEMENTS), await cake.everything().one(AGREEMENTS)]).toEqual([[{ ...shown, state: 'DRAFT' }], []]);
  await platform.drain();
  expect(await cake.everything().one(AGREEMENTS)).toEqual([{ ...shown, state: 'DRAFT' }]);
  expect((await cake.everything().one(ACCEPT, { id })).agreement).toEqual({ ...shown, state: 'LIVE' });
  expect(await statesIn(tea, cake)).toEqual([['DRAFT'], ['LIVE']]);
  await platform.drain();
  expect(await statesIn(tea, cake)).toEqual([['LIVE'], ['LIVE']]);
  await tea.everything().ok(END_AGREEMENT, { id });
  await platform.drain();
  expect(await statesIn(tea, cake)).toEqual([['ENDED'], ['ENDED']]);
  // It is then proposed anew; and in the other direction it is another one.
  await agree(tea, cake);
  await agree(cake, tea);
  expect(await statesIn(tea, cake)).toEqual([['LIVE', 'LIVE', 'ENDED'], ['LIVE', 'LIVE', 'ENDED']]);
});

describe('is refused', () => {
  it('to a brand of others, to oneself, to one that is not there or takes no coupons: all alike', async () => {
    const stranger = await platform.brand({ plugins: ['gift-coupon'] });
    await stranger.partner();
    const without = await tea.partner({ plugins: [] });
    for (const code of [await codeOf(stranger), await codeOf(tea), 'nobody', '', await codeOf(without)]) expect(await refused(tea, PROPOSE, { to: code, bp: 1 })).toEqual(['NOT_FOUND input.toBrandCode']);
    expect(await refused(stranger, PROPOSE, { to, bp: 1 })).toEqual(['NOT_FOUND input.toBrandCode']);
  });

  it('for a share there is not, to a brand of another currency, and while one is open', async () => {
    for (const bp of [-1, 10_001]) expect(await refused(tea, PROPOSE, { to, bp })).toEqual(['INVALID_INPUT input.shareBp']);
    const dollars = await tea.partner({ currency: 'USD' });
    expect(await refused(tea, PROPOSE, { to: await codeOf(dollars), bp: 1 })).toEqual(['INVALID_INPUT input.toBrandCode']);
    const id = await propose(0);
    expect(await refused(tea, PROPOSE, { to, bp: 1 })).toEqual(['INVALID_INPUT input.toBrandCode']);
    await platform.drain();
    await cake.everything().ok(ACCEPT, { id });
    await platform.drain();
    expect(await refused(tea, PROPOSE, { to, bp: 1 })).toEqual(['INVALID_INPUT input.toBrandCode']);
  });

  it('to be accepted by anybody but the other brand, twice, or once it has ended', async () => {
    const id = await propose();
    await platform.drain();
    const third = await tea.partner();
    expect(await refused(tea, ACCEPT, { id })).toEqual(['INVALID_INPUT id']);
    for (const document of [ACCEPT, END_AGREEMENT]) {
      expect(await refused(third, document, { id })).toEqual(['NOT_FOUND id']);
      expect(await refused(cake, document, { id: 'gag_none' })).toEqual(['NOT_FOUND id']);
    }
    await cake.everything().ok(ACCEPT, { id });
    await platform.drain();
    expect(await refused(cake, ACCEPT, { id })).toEqual(['INVALID_TRANSITION id']);
    await cake.everything().ok(END_AGREEMENT, { id });
    await platform.drain();
    expect([await refused(tea, END_AGREEMENT, { id }), await refused(cake, ACCEPT, { id })]).toEqual([['INVALID_TRANSITION id'], ['INVALID_TRANSITION id']]);
  });

  it('to be accepted once the brands have parted', async () => {
    const id = await propose();
    await platform.drain();
    await leave(cake);
    expect(await refused(cake, ACCEPT, { id })).toEqual(['INVALID_INPUT id']);
    // What one ends has ended for the other, too.
    await tea.everything().ok(END_AGREEMENT, { id });
    await platform.drain();
    expect(await statesIn(tea, cake)).toEqual([['ENDED'], ['ENDED']]);
  });
});

it('ends where the other brand was gone before it could be asked', async () => {
  await propose();
  await leave(cake);
  await platform.drain();
  expect(await statesIn(tea, cake)).toEqual([['ENDED'], []]);
});

it('stays accepted, though the brand that accepted it has coupons switched off when its copy is compared', async () => {
  const id = await propose();
  await platform.drain();
  await cake.everything().ok(ACCEPT, { id });
  await cake.disable('gift-coupon');
  await platform.drain();
  await tea.advance({ days: 1 });
  await platform.drain();
  await cake.enable('gift-coupon');
  expect(await statesIn(tea, cake)).toEqual([['DRAFT'], ['LIVE']]);
  await cake.advance({ days: 1 });
  await platform.drain();
  expect(await statesIn(tea, cake)).toEqual([['LIVE'], ['LIVE']]);
});

it('has ended, in both, once either ended it, though the other accepted at the same time', async () => {
  const results: string[] = [];
  for (let round = 0; round < 6; round++) {
    const id = await propose();
    await platform.drain();
    const [ended, accepted] = await Promise.all([tea.everything().run(END_AGREEMENT, { id }), cake.everything().run(ACCEPT, { id })]);
    for (const { data } of [ended, accepted]) results.push(...Object.values(data ?? {}).map((answer) => JSON.stringify((answer as Data).userErrors)));
    await platform.drain();
  }
  // Neither waits for the other: each writes its own copy.
  expect(results).toEqual(Array(12).fill('[]'));
  expect(await statesIn(tea, cake)).toEqual([Array(6).fill('ENDED'), Array(6).fill('ENDED')]);
});

it('is never overtaken by an older copy, in whatever order what was told arrives', async () => {
  const first = await propose();
  await tea.everything().ok(END_AGREEMENT, { id: first });
  const second = await propose();
  // Each delivered in turn, the newest first, and all of them again.
  const events = await platform.rows<{ id: string }>('SELECT event_id AS id FROM platform.delivery WHERE brand_id = $1', [tea.id]);
  expect(events).toEqual([]);
  const deliver = (payload: object): Promise<void> => tea.context((ctx) => giftCoupon.handlers.find(({ id }) => id === 'tell-partner')?.run(ctx, payload as never, {} as never) ?? Promise.resolve());
  for (const agreementId of [second, first, second, first]) await deliver({ agreementId });
  expect(await cake.everything().one(AGREEMENTS)).toMatchObject([{ id: second, state: 'DRAFT' }, { id: first, state: 'ENDED' }]);
  await cake.everything().ok(ACCEPT, { id: second });
  // The proposal is told once more, by who has not heard yet.
  await deliver({ agreementId: second });
  expect(await statesIn(cake)).toEqual([['LIVE', 'ENDED']]);
  await platform.drain();
  expect(await statesIn(tea, cake)).toEqual([['LIVE', 'ENDED'], ['LIVE', 'ENDED']]);
});

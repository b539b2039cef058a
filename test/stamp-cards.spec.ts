import { modules } from '@regulars/gateway/installation';
import { newUuid, readId } from '@regulars/plugin-sdk';
import { Missions } from '@regulars/stamp-card/contract';
import { createTestPlatform, type Data, type TestPlatform } from '@regulars/testing';
import { Mugs } from './support/mugs';
import { day, MUG, points, SPEND, StampShop, VISIT } from './support/stamp-shop';

const mugs = new Mugs();
let platform: TestPlatform;
let own: StampShop;

beforeAll(async () => {
  platform = await createTestPlatform([...modules, mugs.module]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  own = await StampShop.open(platform, ['mugs', 'gift-coupon']);
  mugs.forget();
});

describe('a mission', () => {
  const stores = ['S1', 'S2', 'S3'].map((code, index) => ({ kind: 'TASK', step: `stop ${index + 1}`, storeCodes: [code] }));
  const stepsOf = (card: Data): string[] => card.steps.map(({ step, doneAt, order }: Data) => `${step} ${doneAt ? (order?.externalId ?? 'done') : '–'}`);

  it('is done by orders at distinct stores, each step once', async () => {
    await own.program({ name: 'Tour', kind: 'MISSION', slots: 3, rules: stores, rewards: [{ at: 3, reward: points(50) }] });
    await own.sell({ id: 'A', at: day(0), store: 'S2' });
    await own.sell({ id: 'B', at: day(1), store: 'S2' });
    expect(stepsOf((await own.cards())[0])).toEqual(['stop 1 –', 'stop 2 A', 'stop 3 –']);
    await own.sell({ id: 'C', at: day(2), store: 'S1' });
    // The first visit was given back: the second one stands for it.
    await own.sell({ id: 'A', at: day(0), store: 'S2', revision: 2, refunded: true });
    expect(stepsOf((await own.cards())[0])).toEqual(['stop 1 C', 'stop 2 B', 'stop 3 –']);
    await own.sell({ id: 'D', at: day(3), store: 'S3' });
    expect(await own.held()).toMatchObject({ stampCards: [{ state: 'COMPLETED', stamps: 3, steps: [{ title: 'A visit to S1' }, {}, {}] }], points: { balance: 50 } });
    expect(await own.events(['mission-step.done', 'stamp-card.completed'])).toEqual(['mission-step.done stop 2', 'mission-step.done stop 1', 'stamp-card.completed', 'mission-step.done stop 3']);
    await own.sell({ id: 'E', at: day(4), store: 'S3' });
    expect(await own.told()).toEqual(['Tour CLOSED 3', 'Tour OPEN 1']);
  });

  it('counts different stores where steps name them all', async () => {
    await own.program({ name: 'Any two', kind: 'MISSION', slots: 2, rules: [1, 2].map((step) => ({ kind: 'TASK', step: `${step}`, storeCodes: ['S1', 'S2', 'S3'] })) });
    for (const [index, store] of ['S3', 'S3', 'S1'].entries()) await own.sell({ id: `O${index}`, at: day(index), store });
    expect(stepsOf((await own.cards())[0])).toEqual(['1 O0', '2 O2']);
  });

  it('goes in sequence, or stage by stage', async () => {
    await own.program({ name: 'Row', kind: 'MISSION', slots: 3, stepOrder: 'SEQUENCE', rules: stores });
    await own.program({ name: 'Stages', kind: 'MISSION', slots: 3, rules: stores.map((rule, index) => ({ ...rule, stage: index === 0 ? 2 : 1 })) });
    for (const [index, store] of ['S1', 'S3', 'S2', 'S1'].entries()) await own.sell({ id: `O${index}`, at: day(index), store });
    const cards = await own.cards();
    expect(stepsOf(cards.find(({ program }) => program.name === 'Row'))).toEqual(['stop 1 O0', 'stop 2 O2', 'stop 3 –']);
    expect(stepsOf(cards.find(({ program }) => program.name === 'Stages'))).toEqual(['stop 2 O2', 'stop 3 O1', 'stop 1 O3']);
  });

  it('is done by what other modules tell, once', async () => {
    await own.program({ name: 'Survey', kind: 'MISSION', slots: 2, rules: [{ kind: 'TASK', step: 'answer', event: 'survey.completed' }, { kind: 'TASK', step: 'buy', sku: ['A'] }] });
    const eventId = newUuid();
    const memberId = readId('mbr', own.memberId) as string;
    const tell = (event: string): Promise<void> => own.shop.context((ctx) => ctx.use(Missions).happened([{ event, eventId, memberId, at: new Date(day(0)) }]));
    await tell('survey.begun');
    await tell('survey.completed');
    await tell('survey.completed');
    await own.sell({ id: 'A', at: day(-1) });
    expect(stepsOf((await own.cards())[0])).toEqual(['answer done', 'buy A']);
    expect(await own.shop.violations()).toEqual([]);
  });
});

describe('stamps by hand', () => {
  it('come and go with a reason that staff alone can read', async () => {
    const id = await own.program({ name: 'Visits', slots: 3, rules: [VISIT], rewards: [{ at: 3, reward: points(10) }] });
    expect(await own.act('stampCardGrant', id, 4, 'The till was down')).toEqual({ card: { stamps: 1, state: 'OPEN' }, userErrors: [] });
    expect(await own.held()).toMatchObject({ points: { balance: 10 }, stampCards: [{ stamps: 1 }, { state: 'CLOSED', entries: { nodes: [{ stamps: 3, reason: 'The till was down', order: null }] } }] });
    const asMember = own.shop.as({ audience: 'member', memberId: own.memberId });
    expect((await asMember.ok('{ me { stampCards { entries { nodes { reason } } } } }')).me.stampCards[0].entries.nodes).toEqual([{ reason: 'Stamps given' }]);
    expect((await own.act('stampCardRevoke', id, 1)).card).toEqual({ stamps: 0, state: 'OPEN' });
    expect(await own.told()).toEqual(['Visits COMPLETED 3']);
    const rows = await platform.rows<{ reason: Buffer }>('SELECT reason_sealed AS reason FROM stamp_card.act WHERE brand_id = $1', [own.shop.id]);
    expect(rows.map(({ reason }) => reason.includes('till'))).toEqual([false, false]);
    expect(await own.shop.violations()).toEqual([]);
  });

  it('are refused where they find no room, or are not there', async () => {
    const id = await own.program({ name: 'Once', slots: 3, reopens: false, rules: [VISIT] });
    await own.act('stampCardGrant', id, 2);
    const before = await own.shop.digest();
    expect((await own.act('stampCardGrant', id, 2)).userErrors).toEqual([{ code: 'STAMP_CARD_FULL', path: ['stamps'], slots: 3 }]);
    expect((await own.act('stampCardRevoke', id, 3)).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['stamps'] }]);
    expect((await own.act('stampCardGrant', id, 0, ' ')).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['stamps'] }, { code: 'INVALID_INPUT', path: ['reason'] }]);
    expect((await own.act('stampCardGrant', 'scp_nothing', 1)).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['programId'] }]);
    expect((await own.act('stampCardGrant', id, 1, 'sorry', 'mbr_nobody')).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['memberId'] }]);
    expect(await own.shop.digest()).toEqual(before);
  });
});

describe('a reward', () => {
  it('that was used stays, and the next stamps fill what is owed first', async () => {
    await own.program({ name: 'Spend', slots: 5, rules: [SPEND], rewards: [{ at: 5, reward: MUG }] });
    await own.sell({ id: 'A', at: day(0), amount: 300 });
    await own.sell({ id: 'B', at: day(1), amount: 200 });
    expect(mugs.given).toHaveLength(1);
    mugs.used.add(mugs.given[0] as string);
    await own.sell({ id: 'B', at: day(1), amount: 200, revision: 2, refunded: true });
    expect((await own.cards())[0]).toMatchObject({ state: 'OWING', stamps: 3, owed: 2, remaining: 2 });
    await own.sell({ id: 'C', at: day(2), amount: 300 });
    expect((await own.cards()).map(({ state, stamps, owed }) => [state, stamps, owed])).toEqual([['OPEN', 1, 0], ['CLOSED', 5, 0]]);
    expect(mugs.given).toHaveLength(1);
  });

  it('is owed for once its coupon was redeemed, and goes with the stamps before', async () => {
    const coupon = { code: 'CAKE', name: 'Cake', purpose: 'THANKS', benefit: { kind: 'PERCENT', percent: '10' }, validity: { daysAfterIssue: 30 }, stock: 50 };
    const { template } = await own.staff.one('mutation ($input: GiftCouponTemplateInput!) { giftCouponTemplateCreate(input: $input) { template { id } userErrors { path message } } }', { input: coupon });
    await own.staff.ok('mutation ($id: ID!) { giftCouponTemplateActivate(id: $id) { userErrors { message } } }', { id: template.id });
    await own.program({ name: 'Spend', slots: 3, rules: [SPEND], rewards: [{ at: 3, reward: { kind: 'gift-coupon', spec: { template: 'CAKE' } } }] });
    const couponsOf = async (): Promise<Data[]> => (await own.staff.one('query ($id: ID!) { member(by: { id: $id }) { giftCoupons(first: 10) { nodes { code state } } } }', { id: own.memberId })).giftCoupons.nodes;
    await own.sell({ id: 'A', at: day(1), amount: 300 });
    await own.sell({ id: 'A', at: day(1), amount: 300, revision: 2, refunded: true });
    expect((await couponsOf()).map(({ state }) => state)).toEqual(['REVOKED']);
    await own.sell({ id: 'B', at: day(1), amount: 300 });
    const { code } = (await couponsOf()).find(({ state }) => state === 'ACTIVE');
    const basket = { source: 'pos', externalId: 'C', placedAt: day(1), lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '50' }] };
    await own.staff.ok('mutation ($code: String!, $basket: OrderUpsertInput!) { giftCouponRedeem(code: $code, basket: $basket, idempotencyKey: "redeem") { userErrors { code message } } }', { code, basket });
    await own.sell({ id: 'B', at: day(1), amount: 300, revision: 2, refunded: true });
    expect((await own.cards())[0]).toMatchObject({ state: 'OWING', stamps: 0, owed: 3, remaining: 3 });
    await own.sell({ id: 'D', at: day(2), amount: 400 });
    expect(await own.told()).toEqual(['Spend CLOSED 3', 'Spend OPEN 1']);
    expect((await couponsOf()).map(({ state }) => state).sort((a, b) => (a < b ? -1 : 1))).toEqual(['REDEEMED', 'REVOKED']);
  });

  it('that was not used goes with the stamps, and comes again with them', async () => {
    await own.program({ name: 'Spend', slots: 5, rules: [SPEND], rewards: [{ at: 3, reward: MUG }, { at: 3, reward: points(7) }] });
    const told = async (): Promise<unknown> => [mugs.given.length, (await own.held()).points.balance, (await own.staff.ok('{ stampCardPrograms { stats { opened rewardsGiven } } }')).stampCardPrograms[0].stats];
    await own.sell({ id: 'A', at: day(0), amount: 300 });
    expect(await told()).toEqual([1, 7, { opened: 1, rewardsGiven: 2 }]);
    await own.sell({ id: 'A', at: day(0), amount: 300, revision: 2, refunded: true });
    expect(await told()).toEqual([0, 0, { opened: 0, rewardsGiven: 0 }]);
    await own.sell({ id: 'B', at: day(0), amount: 300 });
    expect(await told()).toEqual([1, 7, { opened: 1, rewardsGiven: 2 }]);
  });

  it('can be stamps of another card, at the time they were deserved', async () => {
    const target = await own.program({ name: 'Target', slots: 4, rules: [VISIT], rewards: [{ at: 4, reward: points(9) }] });
    const source = await own.program({ name: 'Source', slots: 2, rules: [SPEND], rewards: [{ at: 2, reward: { kind: 'stamps', spec: { programId: target, stamps: 3 } } }] });
    await own.sell({ id: 'A', at: day(0), amount: 200 });
    expect(await own.held()).toMatchObject({ points: { balance: 9 } });
    expect(await own.told()).toEqual(['Source COMPLETED 2', 'Target COMPLETED 4']);
    await own.sell({ id: 'A', at: day(0), amount: 200, revision: 2, refunded: true });
    expect(await own.told()).toEqual([]);
    expect((await own.held()).points).toEqual({ balance: 0 });
    expect(await own.shop.violations()).toEqual([]);
    const circle = await own.staff.run('mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { userErrors { path } } }', {
      input: { name: 'Circle', slots: 1, startsAt: day(0), rules: [VISIT], rewards: [{ at: 1, reward: { kind: 'stamps', spec: { programId: source, stamps: 1 } } }] },
    });
    expect(circle.data.stampCardProgramCreate.userErrors).toEqual([{ path: ['input', 'rewards', '0', 'reward', 'spec', 'programId'] }]);
  });
});

it('tells at the till what a basket would put on which cards, and puts nothing', async () => {
  await own.program({ name: 'Visits', slots: 2, rules: [VISIT] });
  await own.program({ name: 'Spend', slots: 5, rules: [SPEND] });
  await own.program({ name: 'Dear', slots: 5, rules: [{ kind: 'PER_AMOUNT', amount: '9000' }] });
  await own.sell({ id: 'A', at: day(-1), amount: 100 });
  const before = await own.told();
  const input = { member: { id: own.memberId }, basket: { storeCode: 'S1', occurredAt: day(0, 10), lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '300' }] } };
  const { quote } = await own.staff.one(`query ($input: TillQuoteInput!) { tillQuote(input: $input) { userErrors { message path } quote {
    benefits { kind summary ... on StampCardTillBenefit { stamps completes program { name } card { state stamps remaining } } } } } }`, { input });
  expect(quote.benefits.filter(({ kind }: Data) => kind === 'stamp-card')).toEqual([
    { kind: 'stamp-card', summary: '1 stamp: Visits, which is full', stamps: 1, completes: true, program: { name: 'Visits' }, card: { state: 'COMPLETED', stamps: 2, remaining: 0 } },
    { kind: 'stamp-card', summary: '3 stamps: Spend', stamps: 3, completes: false, program: { name: 'Spend' }, card: { state: 'OPEN', stamps: 4, remaining: 1 } },
  ]);
  expect(await own.told()).toEqual(before);
});

it('tells once that a card is nearly full', async () => {
  const id = await own.program({ name: 'Visits', slots: 5, nearlyFullAt: 2, rules: [VISIT] });
  for (const number of [-4, -3, -2, -1]) await own.sell({ id: `O${number}`, at: day(number) });
  await own.act('stampCardRevoke', id, 1);
  await own.act('stampCardGrant', id, 2);
  expect(await own.events(['stamp-card.nearly-full', 'stamp-card.completed'])).toEqual(['stamp-card.nearly-full 2', 'stamp-card.completed']);
});

it('goes on with what an earlier version wrote', async () => {
  const id = await own.program({ name: 'Both', slots: 3, rules: [VISIT, SPEND], rewards: [{ at: 3, reward: points(5) }] });
  await own.sell({ id: 'A', at: day(-1, 10), amount: 150 });
  await own.sell({ id: 'B', at: day(-1, 15), amount: 50 });
  await own.sell({ id: 'C', at: day(0, 9), amount: 250 });
  const brandId = own.shop.id;
  await platform.rows('DELETE FROM stamp_card.entry WHERE brand_id = $1 AND amount_stamps + visit_stamps = 0', [brandId]);
  await platform.rows(`UPDATE stamp_card.entry SET candidates = NULL, placed = '[]', tie = NULL WHERE brand_id = $1`, [brandId]);
  await platform.rows('UPDATE stamp_card.card SET version = NULL, slots = NULL, base = NULL WHERE brand_id = $1', [brandId]);
  expect(await own.told()).toEqual(['Both CLOSED 3', 'Both OPEN 2']);
  // The day's visit goes to the order of which nothing was kept.
  await own.sell({ id: 'A', at: day(-1, 10), amount: 150, revision: 2, refunded: true });
  expect(await own.told()).toEqual(['Both CLOSED 3', 'Both OPEN 1']);
  expect(await own.held()).toMatchObject({ points: { balance: 5 } });
  await own.sell({ id: 'B', at: day(-1, 15), amount: 50, revision: 2, refunded: true });
  expect(await own.told()).toEqual(['Both COMPLETED 3']);
  expect(await own.shop.violations()).toEqual([]);
  expect(id).toMatch(/^scp_/);
});

it('goes by what a process of the version before wrote meanwhile', async () => {
  await own.program({ name: 'Spend', slots: 3, rules: [SPEND] });
  for (const [index, amount] of [200, 200, 200].entries()) await own.sell({ id: `O${index}`, at: day(index - 4), amount });
  expect(await own.told()).toEqual(['Spend CLOSED 3', 'Spend COMPLETED 3']);
  // As it did when an order was given back: what the order holds, and the total of the cards.
  const brandId = own.shop.id;
  await platform.rows(`UPDATE "order"."order" SET status = 'VOIDED', counts = false WHERE brand_id = $1 AND external_id = 'O0'`, [brandId]);
  await platform.rows('UPDATE stamp_card.entry SET amount_stamps = 0 WHERE brand_id = $1 AND order_id = (SELECT id FROM "order"."order" WHERE brand_id = $1 AND external_id = \'O0\')', [brandId]);
  await platform.rows('UPDATE stamp_card.card SET stamps = 1, completed_at = NULL WHERE brand_id = $1 AND number = 2', [brandId]);
  await own.sell({ id: 'O3', at: day(-1), amount: 100 });
  expect(await own.told()).toEqual(['Spend CLOSED 3', 'Spend OPEN 2']);
  expect(await own.shop.violations()).toEqual([]);
});

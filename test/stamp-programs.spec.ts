import type { Data, TestPlatform } from '@regulars/testing';
import { createWholePlatform } from './support/shop';
import { points, SPEND, StampShop, VISIT } from './support/stamp-shop';

let platform: TestPlatform;
let own: StampShop;

beforeAll(async () => {
  platform = await createWholePlatform();
});
afterAll(() => platform.stop());
beforeEach(async () => {
  own = await StampShop.open(platform);
});

/** Monday the 12th of January, at that hour in Taipei. */
const monday = (hour: number, minute = 0): string => new Date(Date.parse('2026-01-11T16:00:00Z') + (hour * 60 + minute) * 60_000).toISOString();
const DAY = 24;

const UPDATE = 'mutation ($id: ID!, $input: StampCardProgramInput!) { stampCardProgramUpdate(id: $id, input: $input) { program { version slots } userErrors { code path message } } }';
const change = (field: string, id: string): Promise<{ program: { state: string } | null }> => own.staff.one(`mutation ($id: ID!) { ${field}(id: $id) { program { state } userErrors { code message } } }`, { id });

async function startTiers(): Promise<void> {
  const ladder = { tiers: [{ code: 'BASE', name: 'Base', rank: 0 }, { code: 'GOLD', name: 'Gold', rank: 1 }] };
  const { program } = await own.staff.one('mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id } userErrors { path message } } }', { input: ladder });
  await own.staff.ok('mutation ($id: ID!) { tierProgramActivate(id: $id, at: "2025-01-01T00:00:00Z") { userErrors { message } } }', { id: program.id });
}

describe('a rule', () => {
  it('counts items, and those of a category', async () => {
    await own.program({ name: 'Items', slots: 20, rules: [{ kind: 'PER_ITEM', stamps: 2, sku: ['A'] }, { kind: 'PER_ITEM', category: ['tea'] }] });
    const lines = (back: number): object[] => [{ number: 1, sku: 'A', quantity: 3, unitPrice: '10', refundedQuantity: back }, { number: 2, sku: 'B', category: 'tea', quantity: 4, unitPrice: '10' }, { number: 3, sku: 'C', quantity: 9, unitPrice: '10' }];
    await own.sell({ id: 'A', at: monday(12), lines: lines(0) });
    expect(await own.told()).toEqual(['Items OPEN 10']);
    await own.sell({ id: 'A', at: monday(12), lines: lines(2), revision: 2 });
    expect(await own.told()).toEqual(['Items OPEN 6']);
  });

  it.each([
    ['weekdays', { weekdays: [1] }, { at: monday(12) }, { at: monday(12 + DAY) }],
    ['hours of the brand', { from: '17:00', to: '22:00' }, { at: monday(21, 59) }, { at: monday(22) }],
    ['stores', { storeCodes: ['S2'] }, { at: monday(12), store: 'S2' }, { at: monday(12) }],
    ['an amount', { minNet: '250' }, { at: monday(12), amount: 250 }, { at: monday(12), amount: 249 }],
    ['the tier an order came under', { tierCodes: ['GOLD'] }, { at: monday(12 + 2 * DAY) }, { at: monday(12) }],
  ])('asks for %s', async (_, conditions, fits, misses) => {
    if ('tierCodes' in conditions) await startTiers();
    await own.program({ name: 'Some', slots: 5, rules: [{ ...VISIT, conditions }] });
    await own.sell({ id: 'miss', ...misses });
    expect(await own.told()).toEqual([]);
    if ('tierCodes' in conditions) {
      await own.shop.advanceTo(new Date(monday(2 * DAY)));
      await own.staff.ok('mutation ($id: ID!) { tierSet(memberId: $id, tierCode: "GOLD", reason: "guest", idempotencyKey: "gold") { userErrors { message } } }', { id: own.memberId });
    }
    await own.sell({ id: 'fit', ...fits });
    expect(await own.told()).toEqual(['Some OPEN 1']);
    // The tier is pinned: what came under another earns no more when it comes again.
    await own.sell({ id: 'miss', ...misses, revision: 2 });
    expect(await own.told()).toEqual(['Some OPEN 1']);
  });
});

describe('a limit', () => {
  it('leaves a day to its earliest orders, whichever come first', async () => {
    await own.program({ name: 'Spend', slots: 20, dailyLimit: 3, rules: [{ kind: 'PER_AMOUNT', amount: '100' }] });
    await own.sell({ id: 'C', at: monday(18), amount: 200 });
    await own.sell({ id: 'B', at: monday(15), amount: 200 });
    expect((await own.cards())[0].entries.nodes.map(({ stamps, order }: { stamps: number; order: { externalId: string } }) => `${order.externalId} ${stamps}`)).toEqual(['C 1', 'B 2']);
    await own.sell({ id: 'B', at: monday(15), amount: 200, revision: 2, refunded: true });
    expect((await own.cards())[0].entries.nodes.map(({ stamps, order }: { stamps: number; order: { externalId: string } }) => `${order.externalId} ${stamps}`)).toEqual(['C 2']);
  });

  it('keeps a distance between orders', async () => {
    await own.program({ name: 'Spend', slots: 20, minIntervalMinutes: 60, rules: [{ kind: 'PER_AMOUNT', amount: '100' }] });
    await own.sell({ id: 'A', at: monday(12) });
    await own.sell({ id: 'B', at: monday(12, 59) });
    await own.sell({ id: 'C', at: monday(13) });
    expect(await own.told()).toEqual(['Spend OPEN 2']);
    await own.sell({ id: 'A', at: monday(12), revision: 2, refunded: true });
    expect(await own.told()).toEqual(['Spend OPEN 1']);
  });
});

describe('programs of one group', () => {
  it('never stamp an order twice: the higher priority, then the earlier end', async () => {
    const group = { exclusiveGroup: 'spring', rules: [VISIT], slots: 5 };
    await own.program({ name: 'low', ...group });
    await own.program({ name: 'late', ...group, priority: 1, endsAt: '2027-02-01T00:00:00Z' });
    await own.program({ name: 'soon', ...group, priority: 1, endsAt: '2027-01-01T00:00:00Z', reopens: false, slots: 1 });
    await own.program({ name: 'apart', slots: 5, rules: [VISIT] });
    for (const [index, id] of ['A', 'B', 'C'].entries()) await own.sell({ id, at: monday(12 + index * DAY) });
    expect(await own.told()).toEqual(['apart OPEN 3', 'late OPEN 2', 'soon COMPLETED 1']);
    await own.sell({ id: 'A', at: monday(12), revision: 2, refunded: true });
    expect(await own.told()).toEqual(['apart OPEN 2', 'late OPEN 1', 'soon COMPLETED 1']);
  });
});

describe('programs of one group, told anew', () => {
  const group = { exclusiveGroup: 'g', slots: 10, rules: [SPEND] };

  it('go by the ends they had when the orders were placed', async () => {
    const first = { ...group, name: 'A', startsAt: '2025-01-01T00:00:00Z', endsAt: '2028-03-01T00:00:00Z', rewards: [{ at: 5, reward: points(30) }] };
    const id = await own.program(first);
    const second = await own.program({ ...group, name: 'B', endsAt: '2028-04-01T00:00:00Z' });
    await own.sell({ id: '1', at: monday(12), amount: 300 });
    await own.sell({ id: '2', at: monday(12 + DAY), amount: 300 });
    await own.shop.advanceTo(new Date(monday(2 * DAY)));
    expect((await own.staff.one(UPDATE, { id, input: { ...first, endsAt: '2028-05-01T00:00:00Z' } })).program).toEqual({ version: 2, slots: 10 });
    await own.sell({ id: 'late', at: monday(11) });
    expect([await own.told(), await own.balance()]).toEqual([['A OPEN 7'], 30]);
    await own.sell({ id: '3', at: monday(1 + 2 * DAY) });
    expect(await own.told()).toEqual(['A OPEN 7', 'B OPEN 1']);
    // Ended before its time, it ranks as it did.
    await change('stampCardProgramEnd', id);
    await own.sell({ id: 'later', at: monday(2 + 2 * DAY) });
    await change('stampCardProgramEnd', second);
    await own.sell({ id: 'latest', at: monday(10) });
    expect([await own.told(), await own.balance(), await own.shop.violations()]).toEqual([['A EXPIRED 8', 'B EXPIRED 2'], 30, []]);
  });

  it('have one order that only fills what one of them is owed for one of theirs, too', async () => {
    const id = await own.program({ ...group, name: 'A', priority: 1, minIntervalMinutes: 30 });
    await own.program({ ...group, name: 'B' });
    await own.sell({ id: '1', at: monday(9), amount: 300 });
    await own.shop.advanceTo(new Date(monday(10)));
    await own.act('stampCardRevoke', id, 3);
    await own.sell({ id: '1', at: monday(9), amount: 300, revision: 2, refunded: true });
    await own.sell({ id: '2', at: monday(11), amount: 300 });
    await own.sell({ id: '3', at: monday(11, 29), amount: 100 });
    expect(await own.told()).toEqual(['B OPEN 1']);
    await own.sell({ id: '4', at: monday(12), amount: 200 });
    // What came before the card is not read again; what it filled is known all the same.
    await own.sell({ id: '2', at: monday(11), amount: 300, revision: 2 });
    await own.sell({ id: '5', at: monday(13), amount: 100 });
    expect([await own.told(), await own.shop.violations()]).toEqual([['A OPEN 3', 'B OPEN 1'], []]);
    expect((await own.cards()).map(({ entries }) => entries.nodes.map(({ order, stamps }: Data) => `${order.externalId} ${stamps}`))).toEqual([['5 1', '4 2'], ['3 1']]);
  });
});

describe('a full card', () => {
  const spend = { slots: 3, rules: [{ kind: 'PER_AMOUNT', amount: '100' }] };

  it('carries or drops what is more, and is the last where the program says so', async () => {
    await own.program({ name: 'carry', ...spend });
    await own.program({ name: 'drop', ...spend, surplus: 'DROP' });
    await own.program({ name: 'last', ...spend, reopens: false });
    await own.sell({ id: 'A', at: monday(12), amount: 500 });
    await own.sell({ id: 'B', at: monday(13), amount: 100 });
    expect(await own.told()).toEqual(['carry CLOSED 3', 'carry COMPLETED 3', 'drop CLOSED 3', 'drop OPEN 1', 'last COMPLETED 3']);
    await own.sell({ id: 'A', at: monday(12), amount: 500, revision: 2, refunded: true });
    expect(await own.told()).toEqual(['carry OPEN 1', 'drop OPEN 1', 'last OPEN 1']);
  });
});

describe('a live program', () => {
  it('changes by a new version, and open cards keep theirs', async () => {
    const first = { name: 'Visits', slots: 2, startsAt: '2025-01-01T00:00:00Z', rules: [VISIT], rewards: [{ at: 2, reward: { kind: 'points', spec: { points: 10 } } }] };
    const id = await own.program(first);
    await own.sell({ id: 'A', at: monday(12) });
    await own.shop.advanceTo(new Date(monday(12 + DAY)));
    const second = { ...first, slots: 5, rules: [{ ...VISIT, stamps: 3 }], rewards: [] };
    expect((await own.staff.one(UPDATE, { id, input: second })).program).toEqual({ version: 2, slots: 5 });
    await own.sell({ id: 'B', at: monday(13 + DAY) });
    expect(await own.held()).toMatchObject({ stampCards: [{ state: 'COMPLETED', stamps: 2, remaining: 0 }], points: { balance: 10 } });
    await own.sell({ id: 'C', at: monday(12 + 2 * DAY) });
    expect((await own.cards()).map(({ state, stamps, remaining }) => [state, stamps, remaining])).toEqual([['OPEN', 3, 2], ['CLOSED', 2, 0]]);
    // An order of before the change, come late, is of the version of its time; what followed moves on.
    await own.sell({ id: 'late', at: monday(-12) });
    expect(await own.told()).toEqual(['Visits CLOSED 2', 'Visits CLOSED 5', 'Visits OPEN 1']);
  });

  it('keeps its kind and its beginning, and is not changed once it is over', async () => {
    const input = { name: 'Visits', slots: 2, startsAt: '2025-01-01T00:00:00Z', rules: [VISIT], rewards: [] };
    const id = await own.program(input);
    const before = await own.shop.digest();
    const refused = async (more: object): Promise<unknown> => (await own.staff.run(UPDATE, { id, input: { ...input, ...more } })).data.stampCardProgramUpdate.userErrors.map(({ code, path }: { code: string; path: string[] }) => `${code} ${path.join('.')}`);
    expect(await refused({ startsAt: '2025-02-01T00:00:00Z' })).toEqual(['INVALID_INPUT input.startsAt']);
    expect(await refused({ kind: 'MISSION', rules: [{ kind: 'TASK', step: 'a', sku: ['A'], stamps: 2 }] })).toEqual(['INVALID_INPUT input.kind']);
    expect(await refused({ endsAt: '2025-06-01T00:00:00Z' })).toEqual(['INVALID_INPUT input.endsAt']);
    expect(await refused({ rules: [{ kind: 'PER_ITEM' }, { kind: 'TASK', step: 'x', sku: ['A'] }, { ...VISIT, amount: '1', conditions: { from: '9', minNet: '-1' } }] })).toEqual([
      'INVALID_INPUT input.rules.0.sku', 'INVALID_INPUT input.rules.1.kind', 'INVALID_INPUT input.rules.2.amount', 'INVALID_INPUT input.rules.2.conditions.minNet', 'INVALID_INPUT input.rules.2.conditions.from',
    ]);
    expect(await own.shop.digest()).toEqual(before);
    await change('stampCardProgramEnd', id);
    expect(await refused({})).toEqual(['INVALID_TRANSITION id']);
  });

  it('pauses and goes on: orders of the time between earn nothing, whenever they come', async () => {
    const id = await own.program({ name: 'Visits', slots: 9, rules: [VISIT] });
    await own.shop.advanceTo(new Date(monday(DAY)));
    expect((await change('stampCardProgramPause', id)).program).toEqual({ state: 'PAUSED' });
    await own.shop.advanceTo(new Date(monday(2 * DAY)));
    expect((await change('stampCardProgramResume', id)).program).toEqual({ state: 'LIVE' });
    for (const [index, name] of ['A', 'B', 'C'].entries()) await own.sell({ id: name, at: monday(12 + index * DAY) });
    expect((await own.cards())[0].entries.nodes.map(({ order }: { order: { externalId: string } }) => order.externalId)).toEqual(['C', 'A']);
  });
});

describe('a card that ends', () => {
  it('is over at its instant, is told once, and the next begins', async () => {
    await own.program({ name: 'Visits', slots: 9, validForDays: 1, rules: [VISIT] });
    await own.sell({ id: 'A', at: monday(12) });
    expect((await own.cards())[0]).toMatchObject({ state: 'OPEN', expiresAt: new Date(monday(2 * DAY)).toISOString() });
    await own.shop.advanceTo(new Date(monday(2 * DAY)));
    expect(await own.told()).toEqual(['Visits EXPIRED 1']);
    await own.sell({ id: 'B', at: monday(1 + 2 * DAY) });
    await own.sell({ id: 'late', at: monday(23 + DAY) });
    expect(await own.told()).toEqual(['Visits EXPIRED 2', 'Visits OPEN 1']);
    await own.shop.advanceTo(new Date(monday(3 * DAY)));
    expect(await own.events(['stamp-card.expired'])).toEqual(['stamp-card.expired']);
    expect(await own.shop.violations()).toEqual([]);
  });

  it('ends with its program where it has no days of its own', async () => {
    const id = await own.program({ name: 'Visits', slots: 9, rules: [VISIT] });
    await own.sell({ id: 'A', at: monday(12) });
    await own.shop.advanceTo(new Date(monday(14)));
    await change('stampCardProgramEnd', id);
    expect(await own.told()).toEqual(['Visits EXPIRED 1']);
    await own.shop.advance({ minutes: 2 });
    expect(await own.events(['stamp-card.expired'])).toEqual(['stamp-card.expired']);
    expect((await own.staff.one('query ($id: ID!) { stampCardProgram(id: $id) { stats { opened completed expired stamps rewardsGiven } } }', { id })).stats).toEqual({ opened: 1, completed: 0, expired: 1, stamps: 1, rewardsGiven: 0 });
  });
});

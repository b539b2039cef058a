import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { definePlugin, extend } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { points } from '../src';
import { EarnFactors } from '../src/contract';
import { expectBooksBalance } from './audit';
import { burn, grant, join, line, liveRule, newKey, orderJson, RULE_ACTIVATE, RULE_UPDATE, rule, SETTINGS_UPDATE, UPSERT, upsert, walletOf } from './documents';

/** Stands in for tiers: whoever buys is GOLD, as long as the shop says so. */
const gold = { multiplierBp: 15_000, asked: 0 };
const fakeTier = definePlugin({
  id: 'fake-tier', version: '1.0.0', sdk: '^1.0.0', requires: { points: '^1.0.0' }, core: true,
  extensions: [extend(EarnFactors, {
    id: 'tier',
    factors: async (_ctx, changes) => {
      gold.asked += changes.length;
      return new Map(changes.map(({ after }) => [after.id, { code: 'GOLD', label: 'Gold', multiplierBp: gold.multiplierBp }]));
    },
  })],
});

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let buyer: string;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points, fakeTier]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  gold.multiplierBp = 10_000;
  gold.asked = 0;
  shop = await platform.brand();
  staff = shop.everything();
  buyer = await join(staff);
});
afterEach(() => expectBooksBalance(shop));

const bought = (changes: object = {}): object => ({ member: { id: buyer }, ...changes });
const later = (revision: number, changes: object): object => bought({ revision, updatedAt: `2026-01-05T11:5${revision}:00+08:00`, ...changes });
const pointsOf = async (changes: object): Promise<number> => (await upsert(staff, changes)).effects.reduce((sum: number, effect: { amount: number }) => sum + effect.amount, 0);

describe('what an order gives', () => {
  it('1 per 100 of 1,250 is 12 (F2), and says why', async () => {
    await liveRule(staff);
    const { effects } = await upsert(staff, bought({ lines: [line({ unitPrice: '800' }), line({ number: 2, unitPrice: '450' })] }));
    expect(effects).toEqual([{
      kind: 'points', summary: '12 points', amount: 12, reversed: false,
      explanation: {
        points: 12, conditions: [], base: 12, multiplied: '12', rounding: 'FLOOR', bonus: 0, visit: 0, before: 0, after: 12,
        pinnedAt: expect.stringMatching(/^2026-01-05T04:/),
        factors: [{ source: 'tier', code: 'GOLD', label: 'Gold', multiplierBp: 10_000 }],
        caps: { maxMultiplierBp: null, maxPointsPerOrder: null, applied: [] },
        rules: [{ rule: expect.stringMatching(/^ern_/), code: 'base', name: '1 point per 100', version: 1, kind: 'PER_AMOUNT', matched: true, points: 12, counted: '1250', per: '100', basis: 'CASH_PAID', conditions: [] }],
        lines: [{ number: 1, points: 8 }, { number: 2, points: 4 }],
      },
    }]);
    expect(await walletOf(staff, buyer)).toMatchObject({
      balance: 12, pending: 0, debt: 0, held: 0, lifetimeEarned: 12, nextExpiry: null,
      lots: [{ quantity: 12, remaining: 12, state: 'ACTIVE', activeAt: '2026-01-05T02:00:00.000Z', expiresAt: null }],
      entries: { nodes: [{ kind: 'EARN', points: 12, balanceAfter: 12, at: '2026-01-05T02:00:00.000Z', reason: 'Points for an order', order: { externalId: 'A-1' } }] },
    });
  });

  it('doubled in the evening, times the tier, and capped (F4)', async () => {
    await liveRule(staff);
    await liveRule(staff, { code: 'evening', kind: 'MULTIPLIER', points: null, amount: null, multiplierBp: 20_000, scope: { windows: [{ weekdays: [1, 2, 3, 4], from: '10:00', to: '22:00' }] } });
    gold.multiplierBp = 15_000;
    expect(await pointsOf(bought({ externalId: 'F4' }))).toBe(36);
    await staff.ok(SETTINGS_UPDATE, { input: { maxMultiplierBp: 25_000 } });
    const { effects } = await upsert(staff, bought({ externalId: 'F4-capped' }));
    expect(effects[0]).toMatchObject({ amount: 30, explanation: { base: 12, multiplied: '30', caps: { maxMultiplierBp: 25_000, applied: ['maxMultiplierBp'] } } });
  });

  it('Thursday 21:59:59 doubles, 22:00:00 does not, Friday never (F5)', async () => {
    await liveRule(staff);
    await liveRule(staff, { code: 'slow', kind: 'MULTIPLIER', points: null, amount: null, multiplierBp: 20_000, scope: { windows: [{ weekdays: [1, 2, 3, 4], from: '17:00', to: '22:00' }] } });
    const placed = async (placedAt: string) => pointsOf(bought({ externalId: placedAt, placedAt, lines: [line({ unitPrice: '1000' })] }));
    expect(await placed('2026-01-01T21:59:59+08:00')).toBe(20);
    expect(await placed('2026-01-01T22:00:00+08:00')).toBe(10);
    expect(await placed('2026-01-02T19:00:00+08:00')).toBe(10);
  });

  it('items, fixed bonuses, and doubled drinks alone', async () => {
    await liveRule(staff);
    await liveRule(staff, { code: 'mugs', kind: 'PER_ITEM', points: 5, amount: null, scope: { skus: ['MUG'] } });
    await liveRule(staff, { code: 'hello', kind: 'FIXED', points: 3, amount: null });
    await liveRule(staff, { code: 'drinks', kind: 'MULTIPLIER', points: null, amount: null, multiplierBp: 20_000, scope: { categories: ['drinks'] } });
    const { effects } = await upsert(staff, bought({ lines: [line({ unitPrice: '700' }), line({ number: 2, sku: 'MUG', category: 'goods', quantity: 2, unitPrice: '250' })] }));
    // 12 per amount: 7 of the tea, 5 of the mugs; 10 of the mugs; the tea's doubled; 3 once.
    expect(effects[0]).toMatchObject({ amount: 14 + 5 + 10 + 3, explanation: { base: 22, multiplied: '29', bonus: 3, lines: [{ number: 1, points: 15 }, { number: 2, points: 17 }] } });
  });

  it('what is counted: gross, net of discount, or what was paid in cash', async () => {
    const orders = { lines: [line({ unitPrice: '1000', discount: '100' })], paidWithPoints: '300' };
    const of = async (basis: string): Promise<number> => {
      const own = await platform.brand();
      const clerk = own.everything();
      await liveRule(clerk, { basis });
      return (await upsert(clerk, { ...orders, member: { id: await join(clerk) } })).effects[0].amount;
    };
    expect([await of('GROSS'), await of('NET_OF_DISCOUNT'), await of('CASH_PAID')]).toEqual([10, 9, 6]);
  });

  it('no more than a brand allows for one order; half a point up where it says so', async () => {
    await liveRule(staff);
    await liveRule(staff, { code: 'x', kind: 'MULTIPLIER', points: null, amount: null, multiplierBp: 12_500 });
    expect(await pointsOf(bought({ externalId: 'floor', lines: [line({ unitPrice: '1000' })] }))).toBe(12);
    await staff.ok(SETTINGS_UPDATE, { input: { rounding: 'HALF_UP' } });
    expect(await pointsOf(bought({ externalId: 'half-up', lines: [line({ unitPrice: '1000' })] }))).toBe(13);
    await staff.ok(SETTINGS_UPDATE, { input: { maxPointsPerOrder: 5 } });
    expect((await upsert(staff, bought({ externalId: 'capped' }))).effects[0]).toMatchObject({ amount: 5, explanation: { caps: { maxPointsPerOrder: 5, applied: ['maxPointsPerOrder'] } } });
  });
});

it('a preview says what an order would give, and gives nothing', async () => {
  await liveRule(staff);
  const before = await shop.digest();
  const preview = await staff.one('query ($input: OrderUpsertInput!) { orderPreview(input: $input) { effects { kind amount explanation } userErrors { code } } }', { input: orderJson(bought()) });
  expect(preview.effects).toMatchObject([{ kind: 'points', amount: 12, explanation: { base: 12 } }]);
  expect(await shop.digest()).toEqual(before);
});

describe('why an order gives nothing', () => {
  const reasons = async (changes: object) => {
    const { effects } = await upsert(staff, changes);
    expect(effects).toMatchObject([{ kind: 'points', summary: '0 points', amount: 0, reversed: false }]);
    return effects[0].explanation;
  };

  it('names each rule and what it asked for', async () => {
    await liveRule(staff, { code: 'a', scope: { channels: ['ONLINE'], minNet: '2000' }, tierCodes: ['PLATINUM'] });
    await liveRule(staff, { code: 'b', amount: '5000' });
    await liveRule(staff, { code: 'c', kind: 'PER_ITEM', points: 1, amount: null, scope: { categories: ['goods'] } });
    await liveRule(staff, { code: 'd', kind: 'FIXED', points: 1, amount: null }, '2026-01-05T03:00:00Z');
    const { rules } = await reasons(bought());
    const failed = Object.fromEntries(rules.map((each: { code: string; conditions: { matched: boolean }[] }) => [each.code, each.conditions.filter(({ matched }) => !matched)]));
    expect(failed).toEqual({
      a: [
        { condition: 'TIER', actual: 'GOLD', required: ['PLATINUM'], matched: false, text: 'The rule is for tiers PLATINUM.' },
        { condition: 'CHANNEL', actual: 'POS', required: ['ONLINE'], matched: false, text: 'The rule is for channels ONLINE.' },
        { condition: 'MIN_NET', actual: '1250', required: '2000', matched: false, text: 'The order must come to 2000 or more.' },
      ],
      b: [{ condition: 'AMOUNT', actual: '1250', required: '5000', matched: false, text: 'What counts must come to 5000 or more.' }],
      c: [{ condition: 'LINES', actual: [], required: { categories: ['goods'] }, matched: false, text: 'No item of the order falls under the rule.' }],
      d: [{ condition: 'LIVE', actual: '2026-01-05T02:00:00.000Z', required: '2026-01-05T03:00:00.000Z – …', matched: false, text: 'The rule was not live when the order was placed: 2026-01-05T03:00:00.000Z – ….' }],
    });
  });

  it('says so when the order does not count', async () => {
    await liveRule(staff);
    expect((await reasons(bought({ status: 'PLACED' }))).conditions).toEqual([
      { condition: 'ORDER_COUNTS', actual: 'PLACED', required: 'PAID', matched: false, text: expect.stringContaining('paid') },
    ]);
  });

  it('speaks the reader\'s language', async () => {
    await liveRule(staff, { amount: '5000' });
    const { effects } = await shop.everything({ language: 'zh-TW' }).one(UPSERT, { input: orderJson(bought()), key: newKey() });
    expect(effects[0]).toMatchObject({ summary: '0 點', explanation: { rules: [{ conditions: [{ text: '可累點金額須達 5000。' }] }] } });
  });

  it('a frozen member earns nothing, whatever happens later', async () => {
    await liveRule(staff);
    await platform.owner.query(`UPDATE member.member SET status = 'FROZEN' WHERE brand_id = $1`, [shop.id]);
    expect((await reasons(bought())).conditions).toMatchObject([{ condition: 'MEMBER_STATUS', actual: 'FROZEN' }]);
    await platform.owner.query(`UPDATE member.member SET status = 'ACTIVE' WHERE brand_id = $1`, [shop.id]);
    await upsert(staff, later(2, { lines: [line({ quantity: 2 })] }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, lifetimeEarned: 0, entries: { nodes: [] } });
  });

  it('a guest\'s order has no effects', async () => {
    await liveRule(staff);
    expect((await upsert(staff)).effects).toEqual([]);
  });
});

describe('what becomes of it', () => {
  it('a refund posts the difference, line by line (F9)', async () => {
    await liveRule(staff, { scope: { categories: ['drinks'] } });
    const lines = (refundedTea: number, refundedMug: number) => [line({ quantity: 2, unitPrice: '600', refundedQuantity: refundedTea }), line({ number: 2, sku: 'MUG', category: 'goods', unitPrice: '5000', refundedQuantity: refundedMug })];
    await upsert(staff, bought({ lines: lines(0, 0) }));
    // The mug earned nothing: giving it back costs nothing.
    await upsert(staff, later(2, { lines: lines(0, 1) }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 12 });
    const { effects } = await upsert(staff, later(3, { lines: lines(1, 1) }));
    expect(effects.map(({ amount, reversed }: { amount: number; reversed: boolean }) => [amount, reversed])).toEqual([[12, false], [-6, true]]);
    expect(effects[1].explanation).toMatchObject({ before: 12, after: 6, takenBack: { unspent: 6, expired: 0, fromOthers: 0, owed: 0, writtenOff: 0 } });
    const voided = await upsert(staff, later(4, { status: 'VOIDED', lines: lines(1, 1) }));
    expect(voided.effects.map(({ amount, reversed }: { amount: number; reversed: boolean }) => [amount, reversed])).toEqual([[12, true], [-6, true], [-6, true]]);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, lifetimeEarned: 0, lots: [{ quantity: 12, remaining: 0, state: 'REVERSED' }] });
  });

  it('the rules, the tier and the settings of the first acceptance hold', async () => {
    const ruleId = await liveRule(staff);
    gold.multiplierBp = 20_000;
    await upsert(staff, bought());
    gold.multiplierBp = 30_000;
    await staff.ok(RULE_UPDATE, { id: ruleId, input: rule({ points: 7 }) });
    await staff.ok(RULE_ACTIVATE, { id: ruleId, at: '2000-01-01T00:00:00Z' });
    await staff.ok(SETTINGS_UPDATE, { input: { maxPointsPerOrder: 1 } });
    await upsert(staff, later(2, { lines: [line(), line({ number: 2 })] }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 50, lots: [{ quantity: 50 }] });
    expect(gold.asked).toBe(1);
  });

  it('moves with the order to another member', async () => {
    await liveRule(staff);
    const other = await join(staff);
    await upsert(staff, { externalId: 'guest' });
    await upsert(staff, later(2, { externalId: 'guest' }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 12 });
    await upsert(staff, { ...later(3, { externalId: 'guest' }), member: { id: other } });
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, lifetimeEarned: 0 });
    expect(await walletOf(staff, other)).toMatchObject({ balance: 12, lifetimeEarned: 12 });
    await upsert(staff, later(4, { externalId: 'guest' }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 12, lots: [{ quantity: 12, remaining: 12 }] });
    expect(await walletOf(staff, other)).toMatchObject({ balance: 0 });
  });

  it('takes spent points from what else there is, then they are owed, then the next order pays', async () => {
    await liveRule(staff);
    await upsert(staff, bought());
    await grant(staff, buyer, 3);
    await burn(staff, buyer, 12);
    const { effects } = await upsert(staff, later(2, { lines: [line({ refundedQuantity: 1 })] }));
    expect(effects.at(-1).explanation.takenBack).toEqual({ unspent: 0, expired: 0, fromOthers: 3, owed: 9, writtenOff: 0 });
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: -9, debt: 9 });
    await upsert(staff, bought({ externalId: 'next' }));
    const wallet = await walletOf(staff, buyer);
    expect(wallet).toMatchObject({ balance: 3, debt: 0 });
    // What expires first pays first, as if all had been known from the start: the order, so the grant is whole again.
    expect(wallet.lots).toMatchObject([{ quantity: 3, remaining: 3, state: 'ACTIVE' }, { quantity: 12, remaining: 0, state: 'SPENT' }, { quantity: 12, remaining: 0, state: 'REVERSED' }]);
  });

  it.each(['CLAMP', 'NOTIFY'])('under %s what is short is the brand\'s loss', async (onShortfall) => {
    await liveRule(staff);
    await staff.ok(SETTINGS_UPDATE, { input: { onShortfall } });
    await upsert(staff, bought());
    await burn(staff, buyer, 10);
    await upsert(staff, later(2, { status: 'VOIDED' }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, debt: 0, lifetimeEarned: 0 });
    const told = await platform.rows<{ name: string; payload: object }>(`SELECT name, payload FROM platform.event WHERE brand_id = $1 AND name IN ('points.reversed', 'points.short') ORDER BY name`, [shop.id]);
    expect(told.map(({ name, payload }) => ({ name, ...payload }))).toMatchObject([{ name: 'points.reversed', points: 12, owed: 0, writtenOff: 10 }, { name: 'points.short', writtenOff: 10 }].slice(0, onShortfall === 'NOTIFY' ? 2 : 1));
  });

  it('a later correction upwards earns the difference into the same lot', async () => {
    await liveRule(staff);
    await staff.ok(SETTINGS_UPDATE, { input: { expiry: 'AFTER_MONTHS', expiryCount: 1 } });
    await upsert(staff, bought());
    await shop.advance({ days: 3 });
    await upsert(staff, later(2, { lines: [line({ quantity: 2 })] }));
    expect((await walletOf(staff, buyer)).lots).toEqual([{ quantity: 25, remaining: 25, state: 'ACTIVE', activeAt: '2026-01-05T02:00:00.000Z', expiresAt: '2026-02-05T16:00:00.000Z' }]);
  });

  it('an order that is placed at another time after all has its dates moved', async () => {
    await liveRule(staff);
    await staff.ok(SETTINGS_UPDATE, { input: { expiry: 'AFTER_DAYS', expiryCount: 2 } });
    await upsert(staff, bought());
    await upsert(staff, later(2, { placedAt: '2026-01-01T10:00:00+08:00' }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, lifetimeEarned: 12, lots: [{ state: 'EXPIRED', expiresAt: '2026-01-03T16:00:00.000Z' }] });
    await upsert(staff, later(3, { placedAt: '2026-01-04T10:00:00+08:00' }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 12, lots: [{ state: 'ACTIVE', expiresAt: '2026-01-06T16:00:00.000Z' }] });
  });
});

describe('points for a visit', () => {
  beforeEach(() => liveRule(staff, { code: 'visit', kind: 'PER_VISIT', points: 5, amount: null }));
  const visit = (hour: number, changes: object = {}) => upsert(staff, bought({ externalId: `V-${hour}`, placedAt: `2026-01-05T${String(hour).padStart(2, '0')}:00:00+08:00`, ...changes }));
  const given = async (): Promise<Record<string, number>> => {
    const rows = await platform.rows<{ external_id: string; points: number }>('SELECT external_id, points FROM points.accrual WHERE brand_id = $1', [shop.id]);
    return Object.fromEntries(rows.map((row) => [row.external_id, row.points]));
  };

  it('are given once a day, to its first order, whenever that comes in', async () => {
    await visit(11);
    expect(await given()).toEqual({ 'V-11': 5 });
    const { effects } = await visit(12);
    expect(effects[0]).toMatchObject({ amount: 0, explanation: { rules: [{ matched: false, points: 0, conditions: [{ condition: 'FIRST_VISIT', text: expect.stringContaining('earlier order') }] }] } });
    await visit(9);
    expect(await given()).toEqual({ 'V-9': 5, 'V-11': 0, 'V-12': 0 });
    await visit(9, { revision: 2, updatedAt: '2026-01-05T12:00:00+08:00', status: 'VOIDED' });
    expect(await given()).toEqual({ 'V-9': 0, 'V-11': 5, 'V-12': 0 });
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 5, lifetimeEarned: 5 });
    await upsert(staff, bought({ externalId: 'next-day', placedAt: '2026-01-04T10:00:00+08:00' }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 10 });
  });

  it('whose points were spent are taken back like others when an earlier order comes in', async () => {
    await visit(11);
    await burn(staff, buyer, 5);
    await visit(9);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, debt: 0, lifetimeEarned: 5 });
  });
});

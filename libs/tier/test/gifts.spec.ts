import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { birthdaysOn } from '../src/domain/occasions';
import { badge } from './support/badge';
import { modules } from './support/modules';
import { JOIN, LADDER, newKey, SET, Shop, UNLOCK, uuidOf } from './support/shop';

let platform: TestPlatform;
let shop: Shop;

const gift = (on: string, colour: string): object => ({ on, reward: { kind: 'badge', spec: { colour } } });
const tiers = [
  { ...LADDER[0], gifts: [gift('JOIN', 'white'), gift('BIRTHDAY', 'pink')] },
  { ...LADDER[1], gifts: [gift('UPGRADE', 'silver'), gift('BIRTHDAY', 'red')] },
  { ...LADDER[2], validMonths: 1, renewWhen: { conditions: [{ metric: 'NET_SPEND', atLeast: '100', window: 'SINCE_TIER_START' }] }, gifts: [gift('UPGRADE', 'gold'), gift('RENEW', 'green'), gift('RENEW', 'blue')] },
];

beforeAll(async () => {
  platform = await createTestPlatform([...modules, badge]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  shop = new Shop(await platform.brand());
  await shop.program({ tiers });
});

const given = async (memberId: string): Promise<string[]> =>
  (await platform.rows<{ colour: string }>("SELECT spec ->> 'colour' AS colour FROM member.reward_receipt WHERE member_id = $1 ORDER BY given_at, cause_key", [uuidOf(memberId)])).map(({ colour }) => colour);
const settle = (): Promise<unknown> => platform.drain();

describe('gifts', () => {
  it('of joining are given once, to who joins and not to who is imported', async () => {
    const anna = await shop.join('0911222333');
    await shop.staff.ok(JOIN, { input: { phone: '0911222333' }, key: newKey() });
    await settle();
    expect(await given(anna)).toEqual(['white']);
  });

  it('of an upgrade are given in its transaction, once a tier, also when it is lost and won again', async () => {
    const anna = await shop.join();
    await settle();
    await shop.shop.advance({ hours: 2 });
    await shop.buy(anna, 'A-1', '600');
    expect(await given(anna)).toEqual(['white', 'silver']);
    await shop.buy(anna, 'A-1', '600', { revision: 2, status: 'REFUNDED', refundedQuantity: 1, updatedAt: '2026-01-05T05:10:00Z' });
    expect(await shop.tierOf(anna)).toBe('MEMBER');
    await shop.buy(anna, 'A-2', '700', { placedAt: '2026-01-05T05:20:00Z' });
    expect(await shop.tierOf(anna)).toBe('SILVER');
    expect(await given(anna)).toEqual(['white', 'silver']);
    const [receipt] = await platform.rows<{ order_id: string; cause_detail: object }>("SELECT order_id, cause_detail FROM member.reward_receipt WHERE spec ->> 'colour' = 'silver' AND member_id = $1", [uuidOf(anna)]);
    expect(receipt).toEqual({ order_id: expect.any(String), cause_detail: { tier: 'SILVER', on: 'UPGRADE' } });
  });

  it('of an upgrade that jumps are those of the tier it reaches', async () => {
    const anna = await shop.join();
    await shop.shop.advance({ hours: 2 });
    await shop.buy(anna, 'J-1', '2000');
    expect(await given(anna)).toEqual(['gold']);
  });

  it('of a tier that staff give are none; of one the rules give when they take over, there are', async () => {
    const anna = await shop.join();
    await shop.shop.advance({ hours: 2 });
    await shop.staff.ok(SET, { id: anna, code: 'GOLD', lock: true, key: newKey() });
    await shop.buy(anna, 'S-1', '600', { placedAt: '2026-01-05T06:00:01Z' });
    expect(await given(anna)).toEqual([]);
    await shop.staff.ok(UNLOCK, { id: anna, key: newKey() });
    expect(await shop.tierOf(anna)).toBe('GOLD');
  });

  it('of a renewal are given each time', async () => {
    const anna = await shop.join();
    await shop.shop.advance({ hours: 2 });
    await shop.buy(anna, 'R-1', '2000');
    await shop.buy(anna, 'R-2', '100', { placedAt: '2026-01-05T05:30:00Z' });
    await shop.shop.advanceTo(new Date('2026-02-05T16:00:01Z'));
    expect(await given(anna)).toEqual(['gold', 'green', 'blue']);
    await shop.buy(anna, 'R-3', '100', { placedAt: '2026-02-05T16:00:00Z' });
    await shop.shop.advanceTo(new Date('2026-03-06T16:00:00Z'));
    expect((await given(anna)).slice(3)).toEqual(['green', 'blue']);
    await shop.shop.advanceTo(new Date('2026-04-06T16:00:00Z'));
    expect(await given(anna)).toHaveLength(5);
  });

  it('of a birthday are given on the day, by the tier of the day, once a year', async () => {
    const join = async (birthDate: string): Promise<string> =>
      (await shop.staff.one(JOIN, { input: { phone: `09${String(20_000_000 + Math.floor(Math.random() * 70_000_000))}`, birthDate }, key: newKey() })).member.id;
    const [anna, leap, march] = [await join('1990-02-28'), await join('2000-02-29'), await join('1985-03-01')];
    await settle();
    await shop.shop.advance({ hours: 2 });
    await shop.buy(anna, 'B-1', '600');
    await shop.shop.advanceTo(new Date('2026-02-27T15:59:00Z'));
    expect((await given(anna)).filter((colour) => colour === 'red')).toEqual([]);
    await shop.shop.advanceTo(new Date('2026-02-28T15:59:00Z'));
    expect([(await given(anna)).filter((colour) => colour === 'red'), (await given(leap)).filter((colour) => colour === 'pink'), (await given(march)).filter((colour) => colour === 'pink')])
      .toEqual([['red'], ['pink'], []]);
    await shop.staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { birthDate: "1985-03-03" }) { userErrors { code } } }', { id: march });
    await shop.shop.advanceTo(new Date('2027-03-02T00:00:00Z'));
    expect((await given(leap)).filter((colour) => colour === 'pink')).toHaveLength(2);
    expect(await platform.rows<object>("SELECT occurrence, given_at FROM tier.gift WHERE member_id = $1 AND occasion = 'BIRTHDAY' ORDER BY 1", [uuidOf(leap)])).toEqual([
      { occurrence: '2026', given_at: new Date('2026-02-27T16:00:00Z') },
      { occurrence: '2027', given_at: new Date('2027-02-27T16:00:00Z') },
    ]);
  });

  it('of 29 February are given on the 28th in years that have no 29th', () => {
    expect(birthdaysOn('2026-02-28')).toEqual(['02-28', '02-29']);
    expect(birthdaysOn('2028-02-28')).toEqual(['02-28']);
    expect(birthdaysOn('2028-02-29')).toEqual(['02-29']);
    expect(birthdaysOn('2026-03-01')).toEqual(['03-01']);
  });
});

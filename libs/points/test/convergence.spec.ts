import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import fc from 'fast-check';
import { points } from '../src';
import { expectBooksBalance } from './audit';
import { burn, grant, join, line, liveRule, newKey, orderJson, SETTINGS_UPDATE, UPSERT, UPSERTS, upsert, walletOf } from './documents';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points]);
});
afterAll(() => platform.stop());

/** What INV-7 promises to be equal. */
async function outcome(memberId: string): Promise<unknown> {
  const { balance, pending, debt, lifetimeEarned, lots } = await walletOf(staff, memberId);
  const remaining: Record<string, number> = {};
  for (const lot of lots as { remaining: number; expiresAt: string | null }[]) {
    if (lot.remaining > 0) remaining[lot.expiresAt ?? 'never'] = (remaining[lot.expiresAt ?? 'never'] ?? 0) + lot.remaining;
  }
  return { balance, pending, debt, lifetimeEarned, remaining };
}

const at = (minute: number): string => `2026-01-05T11:${String(minute).padStart(2, '0')}:00+08:00`;

describe.each([
  ['simple points', {}],
  ['expiry half way through, pending days', { pendingDays: 2, expiry: 'AFTER_DAYS', expiryCount: 10 }],
  ['inactivity', { expiry: 'INACTIVITY_MONTHS', expiryCount: 1 }],
])('with %s', (_, settings) => {
  beforeAll(async () => {
    shop = await platform.brand();
    staff = shop.everything();
    await staff.ok(SETTINGS_UPDATE, { input: settings });
    await liveRule(staff);
    await liveRule(staff, { code: 'visit', kind: 'PER_VISIT', points: 5, amount: null });
    await liveRule(staff, { code: 'evening', kind: 'MULTIPLIER', points: null, amount: null, multiplierBp: 20_000, scope: { windows: [{ from: '17:00' }] } });
  });
  afterAll(() => expectBooksBalance(shop));

  it('the revisions of one order come to the same in every permutation and repetition', async () => {
    let run = 0;
    const attempt = async (sequence: readonly number[]) => {
      const [first, second] = [await join(staff), await join(staff)];
      const externalId = `permuted-${++run}-${first}`;
      const revisions: object[] = [
        { lines: [line()] },
        { member: { id: first }, revision: 2, updatedAt: at(10), lines: [line(), line({ number: 2, unitPrice: '777' })] },
        { member: { id: second }, revision: 3, updatedAt: at(20), lines: [line({ quantity: 2, refundedQuantity: 1 }), line({ number: 2, unitPrice: '777' })] },
        { member: { id: second }, revision: 4, updatedAt: at(30), status: 'VOIDED' },
        { member: { id: second }, revision: 5, updatedAt: at(40), placedAt: '2025-12-30T18:00:00+08:00', lines: [line({ unitPrice: '500' })] },
      ];
      for (const index of sequence) await upsert(staff, { externalId, ...revisions[index] });
      return [await outcome(first), await outcome(second)];
    };
    const expected = await attempt([0, 1, 2, 3, 4]);
    const sequences = fc.tuple(fc.array(fc.nat(4), { maxLength: 3 }), fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 })).map(([more, all]) => [...more, ...all]);
    await fc.assert(fc.asyncProperty(sequences, async (sequence) => expect(await attempt(sequence)).toEqual(expected)), { numRuns: 8 });
  });

  it('the orders of one member come to the same in any order, one by one or all at once, with debts too', async () => {
    const days = ['2025-11-20', '2025-12-22', '2025-12-28', '2026-01-03', '2026-01-03', '2026-01-04', '2026-01-05'];
    let run = 0;
    const attempt = async (sequence: readonly number[], isBatch: boolean) => {
      const buyer = await join(staff);
      const tag = `any-${++run}-${buyer}`;
      // A refund after the points were spent: what is owed is there before the orders.
      await grant(staff, buyer, 10, { expiresAt: '2026-06-01T00:00:00+08:00' });
      const spent = { externalId: `${tag}-spent`, member: { id: buyer }, placedAt: '2026-01-05T09:00:00+08:00', lines: [line({ unitPrice: '3000' })] };
      await upsert(staff, spent);
      if ((await walletOf(staff, buyer)).balance >= 35) await burn(staff, buyer, 35);
      await upsert(staff, { ...spent, revision: 2, updatedAt: at(1), status: 'VOIDED' });
      const inputs = sequence.flatMap((index) => {
        const bought = { externalId: `${tag}-${index}`, member: { id: buyer }, placedAt: `${days[index]}T0${1 + index}:00:00+08:00`, lines: [line({ unitPrice: String(300 + 211 * index) })] };
        return index % 3 === 1 ? [bought, { ...bought, revision: 2, updatedAt: at(5), lines: [line({ quantity: 2, refundedQuantity: 1, unitPrice: '400' })] }] : [bought];
      });
      if (isBatch) await staff.ok(UPSERTS, { inputs: inputs.map(orderJson), key: newKey() });
      else for (const input of inputs) await staff.ok(UPSERT, { input: orderJson(input), key: newKey() });
      return outcome(buyer);
    };
    const all = days.map((_day, index) => index);
    const expected = await attempt(all, false);
    expect(await attempt(all, true)).toEqual(expected);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), fc.boolean(), async (sequence, isBatch) => expect(await attempt(sequence, isBatch)).toEqual(expected)),
      { numRuns: 10 },
    );
  }, 60_000);

  it('a refund comes to the same whether it arrives before or after the points have expired', async () => {
    const [early, late] = [await join(staff), await join(staff)];
    const of = (buyer: string) => ({ externalId: `refund-${buyer}`, member: { id: buyer }, placedAt: '2026-01-02T10:00:00+08:00', lines: [line({ unitPrice: '2000' })] });
    const refund = (buyer: string) => ({ ...of(buyer), revision: 2, updatedAt: at(3), lines: [line({ unitPrice: '2000', quantity: 2, refundedQuantity: 1 })] });
    await upsert(staff, of(early));
    await upsert(staff, refund(early));
    await upsert(staff, { ...of(late), lines: [line({ unitPrice: '2000', quantity: 2 })] });
    await shop.advance({ days: 50 });
    await upsert(staff, refund(late));
    expect(await outcome(late)).toEqual(await outcome(early));
  });
});

import fc from 'fast-check';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import type { TierRule, TierTerms } from '../src/domain/program';
import { MemberSimulation, type Revision } from './support/member-simulation';
import { modules } from './support/modules';
import { anyProgram, DAY, shuffle, shuffleKeys, someOrders } from './support/random-programs';
import { newKey, ORDERS, Shop, uuidOf } from './support/shop';

const JOINED = Date.parse('2024-02-27T03:00:00Z');
const NOON = Date.parse('2026-01-05T04:00:00Z');
const TAIPEI = { timeZone: 'Asia/Taipei', dayStartsAt: 300 };

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform(modules);
});
afterAll(() => platform.stop());

const ruleInput = (rule: TierRule | null): object | null =>
  rule && { match: rule.match, conditions: rule.conditions.map(({ metric, atLeast, window, count }) => ({ metric, atLeast: String(atLeast), window, count })) };

const programInput = ({ tiers, ...policies }: TierTerms): object => ({
  ...policies,
  tiers: tiers.map(({ code, name, rank, upgradeWhen, renewWhen, validMonths }) => ({ code, name, rank, validMonths, upgradeWhen: ruleInput(upgradeWhen), renewWhen: ruleInput(renewWhen) })),
});

const orderJson = (memberId: string, { id, revision, placedAt, updatedAt, gross, refunded }: Revision): object => ({
  source: memberId.slice(-8), externalId: id, revision, member: { id: memberId }, placedAt: new Date(placedAt).toISOString(), updatedAt: new Date(updatedAt).toISOString(),
  status: refunded === 0 ? 'PAID' : refunded === gross ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
  lines: [{ number: 1, sku: 'X', quantity: 1, unitPrice: String(gross), refundedAmount: String(refunded) }],
});

const COLUMNS = 'tier_code AS tier, state, from_at AS "from", since, until_at AS until, count_after AS "countAfter"';

/** What every order of arrival has to end in, and what the model of one member says. */
async function checkProgram(rules: TierTerms, list: Revision[][], keys: readonly number[][]): Promise<void> {
  const shop = new Shop(await platform.brand(TAIPEI));
  await shop.program(programInput(rules), '2020-01-01T00:00:00Z');
  const members = [await shop.join(), await shop.join()];
  await platform.rows(`UPDATE member.member SET joined_at = $2::timestamptz + interval '321 microseconds' WHERE brand_id = $1`, [shop.shop.id, new Date(JOINED)]);
  const model = new MemberSimulation(rules, JOINED, NOON, { calendar: TAIPEI });
  model.accept(...list.flat().sort((a, b) => a.updatedAt - b.updatedAt));
  for (const [index, memberId] of members.entries()) {
    const arrivals = shuffle([...list.flat(), ...list.flat().slice(0, 2)], keys[index] ?? []);
    for (let size = 1; arrivals.length > 0; size++) {
      const inputs = arrivals.splice(0, size).map((revision) => orderJson(memberId, revision));
      const { results } = await shop.staff.one(ORDERS, { inputs, key: newKey() });
      expect(results.flatMap((result: { userErrors: object[] }) => result.userErrors)).toEqual([]);
    }
  }
  await shop.shop.advanceTo(new Date(NOON + 500 * DAY));
  model.advance(NOON + 500 * DAY);
  const open = await Promise.all(members.map((id) => platform.rows(`SELECT ${COLUMNS} FROM tier.membership WHERE member_id = $1 AND to_at IS NULL`, [uuidOf(id)])));
  const { tier, state, from, since, until, countAfter } = model.present;
  const date = (at: number | null): Date | null => (at === null ? null : new Date(at));
  const expected = model.standings.length === 0 ? [] : [{ tier, state, from: date(from), since: date(since), until: date(until), countAfter: date(countAfter) }];
  expect(open).toEqual([expected, expected]);
  expect(await brokenPeriods(shop.shop.id)).toEqual([]);
}

/** Periods of a member that overlap, leave a gap, or begin before joining (INV-9). */
const brokenPeriods = (brandId: string): Promise<object[]> =>
  platform.rows(
    `SELECT t.member_id, t.from_at, t.to_at FROM (
       SELECT t.*, lead(t.from_at) OVER (PARTITION BY t.member_id ORDER BY t.from_at) AS next, m.joined_at
       FROM tier.membership AS t JOIN member.member AS m ON m.id = t.member_id WHERE t.brand_id = $1
     ) AS t WHERE t.to_at IS DISTINCT FROM t.next OR t.from_at < date_trunc('milliseconds', t.joined_at)`,
    [brandId],
  );

describe('what the database keeps', () => {
  it('counts a day once, though one of its orders was refunded later', async () => {
    const rule = (metric: 'VISIT_COUNT' | 'NET_SPEND', atLeast: bigint): TierRule =>
      ({ match: 'ALL', conditions: [{ metric, unit: metric === 'NET_SPEND' ? 'MONEY' : 'COUNT', atLeast, window: 'LIFETIME', count: null }] }) as TierRule;
    const tier = { renewWhen: null, validMonths: null, hidden: false, multiplierBp: 10_000, benefits: {}, gifts: [] };
    const tiers = [{ ...tier, code: 'T0', name: 'T0', rank: 0, upgradeWhen: null }, { ...tier, code: 'T1', name: 'T1', rank: 1, upgradeWhen: rule('VISIT_COUNT', 3n) }];
    const rules = { tiers, downgrade: 'ONE_STEP', graceDays: 0, carryOver: 'ALL', applyTo: 'NEXT_ORDER', onRefund: 'REEVALUATE' } as unknown as TierTerms;
    const day = JOINED + 10 * DAY;
    const paid = (id: string, placedAt: number): Revision => ({ id, revision: 1, placedAt, updatedAt: placedAt, gross: 100, refunded: 0 });
    const list = [[paid('a', day)], [paid('b', day + 60_000), { ...paid('b', day + 60_000), revision: 2, updatedAt: day + 90 * DAY, refunded: 50 }], [paid('c', day + 60 * DAY)]];
    await checkProgram(rules, list, [[0, 0, 0, 0, 0, 0], [9, 8, 7, 6, 5, 4]]);
  }, 60_000);

  it('is what the model of one member says, for any program and every order in which revisions arrive', async () => {
    const hasMemory = anyProgram.filter((rules) => rules.tiers.some(({ validMonths, renewWhen }) => validMonths !== null || renewWhen !== null));
    await fc.assert(
      fc.asyncProperty(hasMemory, someOrders(JOINED, NOON, 670), fc.tuple(shuffleKeys, shuffleKeys), checkProgram),
      { numRuns: 25, endOnFailure: true },
    );
  }, 120_000);
});

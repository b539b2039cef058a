import { DAY, HOUR } from '@regulars/plugin-sdk';
import fc from 'fast-check';
import { daysOf } from '../src/domain/judging/days';
import { MemberSimulation, type Revision, LONDON } from './support/member-simulation';
import { demoTerms } from './support/terms';

const T0 = Date.parse('2010-01-01T09:30:00Z');
const THRESHOLDS: readonly (readonly [string, number])[] = [['PLATINUM', 500_000], ['GOLD', 200_000], ['SILVER', 50_000], ['MEMBER', 0]];

/** From scratch, day by day and order by order: the highest tier whose threshold the last 365 business dates reach. */
function slowTierAt(orders: readonly Revision[], at: number): string {
  const days = daysOf(LONDON);
  const today = days.dayOf(at);
  let spend = 0;
  for (const order of orders) {
    const day = days.dayOf(order.placedAt);
    if (order.placedAt > at || day > today || day < today - 364) continue;
    spend += at >= order.updatedAt ? order.gross - order.refunded : order.gross;
  }
  return THRESHOLDS.find(([, least]) => spend >= least)?.[0] ?? 'MEMBER';
}

function slowHistory(orders: readonly Revision[], joinedAt: number, until: number): [number, string][] {
  const days = daysOf(LONDON);
  const instants = new Set<number>([joinedAt]);
  for (const order of orders) {
    instants.add(order.placedAt);
    instants.add(order.updatedAt);
  }
  for (let day = days.dayOf(joinedAt) + 1; days.startOf(day) <= until; day++) instants.add(days.startOf(day));
  const history: [number, string][] = [];
  for (const at of [...instants].filter((instant) => instant >= joinedAt && instant <= until).sort((a, b) => a - b)) {
    const tier = slowTierAt(orders, at);
    if (history.at(-1)?.[1] !== tier) history.push([at, tier]);
  }
  return history;
}

/** What the module keeps, with standings of one tier joined. */
function history(member: MemberSimulation): [number, string][] {
  const joined: [number, string][] = [[member.joinedAt, 'MEMBER']];
  for (const { from, tier } of member.standings) {
    if (joined.at(-1)?.[0] === from) joined.pop();
    if (joined.at(-1)?.[1] !== tier) joined.push([from, tier]);
  }
  return joined;
}

const revisionsOf = fc
  .record({
    at: fc.integer({ min: 0, max: 800 * 24 * 4 }).map((quarter) => T0 + quarter * 900_000),
    gross: fc.oneof(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 40_000, max: 300_000 })),
    refund: fc.option(fc.record({ after: fc.integer({ min: 0, max: 400 * 24 }).map((hours) => hours * HOUR), share: fc.constantFrom(0.3, 0.7, 1) }), { nil: null }),
  })
  .map(({ at, gross, refund }, index = 0) => ({ at, gross, refund, index }));

const orders = fc.array(revisionsOf, { minLength: 1, maxLength: 14 }).map((list) =>
  list.map(({ at, gross, refund }, index): Revision[] => {
    const id = `order-${String(index).padStart(2, '0')}`;
    const first = { id, revision: 1, placedAt: at, updatedAt: at, gross, refunded: 0 };
    return refund ? [first, { ...first, revision: 2, updatedAt: at + refund.after, refunded: Math.ceil(gross * refund.share) }] : [first];
  }),
);
const now = T0 + 1_000 * DAY;

const finalRevisions = (list: readonly Revision[][]): Revision[] => list.map((revisions) => revisions.at(-1)!);

function shuffled<T>(items: readonly T[], seeds: readonly number[]): T[] {
  return items.map((item, index) => ({ item, key: seeds[index % seeds.length]! * 7_919 + index * 104_729 })).sort((a, b) => (a.key % 10_007) - (b.key % 10_007)).map(({ item }) => item);
}
const seeds = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 8, maxLength: 8 });

describe('the demo program: rolling 365 days, down to what is qualified for', () => {
  it.each([false, true])('agrees with a model that recomputes everything, day by day (settled facts summed: %s)', (sums) => {
    fc.assert(
      fc.property(orders, (list) => {
        const member = new MemberSimulation(demoTerms(), T0, now, { sums });
        for (const revision of finalRevisions(list).sort((a, b) => a.placedAt - b.placedAt)) member.accept(revision);
        expect(history(member)).toEqual(slowHistory(finalRevisions(list), T0, now));
      }),
      { numRuns: 120 },
    );
  });

  it('agrees with the model when revisions arrive shuffled and repeated, in whatever batches', () => {
    fc.assert(
      fc.property(orders, seeds, (list, keys) => {
        const member = new MemberSimulation(demoTerms(), T0, now, { sums: true });
        const arrivals = shuffled([...list.flat(), ...list.flat()], keys);
        while (arrivals.length > 0) member.accept(...arrivals.splice(0, 1 + (keys[arrivals.length % keys.length]! % 4)));
        expect(history(member)).toEqual(slowHistory(finalRevisions(list), T0, now));
      }),
      { numRuns: 150 },
    );
  });

  it('ends the same whether the clock goes on in one step, in many, or while the worker is away', () => {
    fc.assert(
      fc.property(orders, fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 6 }), (list, steps) => {
        const [atOnce, stepwise, away] = [0, 1, 2].map(() => new MemberSimulation(demoTerms(), T0, T0 + 300 * DAY, { sums: true })) as [MemberSimulation, MemberSimulation, MemberSimulation];
        const past = list.flat().filter((revision) => revision.updatedAt <= T0 + 300 * DAY);
        for (const member of [atOnce, stepwise, away]) for (const revision of past) member.accept(revision);
        const end = T0 + 1_500 * DAY;
        atOnce.advance(end);
        for (const step of steps) stepwise.advance(Math.min(end, stepwise.now + step * DAY));
        stepwise.advance(end);
        away.advance(end, true);
        expect(stepwise.standings).toEqual(atOnce.standings);
        expect(away.standings).toEqual(atOnce.standings);
        expect(atOnce.present.tier).toBe('MEMBER');
      }),
      { numRuns: 100 },
    );
  });

  it('keeps periods that follow one another from joining on', () => {
    fc.assert(
      fc.property(orders, (list) => {
        const member = new MemberSimulation(demoTerms(), T0, now);
        for (const revision of list.flat()) member.accept(revision);
        const starts = member.standings.map((standing) => standing.from);
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
        expect(starts.every((start) => start >= T0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

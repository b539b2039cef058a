import fc from 'fast-check';
import { TierCarryOver, TierDowngrade, TierOnRefund, type TierTerms, TierWindow } from '../src/domain/program';
import { compile } from '../src/domain/judging/compiled';
import type { StaffAct } from '../src/domain/judging/entries';
import { MemberSimulation, type Revision } from './support/member-simulation';
import { all, any, counted, NET_SPEND, terms, tier } from './support/terms';

const T0 = Date.parse('2020-02-27T03:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = T0 + 900 * DAY;

const condition = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom(TierWindow.ROLLING_DAYS, TierWindow.ROLLING_MONTHS, TierWindow.CALENDAR_YEAR, TierWindow.SINCE_TIER_START, TierWindow.LIFETIME))
    .map(([size, window]) => NET_SPEND(size * 20, window, window === TierWindow.ROLLING_DAYS ? size * 9 : window === TierWindow.ROLLING_MONTHS ? 1 + (size % 12) : null)),
  fc.tuple(fc.constantFrom('ORDER_COUNT', 'VISIT_COUNT'), fc.integer({ min: 1, max: 5 }), fc.constantFrom(TierWindow.ROLLING_DAYS, TierWindow.SINCE_TIER_START, TierWindow.LIFETIME))
    .map(([metric, least, window]) => counted(metric, least, window, window === TierWindow.ROLLING_DAYS ? 60 : null)),
  fc.integer({ min: 1, max: 10 }).map((least) => ({ ...NET_SPEND(least * 20, TierWindow.ROLLING_DAYS, 90), metric: 'SINGLE_ORDER_NET' })),
);
const rule = fc.tuple(fc.boolean(), fc.array(condition, { minLength: 1, maxLength: 2 })).map(([every, conditions]) => (every ? all(...conditions) : any(...conditions)));
const upper = fc.record({ upgradeWhen: rule, renewWhen: fc.option(rule, { nil: null }), validMonths: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }) });

const program: fc.Arbitrary<TierTerms> = fc
  .record({
    tiers: fc.array(upper, { minLength: 1, maxLength: 3 }),
    downgrade: fc.constantFrom(...Object.values(TierDowngrade)),
    graceDays: fc.constantFrom(0, 0, 30),
    carryOver: fc.constantFrom(...Object.values(TierCarryOver)),
    onRefund: fc.constantFrom(...Object.values(TierOnRefund)),
  })
  .map(({ tiers, ...policies }) => terms([tier(0, 'T0', null), ...tiers.map((each, index) => tier(index + 1, `T${index + 1}`, each.upgradeWhen, each))], policies));

const orders = fc
  .array(fc.record({ hour: fc.integer({ min: -40 * 24, max: 850 * 24 }), gross: fc.integer({ min: 1, max: 200 }), refunds: fc.array(fc.integer({ min: 1, max: 120 * 24 }), { maxLength: 2 }) }), { minLength: 1, maxLength: 10 })
  .map((list) => list.map(({ hour, gross, refunds }, index): Revision[] => {
    const placedAt = T0 + hour * HOUR;
    const revisions: Revision[] = [{ id: `order-${index}`, revision: 1, placedAt, updatedAt: placedAt, gross, refunded: 0 }];
    for (const after of [...refunds].sort((a, b) => a - b)) {
      const before = revisions.at(-1)!;
      revisions.push({ ...before, revision: before.revision + 1, updatedAt: Math.min(NOW, before.updatedAt + after * HOUR), refunded: Math.min(gross, before.refunded + Math.ceil(gross / 2)) });
    }
    return revisions;
  }));

const shuffle = <T>(items: readonly T[], keys: readonly number[]): T[] =>
  items.map((item, index) => ({ item, key: (keys[index % keys.length]! * (index + 13)) % 9_973 })).sort((a, b) => a.key - b.key).map(({ item }) => item);
const keys = fc.array(fc.integer({ min: 1, max: 9_972 }), { minLength: 12, maxLength: 12 });

describe('any program', () => {
  it('brings a member to the same standings for every permutation and repetition of the revisions', () => {
    fc.assert(
      fc.property(program, orders, keys, keys, (rules, list, first, second) => {
        const [one, other] = [first, second].map((order, index) => {
          const member = new MemberSimulation(rules, T0, NOW, { sums: index === 0 });
          const arrivals = shuffle([...list.flat(), ...list.flat().slice(0, 3)], order);
          while (arrivals.length > 0) member.accept(...arrivals.splice(0, 1 + (order[arrivals.length % order.length]! % 3)));
          return member;
        }) as [MemberSimulation, MemberSimulation];
        const standing = ({ cause: _cause, reason: _reason, ...rest }: MemberSimulation['present']): object => rest;
        expect(one.present.tier).toBe(other.present.tier);
        expect(one.nextAt).toBe(other.nextAt);
        // Of a program without memory, what an earlier refund had done to past periods stays.
        if (!compile(rules).forgetful) expect(one.standings.at(-1) && standing(one.present)).toEqual(other.standings.at(-1) && standing(other.present));
      }),
      { numRuns: 1_500 },
    );
  });

  it('goes through the same standings in one step of the clock, in many, and with staff acts between', () => {
    fc.assert(
      fc.property(
        program, orders, fc.array(fc.record({ days: fc.integer({ min: 1, max: 200 }), act: fc.option(fc.constantFrom<Partial<StaffAct> & Pick<StaffAct, 'kind'>>({ kind: 'SET', tier: 'T1' }, { kind: 'SET', tier: 'T1', lock: true }, { kind: 'UNLOCK' }, { kind: 'SET', tier: 'T0', lock: true, until: T0 + 1_200 * DAY })) }), { maxLength: 5 }),
        (rules, list, steps) => {
          const past = list.flat();
          const members = [0, 1].map(() => new MemberSimulation(rules, T0, NOW, { sums: true }));
          for (const member of members) for (const revision of past) member.accept(revision);
          const [eager, lazy] = members as [MemberSimulation, MemberSimulation];
          for (const { days, act } of steps) {
            const to = eager.now + days * DAY;
            for (let at = eager.now; at < to; at += 17 * DAY) eager.advance(at);
            eager.advance(to);
            lazy.advance(to, true);
            if (act) for (const member of members) member.act(act);
          }
          eager.advance(T0 + 3_000 * DAY);
          lazy.advance(T0 + 3_000 * DAY, true);
          expect(lazy.standings).toEqual(eager.standings);
          expect(lazy.nextAt).toBe(eager.nextAt);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('is the same over sums of settled facts as over the facts themselves', () => {
    fc.assert(
      fc.property(program, orders, keys, (rules, list, order) => {
        const [plain, summed] = [false, true].map((sums) => {
          const member = new MemberSimulation(rules, T0, NOW, { sums });
          for (const revision of shuffle(list.flat(), order)) member.accept(revision);
          member.advance(NOW + 700 * DAY);
          return member;
        }) as [MemberSimulation, MemberSimulation];
        expect(summed.standings).toEqual(plain.standings);
      }),
      { numRuns: 600 },
    );
  });
});

import { DAY, HOUR } from '@regulars/plugin-sdk';
import fc from 'fast-check';
import { TierCarryOver, type TierCondition, TierDowngrade, TierOnRefund, type TierRule, type TierTerms, TierWindow } from '../../src/domain/program';
import type { Revision } from './member-simulation';
import { all, any, counted, NET_SPEND, terms, tier } from './terms';

const spendCondition = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom(...Object.values(TierWindow)))
  .map(([size, window]) => NET_SPEND(size * 20, window, window === TierWindow.ROLLING_DAYS ? size * 9 : window === TierWindow.ROLLING_MONTHS ? 1 + (size % 12) : null));
const countCondition = fc
  .tuple(fc.constantFrom('ORDER_COUNT', 'VISIT_COUNT'), fc.integer({ min: 1, max: 5 }), fc.constantFrom(TierWindow.ROLLING_DAYS, TierWindow.SINCE_TIER_START, TierWindow.LIFETIME))
  .map(([metric, least, window]) => counted(metric, least, window, window === TierWindow.ROLLING_DAYS ? 60 : null));
const singleCondition = fc.integer({ min: 1, max: 10 }).map((least): TierCondition => ({ ...NET_SPEND(least * 20, TierWindow.ROLLING_DAYS, 90), metric: 'SINGLE_ORDER_NET' }));
const condition = fc.oneof(spendCondition, countCondition, singleCondition);

const rule: fc.Arbitrary<TierRule> = fc
  .tuple(fc.boolean(), fc.array(condition, { minLength: 1, maxLength: 2 }))
  .map(([every, conditions]) => (every ? all(...conditions) : any(...conditions)));

const upper = fc
  .record({ upgradeWhen: rule, renewWhen: fc.option(rule, { nil: null }), validMonths: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }) })
  // A tier without an end is not kept by what came since it began.
  .map((each) => (each.validMonths === null && each.renewWhen?.conditions.some(({ window }) => window === TierWindow.SINCE_TIER_START) ? { ...each, renewWhen: null } : each));

/** Any program that the module accepts, with small thresholds. */
export const anyProgram: fc.Arbitrary<TierTerms> = fc
  .record({
    tiers: fc.array(upper, { minLength: 1, maxLength: 3 }),
    downgrade: fc.constantFrom(...Object.values(TierDowngrade)),
    graceDays: fc.constantFrom(0, 0, 30),
    carryOver: fc.constantFrom(...Object.values(TierCarryOver)),
    onRefund: fc.constantFrom(...Object.values(TierOnRefund)),
  })
  .map(({ tiers, ...policies }) => terms([tier(0, 'T0', null), ...tiers.map((each, index) => tier(index + 1, `T${index + 1}`, each.upgradeWhen, each))], policies));

/** Revisions of up to ten orders, some from before `from`, of up to 200 each; each order given back in up to two steps. */
export const someOrders = (from: number, now: number, days: number): fc.Arbitrary<Revision[][]> =>
  fc
    .array(fc.record({ hour: fc.integer({ min: -40 * 24, max: days * 24 }), gross: fc.integer({ min: 1, max: 200 }), refunds: fc.array(fc.integer({ min: 1, max: 120 * 24 }), { maxLength: 2 }) }), { minLength: 1, maxLength: 10 })
    .map((list) => list.map(({ hour, gross, refunds }, index): Revision[] => {
      const placedAt = from + hour * HOUR;
      const revisions: Revision[] = [{ id: `order-${index}`, revision: 1, placedAt, updatedAt: placedAt, gross, refunded: 0 }];
      for (const after of [...refunds].sort((a, b) => a - b)) {
        const before = revisions.at(-1) as Revision;
        revisions.push({ ...before, revision: before.revision + 1, updatedAt: Math.min(now, before.updatedAt + after * HOUR), refunded: Math.min(gross, before.refunded + Math.ceil(gross / 2)) });
      }
      return revisions;
    }));

export const shuffleKeys = fc.array(fc.integer({ min: 1, max: 9_972 }), { minLength: 12, maxLength: 12 });

export const shuffle = <T>(items: readonly T[], keys: readonly number[]): T[] =>
  items.map((item, index) => ({ item, key: ((keys[index % keys.length] ?? 1) * (index + 13)) % 9_973 })).sort((a, b) => a.key - b.key).map(({ item }) => item);

export { DAY, HOUR };

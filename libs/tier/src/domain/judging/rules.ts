import type { Carried, Evidence, Standing } from '../standing';
import { TierCarryOver, type TierCondition, TierMatch, type TierRule, TierWindow } from '../program';
import type { CompiledTier } from './compiled';
import type { Days } from './days';
import type { Entry } from './entries';
import { exitDay, type Timeline } from './timeline';

type ValueOf = (condition: TierCondition) => bigint;

export function holds(rule: TierRule, valueOf: ValueOf): boolean {
  const met = (condition: TierCondition): boolean => valueOf(condition) >= condition.atLeast;
  return rule.match === TierMatch.ALL ? rule.conditions.every(met) : rule.conditions.some(met);
}

export const evidenceOf = (rule: TierRule | null, valueOf: ValueOf): Evidence[] =>
  (rule?.conditions ?? []).map((condition) => ({
    metric: condition.metric, window: condition.window, required: condition.atLeast, have: valueOf(condition),
  }));

/** A largest order cannot be handed on as an amount. */
const addCarried = (value: bigint, metric: string, carried: Carried): bigint =>
  metric === 'SINGLE_ORDER_NET' ? value : value + (carried[metric] ?? 0n);

/** What the ways of asking a rule see at the present instant of two timelines: with refunds, and for keeping. */
export class Rules {
  constructor(private readonly net: Timeline, private readonly kept: Timeline, private readonly days: Days) {}

  /** For reaching a tier. */
  climbing(standing: Standing): ValueOf {
    return (condition) => {
      const { metric, window } = condition;
      return window === TierWindow.SINCE_TIER_START ? addCarried(this.net.inPeriod(metric), metric, standing.carried) : this.net.inWindow(condition);
    };
  }

  qualifies(tier: CompiledTier, standing: Standing): boolean {
    const { upgradeWhen } = tier.definition;
    return upgradeWhen !== null && holds(upgradeWhen, this.climbing(standing));
  }

  /** For keeping a tier by its rolling window. What counted since the tier before began was asked when it was granted. */
  keeping(standing: Standing): ValueOf {
    return (condition) => {
      if (condition.window !== TierWindow.SINCE_TIER_START) return this.kept.inWindow(condition);
      return standing.basis === null ? condition.atLeast : this.inBasis(standing, condition.metric, this.kept);
    };
  }

  /** For renewing at the end of validity: over the period, whatever the window but LIFETIME. */
  renewing(standing: Standing): ValueOf {
    return (condition) => {
      const { metric, window } = condition;
      return window === TierWindow.LIFETIME ? this.net.inWindow(condition) : addCarried(this.net.inPeriod(metric), metric, standing.carried);
    };
  }

  /** As the tier was granted, with what is left of it after refunds. */
  granting(standing: Standing): ValueOf {
    const { basis } = standing;
    const granted = standing.countAfter;
    if (basis === null || granted === null) return (condition) => condition.atLeast;
    const grantedDay = this.days.dayOf(granted);
    return (condition) => {
      const { metric, window, count } = condition;
      const overPeriod = window === TierWindow.SINCE_TIER_START || (basis.by === 'RENEWAL' && window !== TierWindow.LIFETIME);
      if (overPeriod) return this.inBasis(standing, metric, this.net);
      const inside = (entry: Entry): boolean => entry.at <= granted && exitDay({ window, count: count ?? 0 }, entry.day) > grantedDay;
      return this.net.over(metric, inside);
    };
  }

  private inBasis({ basis, countAfter }: Standing, metric: string, timeline: Timeline): bigint {
    const after = basis?.countAfter ?? -Infinity;
    const until = countAfter ?? Infinity;
    return addCarried(timeline.over(metric, ({ at }) => at > after && at <= until), metric, basis?.carried ?? {});
  }
}

/**
 * What a period hands to the next one: nothing, what was more than its rule asked for, or all that was its own.
 * `own` values are without what was carried into it: handed on again, one good year would last for ever.
 */
export function carry(policy: TierCarryOver, rule: TierRule | null, valueOf: ValueOf, own: ValueOf): Carried {
  const carried: Record<string, bigint> = {};
  if (policy === TierCarryOver.NONE) return carried;
  for (const condition of rule?.conditions ?? []) {
    const { metric, atLeast } = condition;
    if (metric === 'SINGLE_ORDER_NET') continue;
    const handed = policy === TierCarryOver.EXCESS ? valueOf(condition) - atLeast : own(condition);
    if (handed > (carried[metric] ?? 0n)) carried[metric] = handed;
  }
  return carried;
}

/** What of a rule is judged over a period: a lifetime's total is nothing that a period has and hands on. */
export const periodPart = (rule: TierRule | null): TierRule | null =>
  rule && { ...rule, conditions: rule.conditions.filter(({ window }) => window !== TierWindow.LIFETIME) };

/** Highest tier above `rank` that the rules give, or null. */
export const highestAbove = (tiers: readonly CompiledTier[], rank: number, qualifies: (tier: CompiledTier) => boolean): CompiledTier | null =>
  [...tiers].reverse().find((tier) => tier.rank > rank && tier.byRule && qualifies(tier)) ?? null;

import { largestRemainder } from '@regulars/plugin-sdk';
import type { Assessment, VisitPoints } from './assess';
import type { ConditionResult, LineShare, OrderExplanation, RuleExplanation } from './explanation';
import { publicRuleId } from './rule-id';
import type { PointsSettings } from './settings';

/** No order gives more, whatever its rules say. */
const MOST_PER_ORDER = 100_000_000;

export interface Conclusion {
  readonly points: number;
  readonly explanation: OrderExplanation;
}

type Caps = Pick<PointsSettings, 'rounding' | 'maxMultiplierBp' | 'maxPointsPerOrder'>;

/** An order's points once it is known which of its visit rules it has. */
export function conclude(order: Assessment, owned: ReadonlySet<string>, caps: Caps, pinnedAt: string): Conclusion {
  const visit = order.visits.reduce((sum, { ruleId, points }) => (owned.has(ruleId) ? sum + points : sum), 0);
  const uncapped = order.withoutVisits + visit;
  const points = Math.min(uncapped, caps.maxPointsPerOrder ?? MOST_PER_ORDER, MOST_PER_ORDER);
  const applied = [...(order.isMultiplierCapped ? ['maxMultiplierBp'] : []), ...(points < uncapped ? ['maxPointsPerOrder'] : [])];
  return {
    points,
    explanation: {
      points,
      conditions: [],
      rules: withVisits(order.rules, order.visits, owned),
      factors: order.factors,
      pinnedAt,
      base: order.base,
      multiplied: order.multiplied,
      rounding: caps.rounding,
      bonus: order.fixed + visit,
      visit,
      caps: { maxMultiplierBp: caps.maxMultiplierBp, maxPointsPerOrder: caps.maxPointsPerOrder, applied },
      lines: share(points, order),
    },
  };
}

/** An order that gives nothing whatever the rules say. */
export const nothing = (conditions: readonly ConditionResult[], pinnedAt: string, caps: Caps): Conclusion => ({
  points: 0,
  explanation: {
    points: 0, conditions, rules: [], factors: [], pinnedAt, base: 0, multiplied: '0', rounding: caps.rounding, bonus: 0, visit: 0,
    caps: { maxMultiplierBp: caps.maxMultiplierBp, maxPointsPerOrder: caps.maxPointsPerOrder, applied: [] }, lines: [],
  },
});

function share(points: number, { weights, visits }: Assessment): LineShare[] {
  const shares = points === 0 ? [] : largestRemainder(BigInt(points), weights.map(({ weight }) => weight));
  return weights.map(({ number, weight }, index) => {
    const share = Number(shares[index] ?? 0n);
    return visits.length > 0 ? [number, share, String(weight)] : [number, share];
  });
}

function withVisits(rules: readonly RuleExplanation[], visits: readonly VisitPoints[], owned: ReadonlySet<string>): readonly RuleExplanation[] {
  if (visits.length === 0) return rules;
  const missed = new Set(visits.filter(({ ruleId }) => !owned.has(ruleId)).map(({ ruleId }) => publicRuleId(ruleId)));
  const lost: ConditionResult = { condition: 'FIRST_VISIT', actual: false, required: true, matched: false };
  return rules.map((rule) => (missed.has(rule.rule) ? { ...rule, matched: false, points: 0, conditions: [...rule.conditions, lost] } : rule));
}

/** Undoes what `conclude` made of the visit, from what was stored. */
export function reopen(explanation: OrderExplanation, visits: readonly VisitPoints[], withoutVisits: number): Assessment {
  const points = new Map(visits.map((visit) => [publicRuleId(visit.ruleId), visit.points]));
  return {
    rules: explanation.rules.map((rule) => {
      const given = points.get(rule.rule);
      const conditions = rule.conditions.filter(({ condition }) => condition !== 'FIRST_VISIT');
      return given === undefined ? rule : { ...rule, matched: true, points: given, conditions };
    }),
    factors: explanation.factors,
    visits,
    base: explanation.base,
    multiplied: explanation.multiplied,
    withoutVisits,
    fixed: explanation.bonus - explanation.visit,
    isMultiplierCapped: explanation.caps.applied.includes('maxMultiplierBp'),
    weights: explanation.lines.map(([number, , weight]) => ({ number, weight: BigInt(weight ?? 0) })),
  };
}

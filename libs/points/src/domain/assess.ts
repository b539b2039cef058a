import { divideFloor, divideRoundHalfUp, formatDecimal, largestRemainder, scaleOf, WHOLE_BP, WHOLE_BP_BIG } from '@regulars/plugin-sdk';
import type { OrderLineState, OrderState, ScopeTerms } from '@regulars/order/contract';
import type { EarnRuleVersion } from './earn-rule';
import { EarnRuleKind, Rounding } from './enums';
import type { FactorExplanation, RuleExplanation } from './explanation';
import { amountOf, itemsOf } from './line-amounts';
import { matchRule } from './rule-conditions';
import { publicRuleId } from './rule-id';
import type { PointsSettings } from './settings';

/** No rule gives more; what an order gives is capped far below. */
const MOST = 1_000_000_000n;
/** Of the source of factors whose codes rules mean by `tierCodes`. */
const TIER = 'tier';

/** What an order's points depend on besides the order; pinned when it was first accepted for the member. */
export interface Terms {
  /** By priority. */
  readonly rules: readonly EarnRuleVersion[];
  readonly factors: readonly FactorExplanation[];
  readonly settings: Pick<PointsSettings, 'rounding' | 'maxMultiplierBp' | 'maxPointsPerOrder'>;
}

/** What one visit rule would give. */
export interface VisitPoints {
  readonly ruleId: string;
  readonly points: number;
}

/** What an order comes to before it is known whether it has the visit of its day. */
export interface Assessment {
  readonly rules: readonly RuleExplanation[];
  readonly factors: readonly FactorExplanation[];
  readonly visits: readonly VisitPoints[];
  readonly base: number;
  /** base times multipliers, exactly. */
  readonly multiplied: string;
  /** The same, rounded, and what fixed rules give. */
  readonly withoutVisits: number;
  readonly fixed: number;
  readonly isMultiplierCapped: boolean;
  /** In what proportion the lines share the points. */
  readonly weights: readonly { readonly number: number; readonly weight: bigint }[];
}

interface Matched {
  readonly rule: EarnRuleVersion;
  readonly lines: readonly OrderLineState[];
  /** What the rule counts of each of its lines; none where it does not count. */
  readonly counted: readonly bigint[];
  readonly explanation: RuleExplanation;
}

/** Points of an order: floor(base x multipliers x factors) + bonuses, from its lines as they stand. */
export function assess(order: OrderState, terms: Terms, calendar: ScopeTerms): Assessment {
  const tier = terms.factors.find(({ source }) => source === TIER)?.code ?? null;
  const matched = terms.rules.map((rule) => applyRule(rule, order, tier, calendar));
  const multiplier = multiplierByLine(order, matched, terms);
  const base = baseByLine(matched);
  const shares = order.lines.map((line, index) => (base.get(line.number) ?? 0n) * (multiplier.values[index] ?? multiplier.unit));
  const exact = sumOf(shares);
  const rounded = terms.settings.rounding === Rounding.FLOOR ? divideFloor(exact, multiplier.unit) : divideRoundHalfUp(exact, multiplier.unit);
  const fixed = sumOfKind(matched, EarnRuleKind.FIXED);
  return {
    rules: matched.map(({ explanation }) => explanation),
    factors: terms.factors,
    visits: visitsOf(matched),
    base: Number(sumOf(base.values())),
    multiplied: decimal(exact, multiplier.unit),
    withoutVisits: atMost(rounded) + fixed,
    fixed,
    isMultiplierCapped: multiplier.isCapped,
    weights: weightsOf(order, shares, exact),
  };
}

/** To twelve decimals, which is exact for up to three multipliers. */
const decimal = (numerator: bigint, denominator: bigint): string => {
  const text = formatDecimal((numerator * 10n ** 12n) / denominator, 12);
  return text.replace(/\.0+$|(?<!0)0+$/, '');
};

function applyRule(rule: EarnRuleVersion, order: OrderState, tier: string | null, calendar: ScopeTerms): Matched {
  const { lines, conditions } = matchRule(rule, order, tier, calendar);
  const explain = (points: number, more: Partial<RuleExplanation> = {}): RuleExplanation => ({
    rule: publicRuleId(rule.ruleId), code: rule.code, name: rule.name, version: rule.version, kind: rule.kind, matched: lines.length > 0, points, conditions, ...more,
  });
  if (rule.kind === EarnRuleKind.MULTIPLIER) return { rule, lines, counted: [], explanation: explain(0, { multiplierBp: rule.multiplierBp ?? WHOLE_BP }) };
  const each = rule.points ?? 0;
  if (rule.kind === EarnRuleKind.PER_AMOUNT) return perAmount(rule, lines, calendar, explain);
  if (rule.kind === EarnRuleKind.PER_ITEM) {
    const counted = lines.map((line) => BigInt(itemsOf(line)));
    const items = sumOf(counted);
    return { rule, lines: items > 0n ? lines : [], counted, explanation: explain(atMost(items * BigInt(each)), { matched: items > 0n, counted: Number(items) }) };
  }
  return { rule, lines, counted: [], explanation: explain(lines.length > 0 ? each : 0) };
}

const atMost = (points: bigint): number => Number(points < MOST ? points : MOST);

function perAmount(rule: EarnRuleVersion, lines: readonly OrderLineState[], calendar: ScopeTerms, explain: (points: number, more: Partial<RuleExplanation>) => Matched['explanation']): Matched {
  const scale = scaleOf(calendar.currency);
  const unit = rule.amount ?? 1n;
  const counted = lines.map((line) => amountOf(line, rule.basis));
  const sum = sumOf(counted);
  const points = atMost((sum / unit) * BigInt(rule.points ?? 0));
  const amounts = { counted: formatDecimal(sum, scale), per: formatDecimal(unit, scale), basis: rule.basis };
  if (lines.length === 0 || points > 0) return { rule, lines, counted, explanation: explain(points, amounts) };
  const tooLittle = { condition: 'AMOUNT' as const, actual: amounts.counted, required: amounts.per, matched: false };
  const { conditions, ...explanation } = explain(0, { ...amounts, matched: false });
  return { rule, lines: [], counted, explanation: { ...explanation, conditions: [...conditions, tooLittle] } };
}

const sumOf = (values: Iterable<bigint>): bigint => {
  let sum = 0n;
  for (const value of values) sum += value;
  return sum;
};

/** Which line has how many of the points of amounts and items, by largest remainder rule by rule. */
function baseByLine(matched: readonly Matched[]): ReadonlyMap<number, bigint> {
  const byLine = new Map<number, bigint>();
  for (const { lines, counted, explanation } of matched) {
    if (counted.length === 0 || explanation.points === 0) continue;
    const shares = largestRemainder(BigInt(explanation.points), counted);
    lines.forEach((line, index) => byLine.set(line.number, (byLine.get(line.number) ?? 0n) + (shares[index] ?? 0n)));
  }
  return byLine;
}

/** Every line's multiplier in units of 1/unit: rules that fit it, and the pinned factors, together no more than the cap. */
function multiplierByLine(order: OrderState, matched: readonly Matched[], { factors, settings }: Terms) {
  const rules = matched.filter(({ rule, lines }) => rule.kind === EarnRuleKind.MULTIPLIER && lines.length > 0);
  const count = rules.length + factors.length;
  const unit = WHOLE_BP_BIG ** BigInt(Math.max(1, count));
  const fromFactors = factors.reduce((product, factor) => product * BigInt(factor.multiplierBp), count === 0 ? WHOLE_BP_BIG : 1n);
  const cap = settings.maxMultiplierBp === null ? null : (BigInt(settings.maxMultiplierBp) * unit) / WHOLE_BP_BIG;
  let isCapped = false;
  const covered = rules.map(({ rule, lines }) => ({ bp: BigInt(rule.multiplierBp ?? WHOLE_BP), numbers: new Set(lines.map((line) => line.number)) }));
  const values = order.lines.map((line) => {
    const product = covered.reduce((value, { bp, numbers }) => value * (numbers.has(line.number) ? bp : WHOLE_BP_BIG), fromFactors);
    if (cap === null || product <= cap) return product;
    isCapped = true;
    return cap;
  });
  return { values, unit, isCapped };
}

const sumOfKind = (matched: readonly Matched[], kind: EarnRuleKind): number =>
  matched.reduce((sum, { rule, explanation }) => (rule.kind === kind ? sum + explanation.points : sum), 0);

const visitsOf = (matched: readonly Matched[]): VisitPoints[] =>
  matched.filter(({ rule, lines }) => rule.kind === EarnRuleKind.PER_VISIT && lines.length > 0).map(({ rule, explanation }) => ({ ruleId: rule.ruleId, points: explanation.points }));

/** Lines share as they earned; where bonuses are all there is, as they were paid. */
const weightsOf = (order: OrderState, shares: readonly bigint[], exact: bigint): Assessment['weights'] =>
  order.lines.map((line, index) => ({ number: line.number, weight: exact > 0n ? (shares[index] ?? 0n) : line.net }));

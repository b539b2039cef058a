import { formatDecimal, type Json, parseDecimal, scaleOf, wallClock } from '@regulars/plugin-sdk';
import { linesInScope, matchesScope, type OrderLineState, type OrderScopeState, type OrderState, type ScopeTerms, WHOLE_SCOPE } from '@regulars/order/contract';
import type { EarnRuleVersion } from './earn-rule';
import type { ConditionCode, ConditionResult } from './explanation';

export interface RuleMatch {
  /** The lines the rule is about; none when it does not fit the order. */
  readonly lines: readonly OrderLineState[];
  /** Everything the rule asks for, and what was found. */
  readonly conditions: readonly ConditionResult[];
}

const test = (condition: ConditionCode, actual: Json, required: Json, matched: boolean): ConditionResult => ({ condition, actual, required, matched });

/** Holds the order, and the tier pinned for its member, against what the rule asks for. */
export function matchRule(rule: EarnRuleVersion, order: OrderState, tier: string | null, terms: ScopeTerms): RuleMatch {
  const conditions: ConditionResult[] = [];
  if (rule.startsAt || rule.endsAt) conditions.push(inPeriod(rule, order.placedAt));
  if (rule.tierCodes) conditions.push(test('TIER', tier, [...rule.tierCodes], tier !== null && rule.tierCodes.includes(tier)));
  conditions.push(...ofOrder(rule.scope, order, terms));
  const { skus, categories } = rule.scope;
  const lines = skus || categories ? linesInScope({ ...WHOLE_SCOPE, skus, categories }, order, terms) : order.lines;
  if (skus || categories) conditions.push(test('LINES', lines.map((line) => line.number), wanted(skus, categories), lines.length > 0));
  return { lines: conditions.every(({ matched }) => matched) ? lines : [], conditions };
}

function inPeriod({ startsAt, endsAt }: EarnRuleVersion, placedAt: Date): ConditionResult {
  const matched = (startsAt === null || startsAt <= placedAt) && (endsAt === null || placedAt < endsAt);
  return test('PERIOD', placedAt.toISOString(), `${startsAt?.toISOString() ?? '…'} – ${endsAt?.toISOString() ?? '…'}`, matched);
}

function ofOrder(scope: OrderScopeState, order: OrderState, terms: ScopeTerms): ConditionResult[] {
  const { storeCodes, channels, minNet, windows } = scope;
  const scale = scaleOf(terms.currency);
  const conditions: ConditionResult[] = [];
  if (storeCodes) conditions.push(test('STORE', order.storeCode, [...storeCodes], order.storeCode !== null && storeCodes.includes(order.storeCode)));
  if (channels) conditions.push(test('CHANNEL', order.channel, [...channels], channels.includes(order.channel)));
  if (minNet !== null) conditions.push(test('MIN_NET', formatDecimal(order.net, scale), minNet, order.net >= (parseDecimal(minNet, scale) ?? 0n)));
  if (windows.length > 0) conditions.push(test('WINDOW', localTime(order.placedAt, terms), windows as unknown as Json, matchesScope({ ...WHOLE_SCOPE, windows }, order, null, terms)));
  return conditions;
}

function localTime(at: Date, { timeZone }: ScopeTerms): Json {
  const { date, minutes, weekday } = wallClock(at, timeZone);
  const two = (value: number): string => String(value).padStart(2, '0');
  return { date, weekday, time: `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}` };
}

const wanted = (skus: readonly string[] | null, categories: readonly string[] | null): Json => ({
  ...(skus ? { skus: [...skus] } : {}),
  ...(categories ? { categories: [...categories] } : {}),
});

/** A rule that is live today, but was not when the order was placed. */
export const notLiveThen = (rule: EarnRuleVersion, placedAt: Date): ConditionResult =>
  test('LIVE', placedAt.toISOString(), `${rule.liveFrom?.toISOString() ?? '…'} – ${rule.liveTo?.toISOString() ?? '…'}`, false);

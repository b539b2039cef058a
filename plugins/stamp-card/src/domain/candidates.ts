import { matchesScope, type OrderLineState, type OrderScopeState, type OrderState, type ScopeTerms, WHOLE_SCOPE } from '@regulars/order/contract';
import { parseDecimal, scaleOf } from '@regulars/plugin-sdk';
import type { Candidate, Candidates } from '../data/fold-state';
import type { StampConditions, StampRuleTerms } from '../data/program-terms';
import { isOpenAt, type Program } from './program';

/** An order as rules look at it, with the tier it was first accepted under. */
export interface JudgedOrder {
  readonly order: OrderState;
  readonly tier: string | null;
}

/** No order gives more for what was bought, whatever the rules say: cards are filled one by one. */
const MOST_PER_ORDER = 1_000n;

/** What an order would give under each version that a card of its time can have. */
export function candidatesOf(program: Program, judged: JudgedOrder, terms: ScopeTerms): Candidates {
  const { placedAt } = judged.order;
  if (!isOpenAt(program, placedAt)) return {};
  const found = program.versions
    .filter(({ from }) => from <= placedAt.getTime())
    .map(({ number, rules }): [string, Candidate] => [String(number), candidateOf(rules, judged, terms)]);
  const gives = ({ own, visit, tasks }: Candidate): boolean => own > 0 || visit > 0 || tasks !== undefined;
  if (!found.some(([, candidate]) => gives(candidate))) return {};
  // The last one stays in any case: it tells up to which version the order was looked at.
  return Object.fromEntries(found.filter(([, candidate], index) => gives(candidate) || index === found.length - 1));
}

/** Under a version that came later than the order, dated back to before it, the order gives what it gave under the last it knew. */
export function candidateUnder(candidates: Candidates, version: number): Candidate | undefined {
  const known = candidates[String(version)];
  if (known) return known;
  const last = Math.max(0, ...Object.keys(candidates).map(Number));
  return last < version ? candidates[String(last)] : undefined;
}

function candidateOf(rules: readonly StampRuleTerms[], judged: JudgedOrder, terms: ScopeTerms): Candidate {
  let own = 0n;
  let visit = 0;
  const tasks: number[] = [];
  rules.forEach((rule, index) => {
    if (rule.event !== undefined || !fits(rule, judged, terms)) return;
    if (rule.kind === 'TASK') tasks.push(index);
    else if (rule.kind === 'VISIT') visit += rule.stamps;
    else own += countOf(rule, judged.order, terms.currency) * BigInt(rule.stamps);
  });
  const asksForStore = tasks.some((index) => rules[index]?.storeCodes !== undefined);
  return {
    own: Number(own < MOST_PER_ORDER ? own : MOST_PER_ORDER), visit,
    ...(tasks.length > 0 ? { tasks } : {}),
    ...(asksForStore && judged.order.storeCode !== null ? { store: judged.order.storeCode } : {}),
  };
}

/** How often a rule gives its stamps. */
function countOf(rule: StampRuleTerms, { net, lines }: OrderState, currency: string): bigint {
  if (rule.kind === 'PER_ITEM') return BigInt(itemsOf(rule, lines).reduce((sum, line) => sum + line.quantity - line.refundedQuantity, 0));
  const amount = rule.amount === undefined ? null : parseDecimal(rule.amount, scaleOf(currency));
  return amount === null || amount <= 0n ? 0n : net / amount;
}

const itemsOf = ({ sku, category }: StampRuleTerms, lines: readonly OrderLineState[]): OrderLineState[] =>
  lines.filter((line) => line.quantity > line.refundedQuantity && (!sku || sku.includes(line.sku)) && (!category || (line.category !== null && category.includes(line.category))));

function fits(rule: StampRuleTerms, { order, tier }: JudgedOrder, terms: ScopeTerms): boolean {
  const { conditions = {} } = rule;
  if (conditions.tierCodes && !(tier !== null && conditions.tierCodes.includes(tier))) return false;
  if (rule.storeCodes && !(order.storeCode !== null && rule.storeCodes.includes(order.storeCode))) return false;
  if ((rule.sku || rule.category) && itemsOf(rule, order.lines).length === 0) return false;
  return !isNarrow(conditions) || matchesScope(scopeOf(conditions), order, null, terms);
}

const isNarrow = ({ tierCodes: _, ...ofOrder }: StampConditions): boolean => Object.keys(ofOrder).length > 0;

function scopeOf({ weekdays, from, to, storeCodes, channels, minNet }: StampConditions): OrderScopeState {
  const isTimed = weekdays !== undefined || from !== undefined || to !== undefined;
  return {
    ...WHOLE_SCOPE, storeCodes: storeCodes ?? null, channels: (channels as OrderScopeState['channels'] | undefined) ?? null, minNet: minNet ?? null,
    windows: isTimed ? [{ weekdays: weekdays ?? null, dates: null, from: from ?? null, to: to ?? null }] : [],
  };
}

/** Does any rule ask which tier an order came under? */
export const asksForTier = (programs: readonly Program[]): boolean =>
  programs.some(({ versions }) => versions.some(({ rules }) => rules.some(({ conditions }) => conditions?.tierCodes !== undefined)));

/** What an order that is known by its day alone would give for being there: rules without conditions, as all were once. */
export function visitOnly(program: Program, placedAt: Date): Candidates {
  if (!isOpenAt(program, placedAt)) return {};
  const found = program.versions.filter(({ from }) => from <= placedAt.getTime()).map(({ number, rules }): [string, Candidate] => [String(number), { own: 0, visit: bareVisit(rules) }]);
  return Object.fromEntries(found.filter(([, { visit }]) => visit > 0));
}

export const bareVisit = (rules: readonly StampRuleTerms[]): number => rules.reduce((sum, rule) => (isBareVisit(rule) ? sum + rule.stamps : sum), 0);

const isBareVisit = ({ kind, conditions, storeCodes, sku, category }: StampRuleTerms): boolean =>
  kind === 'VISIT' && [conditions, storeCodes, sku, category].every((narrowing) => narrowing === undefined);

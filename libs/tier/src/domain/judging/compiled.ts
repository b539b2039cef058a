import { baseTier, keepRule, type TierCondition, type TierDefinition, TierDowngrade, TierOnRefund, type TierRule, type TierTerms, TierWindow } from '../program';
import type { TimelineTerms, WindowSpec } from './timeline';

export interface CompiledTier {
  readonly definition: TierDefinition;
  readonly rank: number;
  readonly keep: TierRule | null;
  /** Places of the windows whose forgetting can end the tier; empty when only an end of validity can. */
  readonly keepWindows: readonly number[];
  /** Can be reached, and fallen to, by a rule. */
  readonly byRule: boolean;
}

/** Terms, prepared for judging. */
export interface CompiledTerms extends TimelineTerms {
  readonly terms: TierTerms;
  readonly base: CompiledTier;
  /** By rank. */
  readonly tiers: readonly CompiledTier[];
  readonly byCode: ReadonlyMap<string, CompiledTier>;
  /** Refunds never count against keeping a tier. */
  readonly keepsOnRefund: boolean;
  /** The present tier follows from the present metrics alone, whatever was before. */
  readonly forgetful: boolean;
}

const known = new WeakMap<TierTerms, CompiledTerms>();

export function compile(terms: TierTerms): CompiledTerms {
  let compiled = known.get(terms);
  if (!compiled) known.set(terms, (compiled = compileTerms(terms)));
  return compiled;
}

function compileTerms(terms: TierTerms): CompiledTerms {
  const rules = terms.tiers.flatMap((tier) => [tier.upgradeWhen, tier.renewWhen]).filter((rule) => rule !== null);
  const conditions = rules.flatMap((rule) => rule.conditions);
  const { windows, windowOf } = windowsOf(conditions);
  const tiers = [...terms.tiers].sort((a, b) => a.rank - b.rank).map((tier) => compileTier(tier, windowOf));
  const byCode = new Map(tiers.map((tier) => [tier.definition.code, tier]));
  return {
    terms,
    base: byCode.get(baseTier(terms).code) as CompiledTier,
    tiers,
    byCode,
    windows,
    windowOf,
    metrics: new Set(conditions.map((condition) => condition.metric)),
    keepsOnRefund: terms.onRefund === TierOnRefund.KEEP,
    forgetful: isForgetful(terms),
  };
}

/** Every window that some condition looks through, once. */
function windowsOf(conditions: readonly TierCondition[]): { windows: WindowSpec[]; windowOf: Map<TierCondition, number> } {
  const windows: WindowSpec[] = [];
  const windowOf = new Map<TierCondition, number>();
  for (const condition of conditions) {
    const spec = { window: condition.window, count: condition.count ?? 0 };
    if (spec.window === TierWindow.SINCE_TIER_START) continue;
    const known = windows.findIndex(({ window, count }) => window === spec.window && count === spec.count);
    windowOf.set(condition, known >= 0 ? known : windows.push(spec) - 1);
  }
  return { windows, windowOf };
}

function compileTier(definition: TierDefinition, windowOf: ReadonlyMap<TierCondition, number>): CompiledTier {
  const keep = keepRule(definition);
  const rolls = definition.rank > 0 && definition.validMonths === null;
  const forgets = (keep?.conditions ?? []).filter(({ window }) => window !== TierWindow.LIFETIME);
  return {
    definition,
    rank: definition.rank,
    keep,
    keepWindows: rolls ? [...new Set(forgets.flatMap((condition) => windowOf.get(condition) ?? []))] : [],
    byRule: definition.rank === 0 || definition.upgradeWhen !== null,
  };
}

/** No validity, no rule of its own for keeping, no step by step: then the tier is the highest one qualified for. */
const isForgetful = (terms: TierTerms): boolean =>
  terms.downgrade === TierDowngrade.TO_QUALIFIED &&
  terms.onRefund === TierOnRefund.REEVALUATE &&
  terms.tiers.every((tier) => tier.validMonths === null && tier.renewWhen === null && !(tier.upgradeWhen?.conditions ?? []).some(({ window }) => window === TierWindow.SINCE_TIER_START));

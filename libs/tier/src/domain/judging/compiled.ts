import { baseTier, keepRule, type TierDefinition, TierDowngrade, TierOnRefund, type TierRule, type TierTerms, TierWindow } from '../program';
import { windowKey, type WindowSpec } from './timeline';

export interface CompiledTier {
  readonly definition: TierDefinition;
  readonly rank: number;
  readonly keep: TierRule | null;
  /** Windows whose forgetting can end the tier; empty when only an end of validity can. */
  readonly keepWindows: readonly string[];
  /** Can be reached, and fallen to, by a rule. */
  readonly byRule: boolean;
}

/** Terms, prepared for judging. */
export interface CompiledTerms {
  readonly terms: TierTerms;
  readonly base: CompiledTier;
  /** By rank. */
  readonly tiers: readonly CompiledTier[];
  readonly byCode: ReadonlyMap<string, CompiledTier>;
  /** Every window any rule looks through. */
  readonly windows: readonly WindowSpec[];
  readonly metrics: ReadonlySet<string>;
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
  const tiers = [...terms.tiers].sort((a, b) => a.rank - b.rank).map(compileTier);
  const rules = terms.tiers.flatMap((tier) => [tier.upgradeWhen, tier.renewWhen]).filter((rule) => rule !== null);
  const conditions = rules.flatMap((rule) => rule.conditions);
  const windows = new Map<string, WindowSpec>();
  for (const { window, count } of conditions) {
    if (window !== TierWindow.SINCE_TIER_START) windows.set(windowKey(window, count), { window, count: count ?? 0 });
  }
  const byCode = new Map(tiers.map((tier) => [tier.definition.code, tier]));
  return {
    terms,
    base: byCode.get(baseTier(terms).code) as CompiledTier,
    tiers,
    byCode,
    windows: [...windows.values()],
    metrics: new Set(conditions.map((condition) => condition.metric)),
    keepsOnRefund: terms.onRefund === TierOnRefund.KEEP,
    forgetful: isForgetful(terms),
  };
}

function compileTier(definition: TierDefinition): CompiledTier {
  const keep = keepRule(definition);
  const rolls = definition.rank > 0 && definition.validMonths === null;
  const forgets = (keep?.conditions ?? []).filter(({ window }) => window !== TierWindow.LIFETIME && window !== TierWindow.SINCE_TIER_START);
  return {
    definition,
    rank: definition.rank,
    keep,
    keepWindows: rolls ? [...new Set(forgets.map(({ window, count }) => windowKey(window, count)))] : [],
    byRule: definition.rank === 0 || definition.upgradeWhen !== null,
  };
}

/** No validity, no rule of its own for keeping, no step by step: then the tier is the highest one qualified for. */
const isForgetful = (terms: TierTerms): boolean =>
  terms.downgrade === TierDowngrade.TO_QUALIFIED &&
  terms.onRefund === TierOnRefund.REEVALUATE &&
  terms.tiers.every((tier) => tier.validMonths === null && tier.renewWhen === null && !(tier.upgradeWhen?.conditions ?? []).some(({ window }) => window === TierWindow.SINCE_TIER_START));

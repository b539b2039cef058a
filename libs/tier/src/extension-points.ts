import { type Context, defineExtensionPoint, type LocalDate, type Text } from '@regulars/plugin-sdk';

/** Something that counted for a member at an instant. */
export interface TierMetricFact {
  readonly memberId: string;
  readonly at: Date;
  /** Minor units of the brand's currency, or a count, as the metric's `unit` says. Never negative. */
  readonly amount: bigint;
}

/** Whose facts are asked for, and from which business date on; null means all of them. */
export interface TierMetricQuery {
  readonly memberId: string;
  readonly since: LocalDate | null;
}

/**
 * What tiers can be reached by beside spending and points. The metric's value is the sum of the facts in a rule's
 * window. A module whose facts change calls `Tiers.rejudge` with the instant of the earliest that did.
 */
export interface TierMetric {
  /** As rules name it: `STAMPS`. */
  readonly metric: string;
  readonly description: Text;
  readonly unit: 'COUNT' | 'MONEY';
  /** Set-based, in any order; facts before `since` may be among them. */
  readonly facts: (ctx: Context, queries: readonly TierMetricQuery[]) => Promise<readonly TierMetricFact[]>;
}

export const TierMetrics = defineExtensionPoint<TierMetric>('tier', 'metrics');

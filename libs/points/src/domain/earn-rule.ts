import type { OrderScopeState } from '@regulars/order/contract';
import type { EarnBasis, EarnRuleKind } from './enums';

/** One version of a rule. Once it has been live it never changes. */
export interface EarnRuleVersion {
  readonly id: string;
  readonly ruleId: string;
  readonly code: string;
  readonly version: number;
  readonly name: string;
  readonly kind: EarnRuleKind;
  /** Null for MULTIPLIER. */
  readonly points: number | null;
  /** Minor units; of PER_AMOUNT. */
  readonly amount: bigint | null;
  /** Of MULTIPLIER; 20000 is x2. */
  readonly multiplierBp: number | null;
  readonly basis: EarnBasis;
  readonly scope: OrderScopeState;
  readonly tierCodes: readonly string[] | null;
  /** The higher stands first in explanations. */
  readonly priority: number;
  /** Orders placed in [startsAt, endsAt) fall under it. */
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  /** Orders placed in [liveFrom, liveTo) fall under it; a draft has neither. */
  readonly liveFrom: Date | null;
  readonly liveTo: Date | null;
}

export const isLiveAt = (rule: Pick<EarnRuleVersion, 'liveFrom' | 'liveTo'>, at: Date): boolean =>
  rule.liveFrom !== null && rule.liveFrom <= at && (rule.liveTo === null || at < rule.liveTo);

import { type Context, defineExtensionPoint } from '@regulars/plugin-sdk';
import type { OrderChange } from '@regulars/order/contract';

/** What multiplies the points of one order's amounts and items, and by which name the explanation calls it. */
export interface EarnFactor {
  readonly code: string;
  readonly label: string;
  /** 15000 is x1.5. */
  readonly multiplierBp: number;
}

export interface EarnFactorSource {
  /** `tier`: an earn rule's `tierCodes` are codes of the source with this id. */
  readonly id: string;
  /**
   * By the order's uuid; an order without an entry has no factor. Asked when an order is first accepted for a
   * member, and never again: the answer is pinned. Sends its reads at once, in the flush of the reaction's own.
   */
  readonly factors: (ctx: Context, changes: readonly OrderChange[]) => Promise<ReadonlyMap<string, EarnFactor>>;
}

export const EarnFactors = defineExtensionPoint<EarnFactorSource>('points', 'earn-factors');

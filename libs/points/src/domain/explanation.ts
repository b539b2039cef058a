import type { Json } from '@regulars/plugin-sdk';

/** What an order or a rule is tested for. Never renamed: stored explanations keep them. */
export type ConditionCode =
  | 'MEMBER_STATUS' | 'ORDER_COUNTS'
  | 'LIVE' | 'PERIOD' | 'TIER' | 'STORE' | 'CHANNEL' | 'MIN_NET' | 'WINDOW' | 'LINES' | 'AMOUNT' | 'FIRST_VISIT';

/** One test, with what was found and what was asked for. */
export interface ConditionResult {
  readonly condition: ConditionCode;
  readonly actual: Json;
  readonly required: Json;
  readonly matched: boolean;
}

/** What one rule version made of the order. Amounts are decimals in the brand's currency. */
export interface RuleExplanation {
  /** Public id. */
  readonly rule: string;
  readonly code: string;
  readonly name: string;
  readonly version: number;
  readonly kind: string;
  readonly matched: boolean;
  /** What it gave before multipliers and caps; 0 for a multiplier. */
  readonly points: number;
  /** What was counted: an amount for PER_AMOUNT, items for PER_ITEM. */
  readonly counted?: Json;
  /** `points` per this amount. */
  readonly per?: string;
  readonly basis?: string;
  readonly multiplierBp?: number;
  readonly conditions: readonly ConditionResult[];
}

export interface FactorExplanation {
  readonly source: string;
  readonly code: string;
  readonly label: string;
  readonly multiplierBp: number;
}

/**
 * What a line of the order has of its points; kept short, for there are many. The weight, by which lines share, is
 * kept where a visit may still come or go.
 */
export type LineShare = readonly [number: number, points: number] | readonly [number: number, points: number, weight: string];

/** Why an order gives what it gives, as it is stored; `showExplanation` makes of it what callers see. */
export interface OrderExplanation {
  readonly points: number;
  /** Tests of the order as a whole that failed: then no rule was asked. */
  readonly conditions: readonly ConditionResult[];
  readonly rules: readonly RuleExplanation[];
  readonly factors: readonly FactorExplanation[];
  /** When the order was first accepted for the member: rules and factors, the tier's too, are those of then. */
  readonly pinnedAt: string;
  /** Of amounts and items, before multipliers. */
  readonly base: number;
  /** Of base, multiplied, exactly: a decimal. */
  readonly multiplied: string;
  readonly rounding: string;
  /** Of visits and fixed rules, which are not multiplied. */
  readonly bonus: number;
  /** The part of bonus that is the visit's. */
  readonly visit: number;
  readonly caps: { readonly maxMultiplierBp: number | null; readonly maxPointsPerOrder: number | null; readonly applied: readonly string[] };
  /** The sum over the lines, by largest remainder. */
  readonly lines: readonly LineShare[];
}

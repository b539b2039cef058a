/** When an order counts for a rule: all that is given must hold. Times are the brand's, `to` exclusive. */
export interface StampConditions {
  /** 1 (Monday) to 7 of the business date. */
  readonly weekdays?: readonly number[];
  readonly from?: string;
  readonly to?: string;
  readonly storeCodes?: readonly string[];
  readonly channels?: readonly string[];
  /** Of the tier the order was first accepted under. */
  readonly tierCodes?: readonly string[];
  /** A decimal in the brand's currency. */
  readonly minNet?: string;
}

/**
 * How stamps are earned, as kept with the program. VISIT: once per business day. PER_AMOUNT: per full `amount` (a decimal
 * in the brand's currency) of an order's net. PER_ITEM: per item of `sku` or `category` that was not given back. TASK: a
 * step of a mission, done once a card.
 */
export interface StampRuleTerms {
  readonly kind: 'VISIT' | 'PER_AMOUNT' | 'PER_ITEM' | 'TASK';
  readonly stamps: number;
  readonly amount?: string;
  readonly sku?: readonly string[];
  readonly category?: readonly string[];
  readonly storeCodes?: readonly string[];
  /** Name of the event that does a task. */
  readonly event?: string;
  readonly step?: string;
  readonly stage?: number;
  readonly conditions?: StampConditions;
}

/** Given when a card reaches `at` stamps. */
export interface RewardTerms {
  readonly at: number;
  readonly reward: { readonly kind: string; readonly spec: unknown };
}

/** What a card keeps from its opening to its end. */
export interface CardTerms {
  /** Stamps on a full card. */
  readonly slots: number;
  readonly rules: readonly StampRuleTerms[];
  readonly rewards: readonly RewardTerms[];
  /** Whole business days behind that of the first stamp; null: until the program ends. */
  readonly validForDays: number | null;
  /** Most stamps that orders give in a business day. */
  readonly dailyLimit: number | null;
  readonly minIntervalMinutes: number | null;
  /** Programs of one group never stamp the same order twice. */
  readonly exclusiveGroup: string | null;
  readonly priority: number;
  readonly surplus: 'CARRY' | 'DROP';
  /** Is a card that is full or over followed by another? */
  readonly reopens: boolean;
  readonly stepOrder: 'ANY' | 'SEQUENCE';
  /** Null: two, or a fifth of the slots where that is more. */
  readonly nearlyFullAt: number | null;
}

/** A version that another has followed, as it is kept: `from` is when it took effect, null from the start. */
export interface EarlierVersion extends CardTerms {
  readonly version: number;
  readonly from: string | null;
  /** The program's end then, as an ISO text; absent in the first ones, which did not keep it. */
  readonly endsAt?: string | null;
}

/** Orders placed in a pause earn nothing. Instants as ISO texts; without `to` it lasts. */
export interface Pause {
  readonly from: string;
  readonly to?: string;
}

export interface ProgramTerms extends CardTerms {
  readonly name: string;
  readonly kind: 'STAMP' | 'MISSION';
  readonly startsAt: Date;
  /** Exclusive; null: until it is ended. */
  readonly endsAt: Date | null;
}

/** How stamps are earned, as kept with the program. */
export type StampRuleTerms =
  /** `stamps` once per business day. */
  | { readonly kind: 'VISIT'; readonly stamps: number }
  /** `stamps` per full `amount` (a decimal in the brand's currency) of an order's net. */
  | { readonly kind: 'PER_AMOUNT'; readonly stamps: number; readonly amount: string };

/** Given when a card reaches `at` stamps. */
export interface RewardTerms {
  readonly at: number;
  readonly reward: { readonly kind: string; readonly spec: unknown };
}

export interface ProgramTerms {
  readonly name: string;
  /** Stamps on a full card. */
  readonly slots: number;
  readonly rules: readonly StampRuleTerms[];
  readonly rewards: readonly RewardTerms[];
  readonly startsAt: Date;
  /** Exclusive; null: until it is ended. */
  readonly endsAt: Date | null;
}

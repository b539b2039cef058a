import type { RewardSpec } from '@regulars/member/contract';
import type { Json } from '@regulars/plugin-sdk';

/** Of a program's public id. */
export const PROGRAM_PREFIX = 'tpr';

export enum TierMatch {
  ALL = 'ALL',
  ANY = 'ANY',
}

export enum TierWindow {
  ROLLING_DAYS = 'ROLLING_DAYS',
  ROLLING_MONTHS = 'ROLLING_MONTHS',
  CALENDAR_YEAR = 'CALENDAR_YEAR',
  SINCE_TIER_START = 'SINCE_TIER_START',
  LIFETIME = 'LIFETIME',
}

export enum TierDowngrade {
  ONE_STEP = 'ONE_STEP',
  TO_QUALIFIED = 'TO_QUALIFIED',
  TO_BASE = 'TO_BASE',
  NEVER = 'NEVER',
}

export enum TierCarryOver {
  NONE = 'NONE',
  EXCESS = 'EXCESS',
  ALL = 'ALL',
}

export enum TierApplication {
  NEXT_ORDER = 'NEXT_ORDER',
  SAME_ORDER = 'SAME_ORDER',
}

export enum TierOnRefund {
  KEEP = 'KEEP',
  REEVALUATE = 'REEVALUATE',
}

export enum TierGiftOccasion {
  JOIN = 'JOIN',
  UPGRADE = 'UPGRADE',
  RENEW = 'RENEW',
  BIRTHDAY = 'BIRTHDAY',
}

export type ProgramStatus = 'DRAFT' | 'LIVE' | 'ENDED';

export interface TierCondition {
  readonly metric: string;
  /** MONEY is in minor units of the brand's currency. */
  readonly unit: 'MONEY' | 'COUNT';
  readonly atLeast: bigint;
  readonly window: TierWindow;
  /** Days or months of a rolling window, else null. */
  readonly count: number | null;
}

export interface TierRule {
  readonly match: TierMatch;
  readonly conditions: readonly TierCondition[];
}

export interface TierGift {
  readonly on: TierGiftOccasion;
  readonly reward: RewardSpec;
}

export interface TierDefinition {
  readonly code: string;
  readonly name: string;
  /** 0 is the base tier. */
  readonly rank: number;
  /** Null on the base tier, and on tiers that only staff give. */
  readonly upgradeWhen: TierRule | null;
  /** What keeps the tier; null: what `upgradeWhen` says. */
  readonly renewWhen: TierRule | null;
  /** Null: for ever, judged again by the rolling window. */
  readonly validMonths: number | null;
  /** Only staff see it. */
  readonly hidden: boolean;
  readonly multiplierBp: number;
  readonly benefits: Json;
  readonly gifts: readonly TierGift[];
}

export interface TierTerms {
  /** By rank, without gaps from 0. */
  readonly tiers: readonly TierDefinition[];
  readonly downgrade: TierDowngrade;
  readonly graceDays: number;
  readonly carryOver: TierCarryOver;
  readonly applyTo: TierApplication;
  readonly onRefund: TierOnRefund;
}

/** One version of a brand's tier program. Only one is live at a time. */
export interface TierProgram extends TierTerms {
  /** uuid */
  readonly id: string;
  readonly version: number;
  readonly state: ProgramStatus;
  /** When its rules began to hold; of a draft, when they are to. */
  readonly activatedAt: Date | null;
  readonly endedAt: Date | null;
}

export function baseTier(terms: TierTerms): TierDefinition {
  const [base] = terms.tiers;
  if (!base) throw new Error('A tier program without a base tier');
  return base;
}

export const tierOfCode = (terms: TierTerms, code: string): TierDefinition | null => terms.tiers.find((tier) => tier.code === code) ?? null;

/** What keeps a tier; null when nothing has to. */
export const keepRule = (tier: TierDefinition): TierRule | null => tier.renewWhen ?? tier.upgradeWhen;

import { TierApplication, TierCarryOver, type TierCondition, type TierDefinition, TierDowngrade, TierMatch, TierOnRefund, type TierRule, type TierTerms, TierWindow } from '../../src/domain/program';

export const NET_SPEND = (atLeast: number, window = TierWindow.ROLLING_DAYS, count: number | null = 365): TierCondition =>
  ({ metric: 'NET_SPEND', unit: 'MONEY', atLeast: BigInt(atLeast), window, count });

export const counted = (metric: string, atLeast: number, window = TierWindow.ROLLING_DAYS, count: number | null = 365): TierCondition =>
  ({ metric, unit: 'COUNT', atLeast: BigInt(atLeast), window, count });

export const all = (...conditions: TierCondition[]): TierRule => ({ match: TierMatch.ALL, conditions });
export const any = (...conditions: TierCondition[]): TierRule => ({ match: TierMatch.ANY, conditions });

export const tier = (rank: number, code: string, upgradeWhen: TierRule | null, more: Partial<TierDefinition> = {}): TierDefinition => ({
  code, name: code, rank, upgradeWhen, renewWhen: null, validMonths: null, hidden: false, multiplierBp: 10_000 + rank * 5_000, benefits: {}, gifts: [], ...more,
});

export const terms = (tiers: TierDefinition[], more: Partial<TierTerms> = {}): TierTerms => ({
  tiers, downgrade: TierDowngrade.TO_QUALIFIED, graceDays: 0, carryOver: TierCarryOver.NONE,
  applyTo: TierApplication.NEXT_ORDER, onRefund: TierOnRefund.REEVALUATE, ...more,
});

/** The program of the retail demo. */
export const demoTerms = (more: Partial<TierTerms> = {}): TierTerms =>
  terms([
    tier(0, 'MEMBER', null),
    tier(1, 'SILVER', all(NET_SPEND(50_000))),
    tier(2, 'GOLD', all(NET_SPEND(200_000))),
    tier(3, 'PLATINUM', all(NET_SPEND(500_000))),
  ], more);

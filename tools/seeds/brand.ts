import type { OrderScopeState } from '../../libs/order/src/domain/order-scope';
import { WHOLE_SCOPE } from '../../libs/order/src/domain/order-scope';
import type { EarnRuleVersion } from '../../libs/points/src/domain/earn-rule';
import { EarnBasis, EarnRuleKind, PointsExpiryKind, PointsRestore, PointsShortfall, Rounding } from '../../libs/points/src/domain/enums';
import { RuleBook } from '../../libs/points/src/domain/read-rules';
import type { SettingsHistory } from '../../libs/points/src/domain/read-settings';
import { DEFAULT_SETTINGS, type PointsSettings } from '../../libs/points/src/domain/settings';
import {
  TierApplication, TierCarryOver, type TierCondition, type TierDefinition, TierDowngrade, TierMatch, TierOnRefund, type TierRule, type TierTerms, TierWindow,
} from '../../libs/tier/src/domain/program';
import { type Program, programOf } from '../../plugins/stamp-card/src/domain/program';
import type { Random } from './random';

/** A brand with everything it has set up; of some seed, and fixed for a run. */
export interface SimulatedBrand {
  readonly timeZone: string;
  readonly currency: string;
  readonly dayStartsAt: number;
  readonly settings: SettingsHistory;
  readonly rules: RuleBook;
  readonly tiers: TierTerms;
  /** When the tier program went live. */
  readonly tiersFrom: number;
  readonly programs: readonly Program[];
}

/** Long before any run begins. */
const ALWAYS = new Date('2020-01-01T00:00:00Z');
export const CATEGORIES = ['drinks', 'food'] as const;
export const SKUS = ['T01', 'T02', 'N01'] as const;

export function someBrand(random: Random, startsAt: number): SimulatedBrand {
  const settings = someSettings(random);
  return {
    timeZone: random.pick(['Asia/Taipei', 'Europe/London', 'America/New_York']),
    currency: random.pick(['TWD', 'USD']),
    dayStartsAt: random.pick([0, 240]),
    settings: { current: settings, byVersion: new Map([[settings.version, settings]]), usesActivity: settings.expiry === PointsExpiryKind.INACTIVITY_MONTHS, aloneLimits: [] },
    rules: new RuleBook(Array.from({ length: random.between(1, 4) }, (_, index) => someRule(random, index))),
    tiers: someTiers(random),
    tiersFrom: startsAt - random.between(0, 60) * 86_400_000,
    programs: Array.from({ length: random.between(0, 2) }, () => someProgram(random)),
  };
}

const someSettings = (random: Random): PointsSettings => ({
  ...DEFAULT_SETTINGS,
  pendingDays: random.pick([0, 0, 3, 14]),
  expiry: random.pick(Object.values(PointsExpiryKind)),
  expiryCount: random.between(1, 3),
  onShortfall: random.pick(Object.values(PointsShortfall)),
  onBurnRefund: random.pick(Object.values(PointsRestore)),
  restoreGraceDays: random.pick([0, 7, 30]),
  rounding: random.pick(Object.values(Rounding)),
  maxMultiplierBp: random.pick([null, null, 15_000]),
  maxPointsPerOrder: random.pick([null, null, 40]),
});

const someScope = (random: Random): OrderScopeState => ({
  ...WHOLE_SCOPE,
  categories: random.chance(25) ? [random.pick(CATEGORIES)] : null,
  minNet: random.chance(20) ? '60' : null,
});

function someRule(random: Random, index: number): EarnRuleVersion {
  // One that always gives something for money: a run in which nobody earns shows little.
  const kind = index === 0 ? EarnRuleKind.PER_AMOUNT : random.pick(Object.values(EarnRuleKind));
  const isMultiplier = kind === EarnRuleKind.MULTIPLIER;
  return {
    id: random.uuid(), ruleId: random.uuid(), code: `R${index}`, version: 1, name: `R${index}`, kind,
    points: isMultiplier ? null : random.between(1, 10),
    amount: kind === EarnRuleKind.PER_AMOUNT ? BigInt(random.between(5, 40)) : null,
    multiplierBp: isMultiplier ? random.pick([12_500, 20_000]) : null,
    basis: random.pick(Object.values(EarnBasis)),
    scope: index === 0 ? WHOLE_SCOPE : someScope(random),
    tierCodes: random.chance(15) ? ['T1', 'T2'] : null,
    priority: index, startsAt: null, endsAt: null, liveFrom: ALWAYS, liveTo: null,
  };
}

const METRICS = ['NET_SPEND', 'ORDER_COUNT', 'VISIT_COUNT', 'SINGLE_ORDER_NET'] as const;

function someCondition(random: Random): TierCondition {
  const metric = random.pick(METRICS);
  const isMoney = metric === 'NET_SPEND' || metric === 'SINGLE_ORDER_NET';
  const window = random.pick(Object.values(TierWindow));
  const count = window === TierWindow.ROLLING_DAYS ? random.between(10, 120) : window === TierWindow.ROLLING_MONTHS ? random.between(1, 6) : null;
  return { metric, unit: isMoney ? 'MONEY' : 'COUNT', atLeast: BigInt(isMoney ? random.between(50, 800) : random.between(1, 4)), window, count };
}

const someTierRule = (random: Random): TierRule => ({
  match: random.pick(Object.values(TierMatch)), conditions: Array.from({ length: random.between(1, 2) }, () => someCondition(random)),
});

function someTier(random: Random, rank: number): TierDefinition {
  const validMonths = random.chance(50) ? random.between(1, 6) : null;
  const renewWhen = random.chance(30) ? someTierRule(random) : null;
  // The module accepts no tier without an end that is kept by what came since it began.
  const isEndless = validMonths === null && renewWhen?.conditions.some(({ window }) => window === TierWindow.SINCE_TIER_START) === true;
  return {
    code: `T${rank}`, name: `T${rank}`, rank, upgradeWhen: rank === 0 ? null : someTierRule(random), renewWhen: rank === 0 || isEndless ? null : renewWhen,
    validMonths: rank === 0 ? null : validMonths, hidden: false, multiplierBp: 10_000 + rank * 2_500, benefits: {}, gifts: [],
  };
}

const someTiers = (random: Random): TierTerms => ({
  tiers: Array.from({ length: random.between(2, 4) }, (_, rank) => someTier(random, rank)),
  downgrade: random.pick(Object.values(TierDowngrade)),
  graceDays: random.pick([0, 0, 30]),
  carryOver: random.pick(Object.values(TierCarryOver)),
  applyTo: random.pick(Object.values(TierApplication)),
  onRefund: random.pick(Object.values(TierOnRefund)),
});

function someProgram(random: Random): Program {
  const slots = random.between(2, 5);
  const visit = { kind: 'VISIT', stamps: 1 } as const;
  const spent = { kind: 'PER_AMOUNT', stamps: 1, amount: String(random.between(30, 120)) } as const;
  return programOf({
    id: random.uuid(), state: 'LIVE', version: 1, name: 'Card', kind: 'STAMP', slots, starts_at: ALWAYS, ends_at: null,
    rules: random.pick([[visit], [spent], [visit, spent]]),
    rewards: [{ at: slots, reward: { kind: 'points', spec: { points: random.between(5, 30) } } }],
    valid_for_days: null, daily_limit: null, min_interval_minutes: null, exclusive_group: null, priority: 0, surplus: 'CARRY', reopens: true, step_order: 'ANY',
    nearly_full_at: null, effective_from: null, earlier: [], pauses: [], planned_end: null,
  });
}

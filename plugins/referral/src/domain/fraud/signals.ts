import { isNearMinimum, type ReferralFacts } from './facts';

/** What a brand sets itself. */
export interface FraudTerms {
  /** From this score on, somebody looks at the referral before anything is paid. */
  readonly reviewAt: number;
  /** So many friends of one referrer behind one network are a family. */
  readonly household: number;
}

export const DEFAULT_TERMS: FraudTerms = { reviewAt: 100, household: 5 };

type Figures = Readonly<Record<string, number>>;

export interface Signal {
  /** What it adds at full strength; 100 alone has a referral looked at, by default. */
  readonly weight: number;
  /** From 0 (nothing of it) to 1. More of what is suspicious never makes it less. */
  readonly strength: (facts: ReferralFacts, terms: FraudTerms) => number;
  /** The numbers it saw, for whoever reads the reasons. */
  readonly figures: (facts: ReferralFacts, terms: FraudTerms) => Figures;
}

/** 0 up to `from`, 1 from `to` on, and straight between. */
const ramp = (value: number, from: number, to: number): number => Math.min(1, Math.max(0, (value - from) / (to - from)));
const flag = (is: boolean): number => (is ? 1 : 0);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const inPercent = (part: number, whole: number): number => Math.round(100 * share(part, whole));
const none = (): Figures => ({});

/** Nothing is said of the habits of fewer people than this. */
const FEW = 4;
/** A network with so many other referrers is no home: a shop's, a school's, a phone company's. */
const PUBLIC = 5;

/** The one person behind many accounts. */
const person = {
  LIKE_REFERRER: { weight: 100, strength: (f) => flag(f.isLikeReferrer), figures: none },
  LIKE_OTHERS: { weight: 100, strength: (f) => (f.alike === 0 ? 0 : f.alike === 1 ? 0.6 : 1), figures: (f) => ({ others: f.alike }) },
  DISPOSABLE_EMAIL: { weight: 70, strength: (f) => flag(f.email === 'DISPOSABLE'), figures: none },
  ALIAS_EMAIL: { weight: 25, strength: (f) => flag(f.email === 'ALIAS'), figures: none },
  RETURNED_FAVOUR: { weight: 60, strength: (f) => flag(f.isReturnedFavour), figures: none },
} satisfies Record<string, Signal>;

const place = {
  SAME_NETWORK: {
    weight: 45,
    strength: (f, { household }) => ramp(f.onNetwork + 1, household, household + 6) * (f.networkReferrers >= PUBLIC ? 0.5 : 1),
    figures: (f, { household }) => ({ friends: f.onNetwork + 1, household, otherReferrers: f.networkReferrers }),
  },
  REFERRERS_NETWORK: { weight: 5, strength: (f) => flag(f.onReferrersNetwork), figures: none },
  SAME_DEVICE: { weight: 90, strength: (f) => [0, 0.15, 0.4, 0.6][f.onDevice] ?? 1, figures: (f) => ({ others: f.onDevice }) },
  REFERRERS_DEVICE: { weight: 25, strength: (f) => flag(f.onReferrersDevice), figures: none },
} satisfies Record<string, Signal>;

const time = {
  BURST: { weight: 20, strength: (f) => ramp(f.inTheHour, 8, 28), figures: (f) => ({ withinAnHour: f.inTheHour + 1 }) },
  FAN_OUT: { weight: 10, strength: (f) => ramp(f.inTheMonth, 30, 130), figures: (f) => ({ within30Days: f.inTheMonth + 1 }) },
  YOUNG_REFERRER: { weight: 25, strength: (f) => 1 - ramp(f.referrerAgeDays, 1, 7), figures: (f) => ({ days: Math.floor(f.referrerAgeDays) }) },
  REFERRER_NEVER_BOUGHT: { weight: 20, strength: (f) => flag(!f.referrerHasBought), figures: none },
  FRESH_CHAIN: { weight: 90, strength: (f) => ramp(f.freshLinks, 0, 3), figures: (f) => ({ links: f.freshLinks }) },
} satisfies Record<string, Signal>;

const orders = {
  QUICK_ORDER: {
    weight: 5, strength: (f) => flag(f.minutesToOrder !== null && f.minutesToOrder <= 10), figures: (f) => ({ minutes: Math.floor(f.minutesToOrder ?? 0) }),
  },
  NEAR_MINIMUM: { weight: 5, strength: (f) => flag(f.percentOfMinimum !== null && isNearMinimum(f.percentOfMinimum)), figures: (f) => ({ percentOfMinimum: f.percentOfMinimum ?? 0 }) },
  ALL_NEAR_MINIMUM: {
    weight: 45,
    strength: (f) => ramp(share(f.boughtMinimum, f.bought), 0.6, 0.8) * ramp(f.bought, FEW - 1, FEW),
    figures: (f) => ({ percent: inPercent(f.boughtMinimum, f.bought), of: f.bought }),
  },
  SAME_TILL: { weight: 30, strength: (f) => ramp(f.atTheTill, 4, 8), figures: (f) => ({ friends: f.atTheTill + 1 }) },
  REFUNDS: {
    weight: 80, strength: (f) => ramp(share(f.refunded, f.bought), 0.2, 0.5) * ramp(f.bought, FEW - 1, FEW),
    figures: (f) => ({ percent: inPercent(f.refunded, f.bought), of: f.bought }),
  },
  NEVER_RETURN: {
    weight: 55, strength: (f) => ramp(share(f.hadTime - f.returned, f.hadTime), 0.75, 0.9) * ramp(f.hadTime, FEW - 1, FEW + 2),
    figures: (f) => ({ percent: inPercent(f.hadTime - f.returned, f.hadTime), of: f.hadTime }),
  },
} satisfies Record<string, Signal>;

/** All that is weighed, in the order in which equal ones are told. */
export const SIGNALS = { ...person, ...place, ...time, ...orders } satisfies Record<string, Signal>;

export type SignalCode = keyof typeof SIGNALS;

export const SIGNAL_CODES = Object.keys(SIGNALS) as SignalCode[];

import type { ReferralFacts } from './facts';
import { DEFAULT_TERMS, type FraudTerms, type Signal, SIGNAL_CODES, type SignalCode, SIGNALS } from './signals';

/** Which weights a decision was made by; rises with every change of a signal. */
const RULES_VERSION = 1;

/** What no score outweighs: such a referral is none. */
export type RefusalCode = 'SELF' | 'CIRCLE' | 'NOT_NEW' | 'STAFF';

export type Decision = 'APPROVED' | 'PENDING_REVIEW' | 'REJECTED';

/** Why: what was seen, what it weighs at most, and what it added. */
export interface Reason {
  readonly code: SignalCode | RefusalCode;
  /** Null: it decides by itself. */
  readonly weight: number | null;
  readonly points: number;
  readonly figures: Readonly<Record<string, number>>;
}

export interface Assessment {
  readonly decision: Decision;
  readonly score: number;
  /** What decides by itself first, then what added most. */
  readonly reasons: readonly Reason[];
  readonly rulesVersion: number;
}

const REFUSALS: readonly (readonly [RefusalCode, (facts: ReferralFacts) => boolean])[] = [
  ['SELF', (facts) => facts.isSelf],
  ['CIRCLE', (facts) => facts.closesCircle],
  ['NOT_NEW', (facts) => facts.wasMember],
  ['STAFF', (facts) => facts.referrerIsStaff],
];

export type Weights = Readonly<Partial<Record<SignalCode, number>>>;

/**
 * Decides by the facts alone: the same facts give the same decision, and one more suspicious fact never a milder one.
 * Soft signals reject nobody: from a score on, a person decides.
 *
 * @param weights in place of the signals' own, for trying them out
 */
export function assess(facts: ReferralFacts, terms: FraudTerms = DEFAULT_TERMS, weights: Weights = {}): Assessment {
  const refusals = REFUSALS.flatMap(([code, applies]): Reason[] => (applies(facts) ? [{ code, weight: null, points: 0, figures: {} }] : []));
  const signals = SIGNAL_CODES.flatMap((code): Reason[] => {
    const signal: Signal = SIGNALS[code];
    const weight = weights[code] ?? signal.weight;
    const points = Math.round(weight * signal.strength(facts, terms));
    return points === 0 ? [] : [{ code, weight, points, figures: signal.figures(facts, terms) }];
  }).sort((a, b) => b.points - a.points);
  const score = signals.reduce((sum, { points }) => sum + points, 0);
  return { decision: refusals.length > 0 ? 'REJECTED' : score >= terms.reviewAt ? 'PENDING_REVIEW' : 'APPROVED', score, reasons: [...refusals, ...signals], rulesVersion: RULES_VERSION };
}

import { assess, type Assessment } from './assess';
import { type ReferralFacts } from './facts';
import { DEFAULT_TERMS, SIGNAL_CODES, SIGNALS } from './signals';

/** A friend nobody would look at twice. */
const HONEST: ReferralFacts = {
  isSelf: false, closesCircle: false, wasMember: false, referrerIsStaff: false, email: 'PLAIN', isLikeReferrer: false, alike: 0, isReturnedFavour: false,
  onNetwork: 0, networkReferrers: 0, onReferrersNetwork: false, onDevice: 0, onReferrersDevice: false, inTheHour: 0, inTheMonth: 2, referrerAgeDays: 90,
  referrerHasBought: true, freshLinks: 0, minutesToOrder: 1_440, percentOfMinimum: 180, atTheTill: 0, bought: 2, boughtMinimum: 0, refunded: 0, hadTime: 3, returned: 2,
};

/** What is more suspicious of each fact, step by step; the hard ones decide by themselves. */
const WORSE: { readonly [F in keyof ReferralFacts]?: readonly ReferralFacts[F][] } = {
  email: ['PLAIN', 'ALIAS', 'DISPOSABLE'], isLikeReferrer: [false, true], alike: [0, 1, 2, 3, 9], isReturnedFavour: [false, true],
  onNetwork: [0, 3, 4, 5, 7, 10, 40], networkReferrers: [9, 5, 4, 0], onReferrersNetwork: [false, true], onDevice: [0, 1, 2, 3, 4, 5, 60], onReferrersDevice: [false, true],
  inTheHour: [0, 7, 8, 9, 20, 28, 300], inTheMonth: [0, 30, 31, 90, 130, 900], referrerAgeDays: [400, 7, 6, 3, 1, 0], referrerHasBought: [true, false],
  freshLinks: [0, 1, 2, 3, 8], minutesToOrder: [null, 90, 11, 10, 0], percentOfMinimum: [null, 300, 115, 114, 100], atTheTill: [0, 2, 4, 5, 7, 8, 30],
  boughtMinimum: [0, 12, 13, 14, 16, 20], refunded: [0, 4, 5, 7, 10, 20], returned: [20, 5, 4, 3, 2, 0],
};

/** The same ones each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => ((state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647) / 2_147_483_647);
}

const pick = <T>(next: () => number, from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;

const any = (next: () => number): ReferralFacts => ({
  ...HONEST, bought: 20, hadTime: 20, ...Object.fromEntries(Object.entries(WORSE).map(([fact, values]) => [fact, pick<unknown>(next, values)])),
});

const pointsOf = ({ reasons }: Assessment): Record<string, number> => Object.fromEntries(reasons.map(({ code, points }) => [code, points]));

describe('assess', () => {
  it('approves the friend of a customer, and has nothing to say about it', () => {
    expect(assess(HONEST)).toEqual({ decision: 'APPROVED', score: 0, reasons: [], rulesVersion: 1 });
  });

  it('rejects what no score outweighs, and says which it was', () => {
    expect(assess({ ...HONEST, isSelf: true, wasMember: true })).toMatchObject({ decision: 'REJECTED', score: 0, reasons: [{ code: 'SELF', weight: null }, { code: 'NOT_NEW', weight: null }] });
    expect(assess({ ...HONEST, closesCircle: true }).reasons).toEqual([{ code: 'CIRCLE', weight: null, points: 0, figures: {} }]);
    expect(assess({ ...HONEST, referrerIsStaff: true }).reasons).toEqual([{ code: 'STAFF', weight: null, points: 0, figures: {} }]);
  });

  it('adds up, tells what added most first, and shows the numbers it saw', () => {
    const facts = { ...HONEST, onNetwork: 7, email: 'ALIAS' as const, bought: 10, boughtMinimum: 8, percentOfMinimum: 100, referrerHasBought: false };
    expect(assess(facts)).toEqual({
      decision: 'PENDING_REVIEW', score: 118, rulesVersion: 1,
      reasons: [
        { code: 'ALL_NEAR_MINIMUM', weight: 45, points: 45, figures: { percent: 80, of: 10 } },
        { code: 'ALIAS_EMAIL', weight: 25, points: 25, figures: {} },
        { code: 'SAME_NETWORK', weight: 45, points: 23, figures: { friends: 8, household: 5, otherReferrers: 0 } },
        { code: 'REFERRER_NEVER_BOUGHT', weight: 20, points: 20, figures: {} },
        { code: 'NEAR_MINIMUM', weight: 5, points: 5, figures: { percentOfMinimum: 100 } },
      ],
    });
    expect(assess(facts, { ...DEFAULT_TERMS, reviewAt: 119 }).decision).toBe('APPROVED');
    expect(pointsOf(assess(facts, { ...DEFAULT_TERMS, household: 8 }))).not.toHaveProperty('SAME_NETWORK');
    expect(pointsOf(assess(facts, DEFAULT_TERMS, { ALIAS_EMAIL: 0 }))).not.toHaveProperty('ALIAS_EMAIL');
  });

  it('never scores lower, or decides milder, for one more suspicious fact: 2,000 cases, each fact made worse', () => {
    const next = random(20_261_122);
    const severity = { APPROVED: 0, PENDING_REVIEW: 1, REJECTED: 2 };
    for (let round = 0; round < 2_000; round++) {
      const facts = any(next);
      const fact = pick(next, Object.keys(WORSE) as (keyof typeof WORSE)[]);
      const steps = (WORSE[fact] ?? []).map((value) => assess({ ...facts, [fact]: value }));
      for (const [place, step] of steps.entries()) {
        const before = steps[place - 1];
        if (before && (step.score < before.score || severity[step.decision] < severity[before.decision])) throw new Error(`${fact} made worse (step ${String(place)}) lowers ${before.score} to ${step.score}: ${JSON.stringify(facts)}`);
      }
    }
  });

  it('lets every signal be the one that counts, none above its weight', () => {
    const next = random(7);
    const most: Record<string, number> = {};
    for (let round = 0; round < 2_000; round++) for (const { code, points } of assess(any(next)).reasons) most[code] = Math.max(most[code] ?? 0, points);
    expect(most).toEqual(Object.fromEntries(SIGNAL_CODES.map((code) => [code, SIGNALS[code].weight])));
  });
});

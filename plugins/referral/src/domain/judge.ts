import { type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import { insertJudgements, lockEdges, lockReviews, type MadeBy, type ReviewRow, type ReviewState, type StoredReason, writeReviews } from '../data/review.statements';
import { settings } from '../settings';
import { ReferralJudged } from './events';
import { assess, type Assessment } from './fraud/assess';
import { factsOf } from './fraud/facts';
import type { FraudTerms } from './fraud/signals';
import { EDGE_PREFIX } from './ids';
import { surroundingsOf } from './surroundings';

/** How a referral stands. */
export interface Standing {
  readonly state: ReviewState;
  /** What spoke most against it, of one that is not approved. */
  readonly reason: string | null;
}

/**
 * Decides about referrals something of which is about to be paid, and answers how each stands: only what is APPROVED is
 * paid. What staff decided stands, and what waits for them or was refused is not looked at again; anything else is
 * judged by what is known now. The caller holds the members' locks.
 */
export async function judge(ctx: Context, edgeIds: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
  const ids = [...new Set(edgeIds)].sort();
  if (ids.length === 0) return new Map();
  await ctx.sql(lockEdges(ids));
  const standing = new Map((await ctx.sql(lockReviews(ids))).map((review) => [review.edge_id, review]));
  const open = ids.filter((id) => isOpen(standing.get(id)));
  const judged = open.length === 0 ? [] : await assessAll(ctx, open);
  await writeJudgements(ctx, judged.filter(({ edgeId, assessment }) => isNews(standing.get(edgeId), assessment)).map((news) => ({ ...news, decision: news.assessment.decision, madeBy: 'RULES' })));
  return new Map([
    ...[...standing.values()].map((review) => [review.edge_id, standingOf(review.state, review.made_by, review.reasons)] as const),
    ...judged.map(({ edgeId, assessment: { decision, reasons } }) => [edgeId, standingOf(decision, 'RULES', reasons)] as const),
  ]);
}

const standingOf = (state: ReviewState, madeBy: MadeBy, reasons: readonly StoredReason[]): Standing =>
  ({ state, reason: state === 'APPROVED' ? null : madeBy === 'STAFF' ? 'REVIEWED' : (reasons[0]?.code ?? null) });

const isOpen = (review: ReviewRow | undefined): boolean => review === undefined || (review.made_by === 'RULES' && review.state === 'APPROVED');

/** The same signals again are not written again, with whatever numbers. */
const isNews = (review: ReviewRow | undefined, { decision, reasons }: Assessment): boolean =>
  review === undefined || review.state !== decision || review.reasons.map(({ code }) => code).sort().join() !== reasons.map(({ code }) => code).sort().join();

export interface Judged {
  readonly edgeId: string;
  readonly assessment: Assessment;
  readonly terms: FraudTerms;
}

/** What the facts say now. */
export async function assessAll(ctx: Context, edgeIds: readonly string[]): Promise<Judged[]> {
  const [surroundings, { reviewScore, household }] = await Promise.all([surroundingsOf(ctx, edgeIds), ctx.settings(settings)]);
  const terms = { reviewAt: reviewScore, household };
  return [...surroundings].map(([edgeId, seen]) => ({ edgeId, assessment: assess(factsOf(seen, ctx.now), terms), terms }));
}

/** What is written down: of what staff say, beside what the facts say. */
export interface NewJudgement extends Omit<Judged, 'assessment'> {
  readonly assessment: { readonly score: number; readonly reasons: readonly StoredReason[]; readonly rulesVersion: number };
  readonly decision: ReviewState;
  readonly madeBy: MadeBy;
}

/** The edges are locked. Whoever is judged is not told of it: the events are about no member. */
export async function writeJudgements(ctx: Context, judged: readonly NewJudgement[]): Promise<void> {
  if (judged.length === 0) return;
  const rows = JSON.stringify(judged.map(({ edgeId, decision, madeBy, assessment: { score, reasons, rulesVersion }, terms }) => (
    { id: newUuid(), review_id: newUuid(), edge_id: edgeId, decision, made_by: madeBy, score, reasons, rules_version: rulesVersion, terms })));
  await ctx.sql(insertJudgements(rows));
  await ctx.sql(writeReviews(rows));
  for (const { edgeId, decision, madeBy, assessment: { score } } of judged) ctx.emit(ReferralJudged, { edgeId: publicId(EDGE_PREFIX, edgeId), decision, score, madeBy });
}

import { Members } from '@regulars/member/contract';
import { type Context, InvalidTransitionError, NotFoundError, Problems, publicId, readId, readName, reject } from '@regulars/plugin-sdk';
import { type EdgeRow, edgesById } from '../data/edge.statements';
import { judgementsOf, lockEdges, lockReviews, type ReviewRow, reviewsById, reviewsOfEdges } from '../data/review.statements';
import { wakeRewards } from '../data/reward.statements';
import { EDGE_PREFIX, REVIEW_PREFIX } from './ids';
import { assessAll, writeJudgements } from './judge';

const MAX_REASON = 500;

export interface ReviewRef {
  /** uuid */
  readonly reviewId: string;
}

function checkReason(reason: string): void {
  const problems = new Problems();
  readName(reason, MAX_REASON, 'reason', problems);
  problems.throwIfAny();
}

/** Locks a referral as `judge` does: its members, itself, how it stands. */
async function lockReferral(ctx: Context, edge: EdgeRow): Promise<ReviewRow | null> {
  await ctx.use(Members).lock([edge.referrer_id, edge.referee_id]);
  await ctx.sql(lockEdges([edge.id]));
  ctx.about(publicId('mbr', edge.referrer_id));
  ctx.about(publicId('mbr', edge.referee_id));
  return (await ctx.sql(lockReviews([edge.id])))[0] ?? null;
}

const refuseTransition = (state: ReviewRow['state'], to: ReviewRow['state'], path: string): never =>
  reject(new InvalidTransitionError({ en: 'It does not stand so that this can be said of it.', 'zh-TW': '目前狀態無法進行此操作。' }, state, to, path));

/** Somebody wants a referral looked at before anything more of it is paid, whatever was decided before. */
export async function openReview(ctx: Context, edgeId: string, reason: string): Promise<ReviewRef> {
  checkReason(reason);
  const uuid = readId(EDGE_PREFIX, edgeId);
  const [edge] = uuid === null ? [] : await ctx.sql(edgesById([uuid]));
  if (!edge || edge.state === 'DROPPED') return reject(new NotFoundError({ en: 'There is no such referral.', 'zh-TW': '查無此推薦。' }, 'edgeId', edgeId));
  const standing = await lockReferral(ctx, edge);
  if (standing?.state === 'PENDING_REVIEW') refuseTransition(standing.state, 'PENDING_REVIEW', 'edgeId');
  const judged = await assessAll(ctx, [edge.id]);
  await writeJudgements(ctx, judged.map((each) => ({ ...each, decision: 'PENDING_REVIEW', madeBy: 'STAFF' })));
  const [review] = await ctx.sql(reviewsOfEdges([edge.id]));
  return review ? { reviewId: review.id } : ctx.restart('The referral went meanwhile');
}

/**
 * Somebody has looked at a referral that waits. What they say stands for all that it gives from now on; why stands in the
 * audit, with who it was. Rewards that waited for it are looked at again when next something is paid.
 */
export async function decideReview(ctx: Context, id: string, decision: 'APPROVED' | 'REJECTED', reason: string): Promise<ReviewRef> {
  checkReason(reason);
  const uuid = readId(REVIEW_PREFIX, id);
  const [seen] = uuid === null ? [] : await ctx.sql(reviewsById([uuid]));
  const [edge] = seen ? await ctx.sql(edgesById([seen.edge_id])) : [];
  if (!edge) return reject(new NotFoundError({ en: 'There is no such review.', 'zh-TW': '查無此審核。' }, 'id', id));
  const review = await lockReferral(ctx, edge);
  if (review?.state !== 'PENDING_REVIEW') return refuseTransition(review?.state ?? 'PENDING_REVIEW', decision, 'id');
  const last = (await ctx.sql(judgementsOf([edge.id]))).at(-1);
  if (!last) throw new Error('A review without a judgement');
  const { score, reasons, rules_version: rulesVersion, terms } = last;
  await writeJudgements(ctx, [{ edgeId: edge.id, decision, madeBy: 'STAFF', assessment: { score, reasons, rulesVersion }, terms }]);
  await ctx.sql(wakeRewards(edge.id));
  return { reviewId: review.id };
}

import { type Context, defineLoader, Direction, type ListDefinition, manyForEach, oneForEach } from '@regulars/plugin-sdk';
import { type JudgementRow, judgementsOf, REVIEW_COLUMNS, type ReviewRow, REVIEWS, reviewsById, reviewsOfEdges } from '../data/review.statements';
import { type ReferralReview, reviewObject } from './review.type';

/** The oldest first: who waits longest is next. */
export const reviewList: ListDefinition<ReviewRow, ReferralReview> = {
  name: 'referral.reviews', select: REVIEW_COLUMNS, from: REVIEWS, id: { expression: 'r.id', type: 'uuid', direction: Direction.ASC }, toItem: reviewObject,
};

export async function loadReviews(ctx: Context, ids: readonly string[]): Promise<(ReferralReview | null)[]> {
  return oneForEach(ids, (await ctx.sql(reviewsById(ids))).map(reviewObject), ({ row }) => row.id);
}

/** By uuid. */
export const reviewById = defineLoader<string, ReferralReview | null>(loadReviews);

/** By the edge's uuid. */
export const reviewOfEdge = defineLoader<string, ReferralReview | null>(async (ctx, ids) =>
  oneForEach(ids, (await ctx.sql(reviewsOfEdges(ids))).map(reviewObject), ({ row }) => row.edge_id));

/** By the edge's uuid, the first first. */
export const judgementsOfEdge = defineLoader<string, readonly JudgementRow[]>(async (ctx, ids) => manyForEach(ids, await ctx.sql(judgementsOf(ids)), ({ edge_id }) => edge_id));

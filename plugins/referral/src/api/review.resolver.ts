import { type Connection, type Context, condition, listPage, Payload, textIn } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { StoredReason } from '../data/review.statements';
import { wordsOf } from '../domain/fraud/words';
import { decideReview, openReview, type ReviewRef } from '../domain/review';
import { permissions } from '../permissions';
import { edgeById } from './edge.loaders';
import { ReferralEdge } from './edge.type';
import { ReferralReviewState } from './enums';
import { judgementsOfEdge, reviewById, reviewList, reviewOfEdge } from './review.loaders';
import { ReferralJudgement, ReferralReason, ReferralReview, ReferralReviewConnection } from './review.type';

@ObjectType({ simpleResolvers: true })
export class ReferralReviewPayload extends Payload {
  readonly reviewId?: string;

  @Field(() => ReferralReview, { nullable: true })
  review(@Ctx() ctx: Context): Promise<ReferralReview | null> | null {
    return this.reviewId === undefined ? null : ctx.load(reviewById, this.reviewId);
  }
}

const reasonObject = (ctx: Context, reason: StoredReason): ReferralReason => Object.assign(new ReferralReason(), reason, { message: textIn(wordsOf(reason), ctx.language) });

@Resolver()
export class ReviewResolver {
  @Authorized(permissions.review)
  @Query(() => ReferralReviewConnection, { description: 'Referrals something of which was to be paid: those that wait for somebody to look, unless asked for others. The longest waiting first.' })
  referralReviews(
    @Ctx() ctx: Context,
    @Arg('state', () => ReferralReviewState, { defaultValue: ReferralReviewState.PENDING_REVIEW }) state: ReferralReviewState,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ReferralReview>> {
    return listPage(ctx, reviewList, { page: { first, after }, where: condition('r.state = ?', state) });
  }

  @Authorized(permissions.review)
  @Mutation(() => ReferralReviewPayload, { description: 'Has a referral looked at before anything more of it is paid, also one about which it was decided. Why is kept in the audit.' })
  referralReviewOpen(
    @Ctx() ctx: Context,
    @Arg('edgeId', () => ID) edgeId: string,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
  ): Promise<ReviewRef> {
    return openReview(ctx, edgeId, reason);
  }

  @Authorized(permissions.review)
  @Mutation(() => ReferralReviewPayload, { description: 'Says whether a referral that waits is paid for: all it has given that waits, and all it gives later. Why is kept in the audit.' })
  referralReviewDecide(
    @Ctx() ctx: Context,
    @Arg('id', () => ID) id: string,
    @Arg('approve', () => Boolean, { description: 'False: nothing of it is paid, ever.' }) approve: boolean,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
  ): Promise<ReviewRef> {
    return decideReview(ctx, id, approve ? 'APPROVED' : 'REJECTED', reason);
  }
}

@Resolver(() => ReferralReview)
export class ReviewFieldResolver {
  @FieldResolver(() => ReferralEdge, { nullable: true })
  edge(@Root() { row }: ReferralReview, @Ctx() ctx: Context): Promise<ReferralEdge | null> {
    return ctx.load(edgeById, row.edge_id);
  }

  @FieldResolver(() => [ReferralReason], { description: 'What decides by itself first, then what added most.' })
  reasons(@Root() { row }: ReferralReview, @Ctx() ctx: Context): ReferralReason[] {
    return row.reasons.map((reason) => reasonObject(ctx, reason));
  }

  @FieldResolver(() => [ReferralJudgement], { description: 'All that was decided, the first first.' })
  async judgements(@Root() { row }: ReferralReview, @Ctx() ctx: Context): Promise<ReferralJudgement[]> {
    return (await ctx.load(judgementsOfEdge, row.edge_id)).map((judgement) => Object.assign(new ReferralJudgement(), {
      decision: judgement.decision, madeBy: judgement.made_by, score: judgement.score, reasons: judgement.reasons.map((reason) => reasonObject(ctx, reason)),
      reviewScore: judgement.terms.reviewAt, rulesVersion: judgement.rules_version, at: judgement.at,
    }));
  }
}

@Resolver(() => ReferralEdge)
export class EdgeReviewResolver {
  @FieldResolver(() => ReferralReview, { nullable: true, description: 'Null until something of it was to be paid, and to who may not review.' })
  review(@Root() { row }: ReferralEdge, @Ctx() ctx: Context): Promise<ReferralReview | null> | null {
    return ctx.can(permissions.review) ? ctx.load(reviewOfEdge, row.id) : null;
  }
}

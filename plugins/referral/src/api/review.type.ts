import { connectionOf, DateTimeScalar, JsonScalar, Node, publicId, type Json } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { ReviewRow } from '../data/review.statements';
import { REVIEW_PREFIX } from '../domain/ids';
import { ReferralJudge, ReferralReviewState } from './enums';

@ObjectType({ simpleResolvers: true, description: 'Why a referral looks like fraud.' })
export class ReferralReason {
  @Field(() => String)
  code: string;

  @Field(() => String, { description: 'In the caller\'s language, with the numbers that were seen.' })
  message: string;

  @Field(() => Int, { nullable: true, description: 'The most it can add. Null: it decides by itself.' })
  weight: number | null;

  @Field(() => Int, { description: 'What it added to the score.' })
  points: number;

  @Field(() => JsonScalar, { description: 'The numbers that were seen, by name.' })
  figures: Json;
}

@ObjectType({ simpleResolvers: true, description: 'One decision about a referral. None is ever changed.' })
export class ReferralJudgement {
  @Field(() => ReferralReviewState)
  decision: ReviewRow['state'];

  @Field(() => ReferralJudge)
  madeBy: ReviewRow['made_by'];

  @Field(() => Int)
  score: number;

  @Field(() => [ReferralReason], { description: 'What decides by itself first, then what added most. Of what staff decided: what they saw.' })
  reasons: readonly ReferralReason[];

  @Field(() => Int, { description: 'The score from which on somebody had to look.' })
  reviewScore: number;

  @Field(() => Int, { description: 'Rises whenever a signal or its weight changes.' })
  rulesVersion: number;

  @Field(() => DateTimeScalar)
  at: Date;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'How it stands about a referral something of which was to be paid.' })
export class ReferralReview extends Node {
  readonly row: ReviewRow;

  @Field(() => ReferralReviewState)
  state: ReviewRow['state'];

  @Field(() => ReferralJudge, { description: 'Who decided last.' })
  madeBy: ReviewRow['made_by'];

  @Field(() => Int)
  score: number;

  @Field(() => DateTimeScalar, { description: 'Since when it stands so.' })
  at: Date;
}

export const ReferralReviewConnection = connectionOf(() => ReferralReview, 'ReferralReview');

export const reviewObject = (row: ReviewRow): ReferralReview => Object.assign(Object.create(ReferralReview.prototype) as ReferralReview, {
  id: publicId(REVIEW_PREFIX, row.id), row, state: row.state, madeBy: row.made_by, score: row.score, at: row.at,
});

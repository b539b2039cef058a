import { connectionOf, type Context, DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { RewardRow } from '../data/reward.statements';
import { REWARD_PREFIX } from '../domain/ids';
import { ReferralRewardState } from './enums';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What somebody is given, by one rule, for one thing that one friend did.' })
export class ReferralReward extends Node {
  readonly row: RewardRow;

  @Field(() => String, { description: 'Key of the rule.' })
  rule: string;

  @Field(() => Int)
  level: number;

  @Field(() => ReferralRewardState)
  state: RewardRow['state'];

  @Field(() => Int, { description: 'What it comes to as things stand: of a share so many, else 1.' })
  amount: number;

  @Field(() => Int, { description: 'How much of it was given and not taken back.' })
  given: number;

  @Field(() => DateTimeScalar, { description: 'When the friend did it.' })
  at: Date;

  @Field(() => DateTimeScalar, { description: 'When it is given, unless something speaks against it.' })
  dueAt: Date;
}

export const ReferralRewardConnection = connectionOf(() => ReferralReward, 'ReferralReward');

/** Members are not told that somebody looks: to them it is pending. */
export const rewardObject = (row: RewardRow, { audience }: Context): ReferralReward => Object.assign(Object.create(ReferralReward.prototype) as ReferralReward, {
  id: publicId(REWARD_PREFIX, row.id), row, rule: row.rule_key, level: row.level, state: row.state === 'REVIEW' && audience === 'member' ? 'PENDING' : row.state, amount: row.amount, given: row.paid, at: row.at, dueAt: row.due_at,
});

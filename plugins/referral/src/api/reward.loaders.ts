import { type Context, defineLoader, Direction, type ListDefinition, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { REWARD_COLUMNS, type RewardRow, REWARDS, rewardsById } from '../data/reward.statements';
import { type ReferralReward, rewardObject } from './reward.type';

const rewards: ListDefinition<RewardRow, ReferralReward> = {
  name: 'referral.rewards',
  select: REWARD_COLUMNS,
  from: REWARDS,
  id: { expression: 'r.id', type: 'uuid', direction: Direction.DESC },
  parent: 'r.member_id',
  toItem: rewardObject,
};

export const rewardsOfMember = nestedListLoader(rewards);

export const rewardsOfEdge = nestedListLoader({ ...rewards, name: 'referral.rewards-of-edge', parent: 'r.edge_id' });

export async function loadRewards(ctx: Context, ids: readonly string[]): Promise<(ReferralReward | null)[]> {
  return oneForEach(ids, (await ctx.sql(rewardsById(ids))).map((row) => rewardObject(row, ctx)), ({ row }) => row.id);
}

/** By uuid. */
export const rewardById = defineLoader<string, ReferralReward | null>(loadRewards);

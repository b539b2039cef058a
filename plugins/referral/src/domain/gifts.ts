import { type RewardGift, RewardKinds, type RewardReceipt, revokeRewards, rewardsOfCauses } from '@regulars/member/contract';
import { type Context, publicId, WHOLE_BP } from '@regulars/plugin-sdk';
import type { ReferralRule } from '../data/program-terms';
import type { RewardRow } from '../data/reward.statements';
import { PROGRAM_PREFIX, REWARD_PREFIX } from './ids';

const keyOf = ({ id }: Pick<RewardRow, 'id'>, gift: number): string => `reward/${id}/${gift}`;

/** What is still to be given of a reward. */
export function giftOf(ctx: Context, reward: RewardRow, { reward: { kind, spec }, share }: ReferralRule): RewardGift {
  return {
    kind, spec: share === null ? spec : { ...(spec as object), [share.field]: reward.amount - reward.paid }, memberId: reward.member_id, at: ctx.now,
    cause: {
      module: 'referral', key: keyOf(reward, reward.gifts + 1), orderId: reward.order_id,
      detail: { program: publicId(PROGRAM_PREFIX, reward.program_id), version: reward.version, rule: reward.rule_key, level: reward.level, reward: publicId(REWARD_PREFIX, reward.id) },
    },
  };
}

interface Given {
  readonly receipt: RewardReceipt;
  readonly whole: number;
}

const leftOf = ({ receipt, whole }: Given): number => whole - Math.floor((whole * receipt.revokedBp) / WHOLE_BP);

/** Takes back until no more than `most` of a reward is left; answers what is left: all, of a kind that is switched off. Whoever has it is locked. */
export async function takeBack(ctx: Context, reward: RewardRow, { share, reward: { kind: name } }: ReferralRule, most: number): Promise<number> {
  if (!ctx.extensions(RewardKinds).some(({ kind }) => kind === name)) return reward.paid;
  const causes = Array.from({ length: reward.gifts }, (_, gift) => ({ module: 'referral', key: keyOf(reward, gift + 1) }));
  const receipts = await rewardsOfCauses(ctx, causes);
  let left = 0;
  for (const cause of causes) {
    const receipt = receipts.find((one) => one.cause.key === cause.key);
    if (!receipt) continue;
    const given = { receipt, whole: share === null ? 1 : ((receipt.spec as Record<string, number>)[share.field] ?? 0) };
    const kept = Math.min(leftOf(given), most - left);
    const portion = Math.ceil(((given.whole - kept) * WHOLE_BP) / given.whole);
    await revokeRewards(ctx, [receipt], portion);
    left += given.whole - Math.floor((given.whole * Math.max(portion, receipt.revokedBp)) / WHOLE_BP);
  }
  return left;
}

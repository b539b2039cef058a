import { giveRewards, type RewardGift, type RewardReceipt, revokeRewards, rewardsOfCauses, usedRewards } from '@regulars/member/contract';
import { type Context, publicId } from '@regulars/plugin-sdk';
import type { Crossing } from './crossings';
import { PROGRAM_PREFIX } from './ids';

/** What brought a change about, and when it took effect. */
export interface Occasion {
  readonly orderId: string | null;
  readonly at: Date;
}

/** What was given for thresholds that are lost: what can be taken back, and which thresholds keep theirs since it was used. */
export async function readLost(ctx: Context, lost: readonly Crossing[]): Promise<{ readonly receipts: readonly RewardReceipt[]; readonly used: ReadonlySet<Crossing> }> {
  if (lost.length === 0) return { receipts: [], used: new Set() };
  const receipts = await rewardsOfCauses(ctx, lost.map(({ cause }) => cause));
  const used = await usedRewards(ctx, receipts);
  const usedKeys = new Set(receipts.filter(({ id }) => used.has(id)).map(({ cause }) => cause.key));
  return { receipts: receipts.filter(({ id }) => !used.has(id)), used: new Set(lost.filter(({ cause }) => usedKeys.has(cause.key))) };
}

export async function exchangeRewards(ctx: Context, due: readonly Crossing[], receipts: readonly RewardReceipt[], occasionOf: (memberId: string) => Occasion): Promise<void> {
  await revokeRewards(ctx, receipts);
  await giveRewards(ctx, due.map((one) => giftOf(one, occasionOf(one.change.memberId))));
}

function giftOf({ change: { program, memberId, number }, at, reward, cause }: Crossing, occasion: Occasion): RewardGift {
  return { ...reward, memberId, at: occasion.at, cause: { ...cause, orderId: occasion.orderId, detail: { programId: publicId(PROGRAM_PREFIX, program.id), card: number, at } } };
}

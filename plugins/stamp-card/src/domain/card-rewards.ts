import { giveRewards, type RewardGift, type RewardReceipt, revokeRewards, rewardsOfCauses, usedRewards } from '@regulars/member/contract';
import { type Context, publicId } from '@regulars/plugin-sdk';
import type { Crossing, Crossings } from './crossings';
import { PROGRAM_PREFIX } from './ids';

/** What brought a change about, and when it took effect. */
export interface Occasion {
  readonly orderId: string | null;
  readonly at: Date;
}

/** What is to be given and taken back. */
export interface Exchange {
  readonly due: readonly Crossing[];
  readonly receipts: readonly RewardReceipt[];
  /** Lost thresholds that keep what they gave, since it was used. */
  readonly used: readonly Crossing[];
}

/** A threshold gives its thing once: one that still has it, used or from before, gives nothing when it is crossed again. */
export async function readExchange(ctx: Context, { due, lost }: Crossings): Promise<Exchange> {
  const causes = new Map([...lost, ...due].map(({ cause }) => [cause.key, cause]));
  const given = await rewardsOfCauses(ctx, [...causes.values()]);
  const lostKeys = new Set(lost.map(({ cause }) => cause.key));
  const ofLost = given.filter(({ cause }) => lostKeys.has(cause.key));
  const used = await usedRewards(ctx, ofLost);
  const receipts = ofLost.filter(({ id }) => !used.has(id));
  const standing = new Set(given.filter((one) => !receipts.includes(one)).map(({ cause }) => cause.key));
  return { due: due.filter(({ cause }) => !standing.has(cause.key)), receipts, used: lost.filter(({ cause }) => standing.has(cause.key)) };
}

export async function exchangeRewards(ctx: Context, { due, receipts }: Exchange, occasionOf: (memberId: string) => Occasion): Promise<void> {
  await revokeRewards(ctx, receipts);
  await giveRewards(ctx, due.map((one) => giftOf(one, occasionOf(one.change.memberId))));
}

function giftOf({ change: { program, memberId, number }, at, reward, cause }: Crossing, occasion: Occasion): RewardGift {
  return { ...reward, memberId, at: occasion.at, cause: { ...cause, orderId: occasion.orderId, detail: { programId: publicId(PROGRAM_PREFIX, program.id), card: number, at } } };
}

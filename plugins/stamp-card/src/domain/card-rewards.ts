import { AsyncLocalStorage } from 'node:async_hooks';
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

/** Programs whose rewards are being given in this chain of calls. */
const giving = new AsyncLocalStorage<ReadonlySet<string>>();

/**
 * Rewards can lead to stamps of the card that gives them, by what a bundle was filled with later: such a card gives nothing for
 * stamps that it gave itself, or the sale would never end.
 */
export async function exchangeRewards(ctx: Context, { due, receipts }: Exchange, occasionOf: (memberId: string) => Occasion): Promise<void> {
  await revokeRewards(ctx, receipts);
  const above = giving.getStore() ?? new Set<string>();
  const gifts = due.filter(({ change }) => !above.has(change.program.id));
  if (gifts.length === 0) return;
  const all = new Set([...above, ...gifts.map(({ change }) => change.program.id)]);
  await giving.run(all, () => giveRewards(ctx, gifts.map((one) => giftOf(one, occasionOf(one.change.memberId)))));
}

function giftOf({ change: { program, memberId, number }, at, reward, cause }: Crossing, occasion: Occasion): RewardGift {
  return { ...reward, memberId, at: occasion.at, cause: { ...cause, orderId: occasion.orderId, detail: { programId: publicId(PROGRAM_PREFIX, program.id), card: number, at } } };
}

import { giveRewards, type RewardGift } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import { insertGifts } from '../data/write-standings.statements';
import { after, before, type JudgedMember } from './judged-member';
import { type TierDefinition, TierGiftOccasion, type TierProgram, tierOfCode } from './program';
import type { Standing } from './standing';

/** One occasion of one member, which is not to give twice. */
export interface GiftOccasion {
  readonly memberId: string;
  readonly tier: TierDefinition;
  readonly on: TierGiftOccasion;
  /** What makes it one: with the member and `on`, the key of the log. */
  readonly occurrence: string;
  readonly at: Date;
  readonly orderId: string | null;
}

/** Gives what a judgement deserves: of an upgrade once a tier, of a renewal each time. */
export async function giveGifts(ctx: Context, program: TierProgram, judged: readonly JudgedMember[]): Promise<void> {
  const occasions = judged.flatMap((member) => occasionOf(program, member) ?? []);
  if (occasions.length > 0) await giveOnOccasions(ctx, occasions);
}

/** Writes the occasions down and gives their rewards; the caller knows that none of them has been. */
export async function giveOnOccasions(ctx: Context, occasions: readonly GiftOccasion[]): Promise<void> {
  const rows = occasions.map(({ memberId, on, occurrence, tier, at }) => ({ member_id: memberId, occasion: on, occurrence, tier_code: tier.code, given_at: at }));
  void ctx.sql(insertGifts(JSON.stringify(rows))).catch(() => undefined);
  await giveRewards(ctx, occasions.flatMap(rewardsOf));
}

export const giftsOf = (tier: TierDefinition, on: TierGiftOccasion): TierDefinition['gifts'] => tier.gifts.filter((gift) => gift.on === on);

const rewardsOf = ({ memberId, tier, on, occurrence, at, orderId }: GiftOccasion): RewardGift[] =>
  giftsOf(tier, on).map(({ reward }, index) => ({
    memberId, at, kind: reward.kind, spec: reward.spec,
    cause: { module: 'tier', key: `${on}/${memberId}/${occurrence}/${index}`, orderId, detail: { tier: tier.code, on } },
  }));

function occasionOf(program: TierProgram, member: JudgedMember): GiftOccasion | null {
  const [from, to] = [before(member), after(member)];
  const tier = tierOfCode(program, to.tier);
  if (!tier || !member.case.isActive) return null;
  const on = deserved(from, to);
  if (on === null || giftsOf(tier, on).length === 0) return null;
  const occurrence = on === TierGiftOccasion.UPGRADE ? tier.code : `${tier.code}/${new Date(to.from).toISOString()}`;
  if (member.case.gifts.has(`${on}/${occurrence}`)) return null;
  return { memberId: member.case.memberId, tier, on, occurrence, at: new Date(to.from), orderId: to.cause.orderId };
}

function deserved(from: Standing, to: Standing): TierGiftOccasion | null {
  if (to.reason === 'UPGRADED' && from.tier !== to.tier) return TierGiftOccasion.UPGRADE;
  return to.reason === 'RENEWED' && from.from !== to.from ? TierGiftOccasion.RENEW : null;
}

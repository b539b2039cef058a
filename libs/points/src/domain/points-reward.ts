import type { RewardKindOf } from '@regulars/member/contract';
import { addDays, businessDateOf, type Context, type Text } from '@regulars/plugin-sdk';
import { z } from 'zod';
import { endOfDay } from './lot-terms';
import { Points } from './points';

const spec = z.strictObject({
  points: z.int().min(1).max(10_000_000),
  /** Usable up to and including the day so many days after it was deserved; left out: as the brand's settings say. */
  expiresAfterDays: z.int().min(0).max(36_500).optional(),
});

type PointsSpec = z.infer<typeof spec>;

const describe = ({ points, expiresAfterDays }: PointsSpec): Text => {
  const days = expiresAfterDays === undefined ? { en: '', zh: '' } : { en: `, usable for ${expiresAfterDays} days`, zh: `，${expiresAfterDays} 天內有效` };
  return { en: `${points} ${points === 1 ? 'point' : 'points'}${days.en}`, 'zh-TW': `${points} 點${days.zh}` };
};

const expiryOf = (ctx: Context, at: Date, days: number): Date => endOfDay(addDays(businessDateOf(at, ctx.brand), days), ctx.brand);

/** Points as something to give: by tiers, stamp cards, prizes. */
export const pointsReward: RewardKindOf<PointsSpec> = {
  kind: 'points',
  spec,
  describe,
  async grant(ctx, grants) {
    const granted = await ctx.use(Points).grant(grants.map(({ memberId, spec: { points, expiresAfterDays }, cause, at }) => ({
      memberId, points, cause, at, ...(expiresAfterDays === undefined ? {} : { expiresAt: expiryOf(ctx, at, expiresAfterDays) }),
    })));
    return granted.map(({ lotId }) => ({ receiptKey: lotId }));
  },
  async revoke(ctx, receipts, portionBp) {
    await ctx.use(Points).revoke(receipts.map(({ memberId, receiptKey }) => ({ memberId, lotId: receiptKey })), portionBp, ctx.now);
  },
};

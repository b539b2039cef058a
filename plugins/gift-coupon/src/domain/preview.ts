import { Members } from '@regulars/member/contract';
import { type OrderDraft, readBasket } from '@regulars/order/contract';
import type { Context } from '@regulars/plugin-sdk';
import { discountOf } from './discount';
import { findNamed } from './find-coupon';
import { reasonsOfBasket, reasonsOfCoupon } from './judge';
import type { RefusalReason } from './reasons';
import { situationsOf } from './situation';
import { templatesOf } from './template';

export interface Preview {
  readonly discount: bigint;
  readonly reasons: readonly RefusalReason[];
}

/** What a coupon would take off a basket alone, or every reason why not. Nothing is written, and a token is not used up. */
export async function previewByCode(ctx: Context, text: string, draft: OrderDraft): Promise<Preview> {
  const { basket, memberKey } = await readBasket(ctx, draft, ['basket']);
  const named = await findNamed(ctx, text, 'code');
  if (!named) return { discount: 0n, reasons: ['UNKNOWN_CODE'] };
  const { row } = named;
  const template = (await templatesOf(ctx)).ofCoupon(row);
  const [situations, [buyer]] = await Promise.all([situationsOf(ctx, [row], null), memberKey ? ctx.use(Members).find([memberKey]) : [null]]);
  const reasons = [
    ...reasonsOfCoupon(row, template, basket.placedAt, situations(row)),
    ...(memberKey && buyer !== row.member_id ? ['NOT_OWNER' as const] : []),
    ...reasonsOfBasket(template, basket, ctx.brand),
  ];
  if (reasons.length > 0) return { discount: 0n, reasons };
  const shares = discountOf(template.benefit, template.scope, basket.lines, ctx.brand.currency)(basket.lines.map(({ net }) => net));
  return { discount: shares.reduce((sum, share) => sum + share, 0n), reasons };
}

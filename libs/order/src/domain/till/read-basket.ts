import type { MemberKey } from '@regulars/member/contract';
import { type Context, reject } from '@regulars/plugin-sdk';
import type { OrderDraft } from '../order-draft';
import type { OrderState } from '../order-state';
import { prepareOrders } from '../prepare-orders';
import type { TillBasket } from './basket';

/** A basket as an order's input says it, and the order it is to become. */
export interface ReadBasket {
  /** Its `memberId` is null: who is named, the key says. */
  readonly basket: TillBasket;
  readonly order: Pick<OrderState, 'source' | 'externalId' | 'status'>;
  /** Null when nobody is named. */
  readonly memberKey: MemberKey | null;
}

/** Reads a basket by the rules of orders, without recording anything; rejects with everything that is wrong with it. */
export async function readBasket(ctx: Context, draft: OrderDraft, path: readonly string[]): Promise<ReadBasket> {
  const { prepared, refused } = await prepareOrders(ctx, [{ draft, path }]);
  const [order] = prepared;
  if (!order) return reject(...(refused.get(0) ?? []));
  const { source, externalId, status, storeId, storeCode, channel, placedAt, businessDate, gross, discount, net, lines } = order.content;
  return {
    basket: { memberId: null, storeId, storeCode, channel, placedAt, businessDate, gross, discount, net, lines },
    order: { source, externalId, status },
    memberKey: order.memberKey,
  };
}

import type { OrderState } from '../order-state';

/**
 * What a till is about to sell, with its own discounts and none of ours: a line's `net` is what is left to pay of it. An
 * `OrderState` is one, too.
 */
export type TillBasket = Pick<
  OrderState,
  'memberId' | 'storeId' | 'storeCode' | 'channel' | 'placedAt' | 'businessDate' | 'gross' | 'discount' | 'net' | 'lines'
>;

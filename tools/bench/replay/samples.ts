import { newOrder, ORDER_UPSERT } from '../shop/orders';
import type { Shop, ShopMember } from '../shop/shop';
import type { Sample } from './plan';
import { recordOperation } from './recording';

/** One operation recorded for two requests. */
export interface Samples {
  readonly sample: Sample;
  readonly other: Sample;
}

/** `orderUpsert` of two members who have bought today already, as nearly everybody of a load has. */
export async function recordOrders(shop: Shop): Promise<Samples> {
  const [first, second] = shop.members;
  return { sample: await recordOrder(shop, first as ShopMember), other: await recordOrder(shop, second as ShopMember) };
}

async function recordOrder({ installation, staff }: Shop, { id, uuid }: ShopMember): Promise<Sample> {
  await staff.run(ORDER_UPSERT, newOrder(`before-${uuid}`, { id }));
  const order = newOrder(`recorded-${uuid}`, { id });
  const { recording } = await recordOperation(installation.gateway, () => staff.run(ORDER_UPSERT, order));
  return { recording, request: { memberUuid: uuid, marked: [order.input.externalId as string, order.key], placedAt: order.input.placedAt as string } };
}

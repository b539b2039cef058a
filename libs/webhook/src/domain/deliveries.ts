import { type Context, NotFoundError, readId, reject } from '@regulars/plugin-sdk';
import { selectEndpoints } from '../data/endpoint.statements';
import { deliverAgain, selectDeliveries } from '../data/delivery.statements';
import { refuseDisabled } from './endpoints';

export { deliveryList, type DeliveryRow, selectDeliveries } from '../data/delivery.statements';

export const DELIVERY_PREFIX = 'whd';

const noSuchDelivery = (id: string): never => reject(new NotFoundError({ en: 'There is no such delivery.', 'zh-TW': '找不到此傳送。' }, 'deliveryId', id));

/** From its first try on, at once. Answers its uuid. */
export async function redeliver(ctx: Context, id: string): Promise<string> {
  const uuid = readId(DELIVERY_PREFIX, id);
  const [delivery] = uuid === null ? [] : await ctx.sql(selectDeliveries([uuid]));
  const [endpoint] = delivery ? await ctx.sql(selectEndpoints([delivery.tap_id])) : [];
  if (!delivery || !endpoint) return noSuchDelivery(id);
  refuseDisabled(endpoint, 'deliveryId');
  await ctx.sql(deliverAgain(delivery.id));
  return delivery.id;
}

import { defineLoader, oneForEach, seesStore } from '@regulars/plugin-sdk';
import { ordersByIds } from '../data/order.statements';
import { type Order, orderObject } from './order.type';

/** An order by uuid, or null; within a write, too, one at a store beyond the caller's rights is null. */
export const orderById = defineLoader<string, Order | null>(async (ctx, ids) => {
  const rows = (await ctx.sql(ordersByIds(ids))).filter((row) => seesStore(ctx, row.store_id));
  return oneForEach(ids, rows.map((row) => orderObject(row, ctx.brand.currency)), (order) => order.uuid);
});

import { defineLoader, oneForEach } from '@regulars/plugin-sdk';
import { ordersByIds } from '../data/order.statements';
import { type Order, orderObject } from './order.type';

/** An order by uuid, or null. */
export const orderById = defineLoader<string, Order | null>(async (ctx, ids) => {
  const rows = await ctx.sql(ordersByIds(ids));
  return oneForEach(ids, rows.map((row) => orderObject(row, ctx.brand.currency)), (order) => order.uuid);
});

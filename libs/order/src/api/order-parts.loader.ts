import { type Context, defineLoader, type Loader, manyForEach, textIn } from '@regulars/plugin-sdk';
import { linesOfOrders } from '../data/order.statements';
import { type OrderEffectItem, OrderEffects, OrderFacts } from '../domain/extension-points';
import { lineStateOf } from '../domain/order-states';
import { type OrderEffect, type OrderLine, orderLineObject } from './order.type';

/** All keyed by the order's uuid. */
export const orderLines: Loader<string, readonly OrderLine[]> = defineLoader(async (ctx, ids) => {
  const rows = await ctx.sql(linesOfOrders(ids));
  return manyForEach(ids, rows, (row) => row.order_id).map((lines) => lines.map((line) => orderLineObject(lineStateOf(line), ctx.brand.currency)));
});

export const orderEffects: Loader<string, readonly OrderEffect[]> = defineLoader(async (ctx, ids) => {
  const bySource = await Promise.all(ctx.extensions(OrderEffects).map((source) => Promise.all(ids.map((id) => ctx.load(source.effects, id)))));
  return ids.map((_, index) => bySource.flatMap((effects) => (effects[index] ?? []).map((item) => effectObject(item, ctx))));
});

const effectObject = ({ summary, ...item }: OrderEffectItem, ctx: Context): OrderEffect => ({ ...item, summary: textIn(summary, ctx.language) });

export const tierAtOrder: Loader<string, string | null> = defineLoader(async (ctx, ids) => {
  const fact = ctx.extensions(OrderFacts).find(({ field }) => field === 'tierAtOrder');
  return fact ? Promise.all(ids.map((id) => ctx.load(fact.load, id))) : ids.map(() => null);
});

import { type OrderEffectItem, type OrderEffectSource, type OrderFact } from '@regulars/order/contract';
import { defineLoader, type Json, manyForEach, oneForEach } from '@regulars/plugin-sdk';
import { movesOfOrders, type OrderMoveRow, tiersOfOrders } from '../data/membership.statements';
import { tierFactors } from './judge-orders';
import { metricText, metricUnits } from './metrics';
import { type Programs, programsOf } from './programs';
import { readEvidence } from './stored-standings';

/** `tierAtOrder`: the tier an order was first accepted under; null for a guest's. */
export const tierAtOrder: OrderFact = {
  field: 'tierAtOrder',
  load: defineLoader(async (ctx, ids) => oneForEach(ids, await ctx.sql(tiersOfOrders(ids)), (row) => row.order_id).map((row) => row?.tier_code ?? null)),
  during: async (ctx, changes) => new Map([...(await tierFactors(ctx, changes))].map(([orderId, { code }]) => [orderId, code])),
};

/** What orders did to the tier: a rise or a renewal they brought, and the fall when they were given back. */
export const tierEffects: OrderEffectSource = {
  kind: 'tier',
  effects: defineLoader(async (ctx, ids) => {
    const [programs, rows] = await Promise.all([programsOf(ctx), ctx.sql(movesOfOrders(ids))]);
    const units = metricUnits(ctx);
    const needs = (row: OrderMoveRow): Json => readEvidence(row.evidence).map(({ metric, window, required, have }) => {
      const text = (amount: bigint): string => metricText(amount, units.get(metric) ?? 'COUNT', ctx.brand.currency);
      return { metric, window, required: text(required), have: text(have) };
    });
    return manyForEach(ids, rows, (row) => row.order_id).map((moves) => moves.map((row) => effectOf(programs, row, needs(row))));
  }),
};

function effectOf(programs: Programs, row: OrderMoveRow, needs: Json): OrderEffectItem {
  const to = programs.tier(row.tier_code, row.program_id)?.name ?? row.tier_code;
  const before = row.tier_before ?? programs.baseAt(row.from_at)?.code ?? row.tier_code;
  const from = programs.tier(before, row.program_id)?.name ?? before;
  const kept = before === row.tier_code;
  return {
    kind: 'tier',
    summary: kept ? { en: `${to} renewed`, 'zh-TW': `續等 ${to}` } : { en: `${from} to ${to}`, 'zh-TW': `${from} → ${to}` },
    amount: null,
    reversed: row.reason === 'REFUNDED',
    explanation: { from: before, to: row.tier_code, at: row.from_at.toISOString(), reason: row.reason, conditions: needs },
  };
}

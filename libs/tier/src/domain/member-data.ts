import type { MemberDataOwner } from '@regulars/member/contract';
import { type Context, type JsonObject, publicId } from '@regulars/plugin-sdk';
import { eraseReasons, giftsForExport, manualSetsForExport, orderTiersForExport, standingsForExport, stopJudging } from '../data/member-data.statements';
import { readReasons } from './act-reasons';
import { mergeTiers, unmergeTiers } from './merge-tiers';

/** What becomes of a member's tier. */
export const tierMemberData: MemberDataOwner = {
  module: 'tier',
  merge: mergeTiers,
  unmerge: unmergeTiers,
  export: exportTiers,
  erase: async (ctx, memberId) => {
    await Promise.all([ctx.sql(eraseReasons(memberId)), ctx.sql(stopJudging(memberId))]);
  },
};

async function exportTiers(ctx: Context, memberId: string): Promise<JsonObject> {
  const [standings, acts, gifts, orders] = await Promise.all([
    ctx.sql(standingsForExport(memberId)), ctx.sql(manualSetsForExport(memberId)), ctx.sql(giftsForExport(memberId)), ctx.sql(orderTiersForExport(memberId)),
  ]);
  const said = await readReasons(ctx, acts);
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  return {
    tiers: standings.map((row) => ({ tier: row.tier_code, state: row.state, reason: row.reason, from: iso(row.from_at), to: iso(row.to_at), until: iso(row.until_at) })),
    setByStaff: acts.map((row, place) => ({ at: iso(row.at), kind: row.kind, tier: row.tier_code, until: iso(row.until_at), locked: row.locks, reason: said[place] ?? null })),
    tierOfOrders: orders.map((row) => ({ orderId: publicId('ord', row.order_id), tier: row.tier_code })),
    gifts: gifts.map((row) => ({ occasion: row.occasion, occurrence: row.occurrence, tier: row.tier_code, at: iso(row.given_at) })),
  };
}

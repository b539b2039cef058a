import { defineLoader, manyForEach, oneForEach } from '@regulars/plugin-sdk';
import { nextExpiries, type ShownLotRow, shownLots } from '../data/wallet.statements';
import { showLot } from '../domain/lot-state';
import type { PointsExpiry, PointsLot } from './points-wallet.type';

export const nextExpiryOfMember = defineLoader<string, PointsExpiry | null>(async (ctx, memberIds) => {
  const rows = oneForEach(memberIds, await ctx.sql(nextExpiries(memberIds)), (row) => row.member_id);
  return rows.map((row) => row && { points: row.points, on: row.expires_on });
});

export const lotsOfMember = defineLoader<string, readonly PointsLot[]>(async (ctx, memberIds) => {
  const groups = manyForEach(memberIds, await ctx.sql(shownLots(memberIds)), (row) => row.member_id);
  return groups.map((rows) => rows.map((row) => lotObject(row, ctx.now)));
});

const lotObject = (row: ShownLotRow, now: Date): PointsLot => ({
  quantity: row.quantity,
  ...showLot({ ...row, activeAt: row.active_at, expiresAt: row.expires_at }, now),
  activeAt: row.active_at,
  expiresAt: row.expires_at,
});

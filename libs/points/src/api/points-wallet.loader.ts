import { defineLoader } from '@regulars/plugin-sdk';
import { walletBalances } from '../data/wallet.statements';
import { type PointsWallet, walletObject } from './points-wallet.type';

/** The wallet of a member by the member's uuid. */
export const walletOfMember = defineLoader<string, PointsWallet>(async (ctx, memberIds) => {
  const rows = new Map((await ctx.sql(walletBalances(memberIds))).map((row) => [row.member_id, row]));
  return memberIds.map((memberId) => walletObject(memberId, rows.get(memberId)));
});

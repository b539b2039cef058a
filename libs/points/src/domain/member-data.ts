import type { MemberDataOwner } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import { deleteNotices, detachEmptyLots, memberExport, moveAccruals, moveLots, moveNotices } from '../data/member-data.statements';
import { leave, Ledger } from './ledger';
import { mergeWallets } from './merge-wallets';

/** What becomes of a member's points. */
export const pointsMemberData: MemberDataOwner = {
  module: 'points',
  merge: mergeMembers,
  export: async (ctx, memberId) => (await ctx.sql(memberExport(memberId)))[0]?.document ?? {},
  // The ledger is the brand's books: it stays, and says of nobody whose it was.
  erase: async (ctx, memberId) => void (await ctx.sql(deleteNotices(memberId))),
};

async function mergeMembers(ctx: Context, { survivorId, loserId }: { readonly survivorId: string; readonly loserId: string }): Promise<void> {
  const ledger = await Ledger.of(ctx);
  await ledger.load(ctx, { whole: [survivorId, loserId] });
  const note = { at: ctx.now, explanation: { reason: 'MERGE' } };
  const { survivor, loser } = mergeWallets(ledger.wallet(survivorId), ledger.wallet(loserId), note, ctx.now);
  ledger.take(survivor);
  ledger.take(loser);
  ledger.send(ctx);
  for (const move of [detachEmptyLots, moveLots, moveAccruals, moveNotices]) leave(ctx.sql(move(survivorId, loserId)));
}

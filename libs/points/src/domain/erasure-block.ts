import type { ErasureBlock } from '@regulars/member/contract';
import { hasLiveHold } from '../data/hold.statements';

/** Nobody is erased while a till holds points of theirs. */
export const erasureBlock: ErasureBlock = {
  module: 'points',
  blockedBy: async (ctx, memberId) => ((await ctx.sql(hasLiveHold(memberId)))[0]?.held ? 'OPEN_HOLD' : null),
};

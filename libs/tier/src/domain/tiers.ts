import type { Context } from '@regulars/plugin-sdk';
import { judgeMembers } from './judge-members';
import { membershipsOf } from './memberships';
import { programsOf } from './programs';
import type { TierRef, TiersService } from './tiers-service';

/** See `TiersService`. */
export const tiersService = (ctx: Context): TiersService => ({
  tiersOf: async (memberIds) => {
    const memberships = await membershipsOf(ctx, memberIds);
    return new Map([...memberships].map(([id, { tier: { code, name, rank } }]): [string, TierRef] => [id, { code, name, rank }]));
  },
  rejudge: async (changes) => {
    const program = (await programsOf(ctx)).live;
    if (!program) return;
    const changed = new Map<string, number>();
    for (const { memberId, at } of changes) changed.set(memberId, Math.min(at.getTime(), changed.get(memberId) ?? Infinity));
    await judgeMembers(ctx, program, changed);
  },
});

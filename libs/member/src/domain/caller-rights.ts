import type { RightsSource } from '@regulars/plugin-sdk';
import { callersByIds } from '../data/sign-in.statements';
import type { MemberStatus } from '../enums';
import { isLiving } from './member-state';

/** Members act for themselves alone, and only while they are members. Of one who was merged, the survivor signs in. */
export const memberRights: RightsSource = {
  kind: 'member',
  async rightsOf(ctx, memberId) {
    const [caller] = await ctx.sql(callersByIds([memberId]));
    if (!caller || !isLiving(caller.status as MemberStatus)) return null;
    return { name: caller.number, permissions: new Set(), storeIds: null, masks: new Map() };
  },
};

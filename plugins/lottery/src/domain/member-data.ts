import type { MemberDataOwner } from '@regulars/member/contract';
import { publicId } from '@regulars/plugin-sdk';
import { exportedChances, forfeitChances, moveChances, moveDraws, returnChances, returnDraws } from '../data/member-data.statements';
import { CHANCE_PREFIX, DRAW_PREFIX } from './ids';

/** Chances and draws go with the member who goes on, and are drawn and proved as before. Of one who is erased, chances that were not drawn are of no more use; what was drawn stays, under the member's pseudonym. */
export const lotteryMemberData: MemberDataOwner = {
  module: 'lottery',
  async merge(ctx, { survivorId, loserId }) {
    const [chances] = await Promise.all([ctx.sql(moveChances(survivorId, loserId)), ctx.sql(moveDraws(survivorId, loserId))]);
    return { chances: chances.map(({ id }) => id) };
  },
  async unmerge(ctx, { survivorId, loserId }, { chances }) {
    const ids = chances as readonly string[];
    await Promise.all([ctx.sql(returnChances(survivorId, loserId, ids)), ctx.sql(returnDraws(survivorId, loserId, ids))]);
    return [];
  },
  async export(ctx, memberId) {
    const rows = await ctx.sql(exportedChances(memberId));
    return {
      chances: rows.map((row) => ({
        id: publicId(CHANCE_PREFIX, row.id), game: row.code, state: row.state, cause: row.cause, grantedAt: row.granted_at.toISOString(),
        draw: row.draw_id === null ? null : { id: publicId(DRAW_PREFIX, row.draw_id), prize: row.prize, drawnAt: row.drawn_at?.toISOString() ?? null },
      })),
    };
  },
  async erase(ctx, memberId) {
    await ctx.sql(forfeitChances(memberId));
  },
};

import type { MemberDataOwner } from '@regulars/member/contract';
import { money, publicId } from '@regulars/plugin-sdk';
import { forgetTax, taxOfMember } from '../data/claim.statements';
import { exportedChances, forfeitChances, moveChances, moveDraws, moveWins, returnChances, returnDraws, returnWins } from '../data/member-data.statements';
import { openIdentities } from './claims';
import { CHANCE_PREFIX, DRAW_PREFIX } from './ids';

/** Chances and draws go with the member who goes on, and are drawn and proved as before. Of one who is erased, chances that were not drawn are of no more use; what was drawn stays, under the member's pseudonym. */
export const lotteryMemberData: MemberDataOwner = {
  module: 'lottery',
  async merge(ctx, { survivorId, loserId }) {
    const [chances, claims] = await Promise.all([ctx.sql(moveChances(survivorId, loserId)), ctx.sql(moveWins(survivorId, loserId)), ctx.sql(moveDraws(survivorId, loserId))]);
    return { chances: chances.map(({ id }) => id), claims: claims.map(({ id }) => id) };
  },
  async unmerge(ctx, { survivorId, loserId }, { chances, claims }) {
    const ids = chances as readonly string[];
    await Promise.all([ctx.sql(returnChances(survivorId, loserId, ids)), ctx.sql(returnDraws(survivorId, loserId, ids)), ctx.sql(returnWins(survivorId, loserId, (claims ?? []) as readonly string[], ids))]);
    return [];
  },
  async export(ctx, memberId) {
    const [rows, records] = await Promise.all([ctx.sql(exportedChances(memberId)), ctx.sql(taxOfMember(memberId))]);
    const identities = await openIdentities(ctx, records);
    return {
      chances: rows.map((row) => ({
        id: publicId(CHANCE_PREFIX, row.id), game: row.code, state: row.state, cause: row.cause, grantedAt: row.granted_at.toISOString(),
        draw: row.draw_id === null ? null : { id: publicId(DRAW_PREFIX, row.draw_id), prize: row.prize, drawnAt: row.drawn_at?.toISOString() ?? null },
      })),
      prizeTax: records.map((record, index) => ({ year: record.year, worth: money(record.worth, ctx.brand.currency).amount, withheld: money(record.withheld, ctx.brand.currency).amount, ...identities[index] })),
    };
  },
  async erase(ctx, memberId) {
    await Promise.all([ctx.sql(forfeitChances(memberId)), ctx.sql(forgetTax(memberId))]);
  },
};

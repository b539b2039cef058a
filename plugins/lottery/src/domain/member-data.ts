import type { MemberDataOwner } from '@regulars/member/contract';
import { idsIn, money, publicId } from '@regulars/plugin-sdk';
import { forgetTax, taxOfMember } from '../data/claim.statements';
import { exportedChances, forfeitChances, moveChances, moveDraws, moveWins, returnChances, returnDraws, returnWins } from '../data/member-data.statements';
import { moveRuns, resumeRuns, returnRuns, runsOf, setRunsAside } from '../data/run.statements';
import { linksOfMembers, moveLinks, moveShares, returnLinks, returnShares } from '../data/share.statements';
import { challengesOf } from './challenge';
import { openIdentities } from './claims';
import { gamesOf } from './game';
import { CHANCE_PREFIX, DRAW_PREFIX } from './ids';

/** Chances and draws go with the member who goes on, and are drawn and proved as before. Of one who is erased, chances that were not drawn are of no more use; what was drawn stays, under the member's pseudonym. */
export const lotteryMemberData: MemberDataOwner = {
  module: 'lottery',
  async merge(ctx, { survivorId, loserId }) {
    const [chances, claims, links, shares] = await Promise.all([
      ctx.sql(moveChances(survivorId, loserId)), ctx.sql(moveWins(survivorId, loserId)), ctx.sql(moveLinks(survivorId, loserId)), ctx.sql(moveShares(survivorId, loserId)), ctx.sql(moveDraws(survivorId, loserId)),
    ]);
    const [aside, runs] = await Promise.all([ctx.sql(setRunsAside(survivorId, loserId)), ctx.sql(moveRuns(survivorId, loserId))]);
    return { chances: idsIn(chances), claims: idsIn(claims), links: idsIn(links), shares: idsIn(shares), aside: idsIn(aside), runs: idsIn(runs) };
  },
  async unmerge(ctx, { survivorId, loserId }, journal) {
    // Journals of earlier versions know less.
    const { chances, claims = [], links = [], shares = [], aside = [], runs = [] } = journal as unknown as Readonly<Record<'chances' | 'claims' | 'links' | 'shares' | 'aside' | 'runs', readonly string[]>>;
    await Promise.all([
      ctx.sql(returnChances(survivorId, loserId, chances)), ctx.sql(returnDraws(survivorId, loserId, chances)), ctx.sql(returnWins(survivorId, loserId, claims, chances)),
      ctx.sql(returnLinks(survivorId, loserId, links)), ctx.sql(returnShares(survivorId, loserId, shares)),
      ctx.sql(returnRuns(survivorId, loserId, runs)), ctx.sql(resumeRuns(aside)),
    ]);
    return [];
  },
  async export(ctx, memberId) {
    const [runs, challenges] = await Promise.all([ctx.sql(runsOf([memberId])), challengesOf(ctx)]);
    const [rows, records, links, games] = await Promise.all([ctx.sql(exportedChances(memberId)), ctx.sql(taxOfMember(memberId)), ctx.sql(linksOfMembers([memberId])), gamesOf(ctx)]);
    const identities = await openIdentities(ctx, records);
    return {
      chances: rows.map((row) => ({
        id: publicId(CHANCE_PREFIX, row.id), game: row.code, state: row.state, cause: row.cause, grantedAt: row.granted_at.toISOString(),
        draw: row.draw_id === null ? null : { id: publicId(DRAW_PREFIX, row.draw_id), prize: row.prize, drawnAt: row.drawn_at?.toISOString() ?? null },
      })),
      shareLinks: links.map(({ game_id, code, opened, counted, created_at }) => ({ game: games.byId(game_id)?.code ?? '', code, opened, counted, createdAt: created_at.toISOString() })),
      challenges: runs.map(({ challenge_id, started_at, stages, counts }) => ({ challenge: challenges.byId(challenge_id)?.code ?? '', startedAt: started_at.toISOString(), reached: stages.length, counts })),
      prizeTax: records.map((record, index) => ({ year: record.year, worth: money(record.worth, ctx.brand.currency).amount, withheld: money(record.withheld, ctx.brand.currency).amount, ...identities[index] })),
    };
  },
  async erase(ctx, memberId) {
    await Promise.all([ctx.sql(forfeitChances(memberId)), ctx.sql(forgetTax(memberId))]);
  },
};

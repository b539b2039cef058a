import { businessDateOf, type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import { insertChances, type NewChance } from '../data/chance.statements';
import { LotteryChancesGranted } from './events';
import type { Game } from './game';
import { GAME_PREFIX } from './ids';

/** Chances of one game for one member, whom the caller has locked. */
export interface ChanceGrant {
  readonly game: Game;
  readonly memberId: string;
  readonly chances: number;
  readonly cause: 'ORDER' | 'VISIT' | 'JOIN' | 'POINTS_SPENT' | 'SHARE' | 'REWARD' | 'STAFF';
  /** What makes them: given once in a game. */
  readonly key: string;
  readonly orderId?: string | null;
  /** uuid of the ledger's entry, of POINTS_SPENT. */
  readonly burnId?: string | null;
  readonly at: Date;
}

/** Whatever somebody spends at once. */
const MOST = 1_000;

/** So many of these can be given at once: more are not even asked for. */
export const mostAtOnce = ({ dailyLimit, memberLimit }: Game, chances: number): number => Math.min(chances, MOST, dailyLimit ?? MOST, memberLimit ?? MOST);

/** Gives as far as members' limits go, each once however often it is told; answers the uuids of what was given, in the order of the grants. */
export async function grantChances(ctx: Context, grants: readonly ChanceGrant[]): Promise<readonly (readonly string[])[]> {
  const rows = grants.map((grant) => Array.from({ length: grant.cause === 'STAFF' ? grant.chances : mostAtOnce(grant.game, grant.chances) }, (_, n) => rowOf(ctx, grant, n + 1)));
  const written = new Set(rows.flat().length === 0 ? [] : (await ctx.sql(insertChances(JSON.stringify(rows.flat())))).map(({ id }) => id));
  return rows.map((asked, index) => {
    const given = asked.map(({ id }) => id).filter((id) => written.has(id));
    const { game, memberId, at } = grants[index] as ChanceGrant;
    if (given.length > 0) ctx.emit(LotteryChancesGranted, { gameId: publicId(GAME_PREFIX, game.id), chances: given.length }, memberId, { at });
    return given;
  });
}

function rowOf(ctx: Context, { game, memberId, cause, key, orderId = null, burnId = null, at }: ChanceGrant, n: number): NewChance {
  // What staff give, they give whatever the limits say.
  const limits = cause === 'STAFF' ? { daily: null, most: null } : { daily: game.dailyLimit, most: game.memberLimit };
  return { id: newUuid(), game_id: game.id, member_id: memberId, cause, cause_key: `${key}/${n}`, order_id: orderId, burn_id: burnId, at, business_date: businessDateOf(at, ctx.brand), ...limits };
}

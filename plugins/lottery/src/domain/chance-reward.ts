import type { RewardKindOf, RewardReceipt } from '@regulars/member/contract';
import { type Context, readId, WHOLE_BP } from '@regulars/plugin-sdk';
import { z } from 'zod';
import { type ChanceRow, chancesById, revokeChances } from '../data/chance.statements';
import { gameNamed } from '../data/game.statements';
import { type ChanceGrant, grantChances } from './chances';
import { CHANCE_KIND } from './circles';
import { gamesOf, isOver } from './game';
import { GAME_PREFIX } from './ids';

const MOST = 20;

const spec = z.strictObject({
  /** Code or id of a game. */
  game: z.string().min(1).max(100),
  chances: z.int().min(1).max(MOST).default(1),
});

type ChanceSpec = z.infer<typeof spec>;

/** Nothing came of it: the game takes no chances now, or the member has as many as may be; or it was deserved behind the game's end. */
const NOTHING = 'none';
const OVER = 'over';

const idsOf = ({ receiptKey }: RewardReceipt<ChanceSpec>): readonly string[] => (receiptKey === NOTHING || receiptKey === OVER ? [] : receiptKey.split(','));

/** Chances as something to give: by stamp cards, coupons, surveys, other games. Whoever gives is not held up. */
export const chanceReward: RewardKindOf<ChanceSpec> = {
  kind: CHANCE_KIND,
  spec,
  describe: ({ game, chances }) => ({ en: `${chances} × chance in ${game}`, 'zh-TW': `抽獎機會 ${game} × ${chances}` }),
  async grant(ctx, grants) {
    const games = await gamesOf(ctx);
    const asked = grants.map(({ spec: { game: name, chances }, memberId, at, receiptId }): ChanceGrant | typeof OVER | null => {
      const game = games.named(name);
      // Of a raffle, entries would come between its end and the draw.
      if (game && isOver(game, at)) return OVER;
      return game && (game.state === 'LIVE' || game.state === 'PAUSED') ? { game, memberId, chances, cause: 'REWARD', key: `reward/${receiptId}`, at } : null;
    });
    const given = await grantChances(ctx, asked.filter((grant) => grant !== null && grant !== OVER));
    let place = 0;
    return asked.map((grant) => ({ receiptKey: grant === OVER ? OVER : (grant === null ? [] : (given[place++] ?? [])).join(',') || NOTHING }));
  },
  async revoke(ctx, receipts, portionBp) {
    const rows = await chancesOf(ctx, receipts);
    const due = receipts.flatMap((receipt) => {
      const ids = idsOf(receipt);
      const lost = Math.floor((ids.length * portionBp) / WHOLE_BP) - Math.floor((ids.length * receipt.revokedBp) / WHOLE_BP);
      return ids.filter((id) => rows.get(id)?.state === 'AVAILABLE').slice(0, lost);
    });
    if (due.length > 0) void ctx.sql(revokeChances(due));
  },
  /** Any of its chances was drawn. */
  async used(ctx, receipts) {
    const rows = await chancesOf(ctx, receipts);
    return receipts.filter((receipt) => idsOf(receipt).some((id) => rows.get(id)?.state === 'CONSUMED')).map(({ id }) => id);
  },
  /** What can be drawn by it. */
  async within(ctx, { game: name }) {
    const [game] = await ctx.sql(gameNamed(name, readId(GAME_PREFIX, name)));
    return game?.odds.prizes.flatMap(({ reward }) => reward ?? []) ?? [];
  },
};

async function chancesOf(ctx: Context, receipts: readonly RewardReceipt<ChanceSpec>[]): Promise<ReadonlyMap<string, ChanceRow>> {
  const ids = receipts.flatMap(idsOf);
  return new Map(ids.length === 0 ? [] : (await ctx.sql(chancesById(ids))).map((row) => [row.id, row]));
}

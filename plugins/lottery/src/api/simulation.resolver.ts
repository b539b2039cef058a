import { type Context, InvalidInputError, reject } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { newSeed } from '../domain/fair/draw';
import { simulate } from '../domain/fair/simulate';
import { gamesOf } from '../domain/game';
import { isRaffle } from '../domain/raffle';
import { permissions } from '../permissions';

const MOST = 100_000;
const SEED = /^[0-9a-f]{64}$/;

@ObjectType({ simpleResolvers: true })
export class LotterySimulatedPrize {
  @Field(() => String, { description: 'Key of the prize.' })
  prize: string;

  @Field(() => Int)
  drawn: number;

  @Field(() => Number, { description: 'Had nothing ever been out.' })
  expected: number;

  @Field(() => Int, { nullable: true, description: 'After which draw the last one was gone.' })
  outAfter: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'So many draws of different members on one day, with everything released. Nothing is written.' })
export class LotterySimulation {
  @Field(() => Int)
  draws: number;

  @Field(() => String, { description: 'In hexadecimal: the same gives the same draws.' })
  seed: string;

  @Field(() => [LotterySimulatedPrize])
  prizes: LotterySimulatedPrize[];
}

@Resolver()
export class SimulationResolver {
  @Authorized(permissions.manage)
  @Query(() => LotterySimulation, { nullable: true, description: 'At most 100,000 draws, by the present odds of a game in any state. `seed`: 64 hexadecimal digits; left out, a new one.' })
  async lotterySimulate(
    @Ctx() ctx: Context,
    @Arg('gameId', () => ID) gameId: string,
    @Arg('draws', () => Int, { defaultValue: 10_000 }) draws: number,
    @Arg('seed', () => String, { nullable: true }) seed?: string,
  ): Promise<LotterySimulation | null> {
    if (draws < 1 || draws > MOST) reject(new InvalidInputError({ en: `Give 1 to ${MOST}.`, 'zh-TW': `請輸入 1 到 ${MOST}。` }, 'draws'));
    if (seed != null && !SEED.test(seed)) reject(new InvalidInputError({ en: 'Give 64 hexadecimal digits.', 'zh-TW': '請輸入 64 個十六進位數字。' }, 'seed'));
    const game = (await gamesOf(ctx)).named(gameId);
    if (!game) return null;
    if (isRaffle(game)) reject(new InvalidInputError({ en: 'A raffle is one draw of its entries: there is nothing to simulate.', 'zh-TW': '抽獎券活動無法模擬。' }, 'gameId'));
    const used = seed ?? newSeed();
    const { drawn, outAfter } = await simulate(game.odds, used, draws);
    const prizes = game.odds.prizes.map(({ key, weight }) => ({ prize: key, drawn: drawn.get(key) ?? 0, expected: (draws * weight) / game.odds.totalWeight, outAfter: outAfter.get(key) ?? null }));
    return { draws, seed: used, prizes };
  }
}

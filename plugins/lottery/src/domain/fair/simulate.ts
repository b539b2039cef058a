import type { GameOdds } from '../../data/game-terms';
import { draw, messageOf } from './draw';
import { canBeWon, isCounted, NONE_GIVEN, sharesOf } from './odds';

/** What so many draws, one after the other, came to. */
export interface Simulation {
  readonly draws: number;
  /** By key, in the order of the prizes. */
  readonly drawn: ReadonlyMap<string, number>;
  /** After which draw a prize was out; what is not in it was not. */
  readonly outAfter: ReadonlyMap<string, number>;
}

const IN_ONE_GO = 2_000;

/**
 * Draws as the game does, each by another member, all on one day on which everything was released. Others have their turn
 * meanwhile.
 */
export async function simulate(odds: GameOdds, seed: string, draws: number): Promise<Simulation> {
  const drawn = new Map(odds.prizes.map(({ key }) => [key, 0]));
  const outAfter = new Map<string, number>();
  const released = odds.prizes.map((prize) => ({ ...prize, releases: [] }));
  const isIn = ({ key }: { readonly key: string }): boolean => !outAfter.has(key);
  let shares = sharesOf(odds, isIn);
  for (let number = 1; number <= draws; number++) {
    const { prize } = draw(seed, messageOf('simulation', 'member', number), shares);
    const given = (drawn.get(prize) ?? 0) + 1;
    drawn.set(prize, given);
    const terms = released.find(({ key }) => key === prize);
    if (terms && isCounted(terms) && !canBeWon(terms, { ...NONE_GIVEN, ever: given, today: given }, new Date(0))) {
      outAfter.set(prize, number);
      shares = sharesOf(odds, isIn);
    }
    if (number % IN_ONE_GO === 0) await new Promise(setImmediate);
  }
  return { draws, drawn, outAfter };
}

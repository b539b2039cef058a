import type { RewardTerms } from '../data/program-terms';
import type { Program } from './program';

/** What one card, the `number`th from 1, goes from and to. */
export interface CardMove {
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

const onCard = (total: number, number: number, slots: number): number => Math.max(0, Math.min(slots, total - (number - 1) * slots));

/** A full card is followed by the next: the cards that change when a member's stamps go from one total to another. */
export function cardMoves(slots: number, from: number, to: number): CardMove[] {
  const moves: CardMove[] = [];
  const last = Math.ceil(Math.max(from, to) / slots);
  for (let number = Math.floor(Math.min(from, to) / slots) + 1; number <= last; number++) {
    moves.push({ number, from: onCard(from, number, slots), to: onCard(to, number, slots) });
  }
  return moves;
}

/** Rewards whose threshold a card crossed: upwards they are due, downwards they are to be taken back. */
export const crossed = (program: Program, { from, to }: CardMove): { readonly due: readonly RewardTerms[]; readonly lost: readonly RewardTerms[] } => ({
  due: program.rewards.filter(({ at }) => from < at && to >= at),
  lost: program.rewards.filter(({ at }) => from >= at && to < at),
});

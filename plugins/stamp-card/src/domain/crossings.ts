import type { Cause } from '@regulars/member/contract';
import type { RewardTerms } from '../data/program-terms';
import { type Program, versionOf } from './program';
import { keyOf, thresholdsOf } from './reward-keys';
import type { CardChange } from './settle';

/** A threshold of one card that was crossed. */
export interface Crossing {
  readonly change: CardChange;
  readonly at: number;
  readonly reward: RewardTerms['reward'];
  readonly cause: Pick<Cause, 'module' | 'key'>;
}

export interface Crossings {
  readonly due: readonly Crossing[];
  readonly lost: readonly Crossing[];
}

/** What cards reach now and did not before, and the other way round. */
export function crossingsOf(changes: readonly CardChange[]): Crossings {
  const due: Crossing[] = [];
  const lost: Crossing[] = [];
  for (const change of changes) {
    const { before, after, program } = change;
    const had = before ? reachedBy(change, versionOf(program, before.version).rewards, before.stamps) : [];
    const has = after ? reachedBy(change, versionOf(program, after.version).rewards, after.stamps) : [];
    lost.push(...had.filter((one) => !has.some((other) => isSame(one, other))));
    due.push(...has.filter((one) => !had.some((other) => isSame(one, other))));
  }
  return { due, lost };
}

const isSame = (a: Crossing, b: Crossing): boolean => a.cause.key === b.cause.key && JSON.stringify(a.reward) === JSON.stringify(b.reward);

function reachedBy(change: CardChange, rewards: readonly RewardTerms[], stamps: number): Crossing[] {
  const thresholds = thresholdsOf(rewards);
  const { program, memberId, number } = change;
  return rewards.flatMap(({ at, reward }, index) => {
    const key = keyOf({ programId: program.id, memberId, number, threshold: thresholds[index] as string });
    return at > stamps ? [] : [{ change, at, reward, cause: { module: 'stamp-card', key } }];
  });
}

/** Thresholds that a card does not reach and that keep what they gave: those from before, and the ones used now. */
export function keptOf({ before, after }: CardChange, used: readonly Crossing[]): number[] {
  const stamps = after?.stamps ?? 0;
  const all = [...(before?.kept ?? []), ...used.map(({ at }) => at)];
  return [...new Set(all)].filter((at) => at > stamps).sort((a, b) => a - b);
}

export const rewardTermsOf = (program: Program): readonly RewardTerms[] => program.versions.flatMap(({ rewards }) => rewards);

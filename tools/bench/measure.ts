/** How long and how often is measured. */
export interface Effort {
  readonly rounds: number;
  /** Of one contender in one round. */
  readonly milliseconds: number;
}

/** One of those compared. */
export interface Contender {
  readonly name: string;
  /** Requests answered so far, where it counts them. */
  readonly answered?: number;
  /** Runs for a time; answers the figure. Rounds below 0 are warm-ups. */
  run(milliseconds: number, round: number): Promise<number>;
}

export interface Measured {
  readonly name: string;
  /** By round. */
  readonly figures: readonly number[];
}

const WARM_UP = 2_000; // ms
/** An engine compiles what is hot after some thousand calls: a server does so in its first minute, and runs for weeks. */
const WARM_REQUESTS = 4_000;
/** At most. */
export const WARM_UPS = 12;

/** Lets the contenders run by turns, so that whatever else the machine does falls on all of them. Answers them in their order. */
export async function interleave(contenders: readonly Contender[], { rounds, milliseconds }: Effort): Promise<readonly Measured[]> {
  for (const contender of contenders) await warmUp(contender);
  const measured = contenders.map(({ name }) => ({ name, figures: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) measured[index]?.figures.push(await contender.run(milliseconds, round));
  }
  return measured;
}

async function warmUp(contender: Contender): Promise<void> {
  for (let turn = 1; turn <= WARM_UPS; turn++) {
    await contender.run(WARM_UP, -turn);
    if ((contender.answered ?? Infinity) >= WARM_REQUESTS) return;
  }
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** One contender's share of another's figure, round by round. */
export const ratios = (of: Measured, to: Measured): number[] => of.figures.map((figure, round) => figure / (to.figures[round] as number));

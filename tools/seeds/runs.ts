import { type Fault, simulate } from './simulation';

export interface Runs {
  /** The seed of the first; each other's is one more than that of the one before. */
  readonly firstSeed: number;
  readonly runs: number;
  /** Commands of each. */
  readonly commands: number;
}

export interface RunsOutcome {
  readonly runs: number;
  readonly commands: number;
  readonly crashes: number;
  /** Of the traces, seed by seed. */
  readonly hashes: readonly string[];
  /** By seed: what was broken, or what the run ended with. */
  readonly failed: readonly { readonly seed: number; readonly problems: readonly string[] }[];
}

/** No more failed runs than these are told of. */
const MOST_TOLD = 10;

export function runSeeds({ firstSeed, runs, commands }: Runs, fault?: Fault): RunsOutcome {
  const hashes: string[] = [];
  const failed: { seed: number; problems: readonly string[] }[] = [];
  let [carriedOut, crashes] = [0, 0];
  for (let seed = firstSeed; seed < firstSeed + runs && failed.length < MOST_TOLD; seed++) {
    try {
      const outcome = simulate(seed, { commands, fault });
      hashes.push(outcome.hash);
      carriedOut += outcome.commands;
      crashes += outcome.crashes;
      if (outcome.problems.length > 0) failed.push({ seed, problems: outcome.problems });
    } catch (error) {
      failed.push({ seed, problems: [(error as Error).stack ?? String(error)] });
    }
  }
  return { runs, commands: carriedOut, crashes, hashes, failed };
}

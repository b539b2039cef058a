import { setTimeout as sleep } from 'node:timers/promises';
import { fill } from './fill';
import { Load, type Sent } from './load';
import { type Installed, type Release, runSteps, type Step, stepsTo } from './releases';

/** What a shop at work felt during a time. */
export interface Felt {
  /** The slowest query that was under way then; null when none was. */
  readonly slowest: { readonly name: string; readonly ms: number } | null;
  readonly queries: number;
  /** Each once. */
  readonly failures: readonly string[];
}

export interface MeasuredStep extends Felt {
  readonly step: Step;
  /** From begin to end, waiting for locks included. */
  readonly took: number;
}

/** An upgrade from a release to the next, or from the newest to what is installed. */
export interface MeasuredUpgrade {
  readonly from: Release;
  readonly filled: readonly string[];
  /** Before, with nothing else going on: what a query may take by itself on this machine. */
  readonly quiet: Felt;
  readonly steps: readonly MeasuredStep[];
}

export interface Addresses {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

export interface Sizes {
  readonly rows: number;
  /** ms of undisturbed load. */
  readonly quiet: number;
  /** ms of load after each migration, which are put down to it: what it took away is missed then. */
  readonly pause: number;
}

function feltDuring(sent: readonly Sent[], from: number, to: number): Felt {
  const then = sent.filter((query) => query.from <= to && query.to >= from);
  const slowest = then.reduce<Sent | null>((worst, query) => (worst === null || query.to - query.from > worst.to - worst.from ? query : worst), null);
  return {
    slowest: slowest && { name: slowest.name, ms: slowest.to - slowest.from },
    queries: then.length,
    failures: [...new Set(then.flatMap(({ name, failure }) => (failure === null ? [] : [`${name}: ${failure}`])))],
  };
}

/**
 * Takes a database that stands at a release to the next under load, one migration after the other.
 *
 * @param to null: everything that is installed
 * @param turn which upgrade of this database it is, from 0
 */
export async function measureUpgrade(addresses: Addresses, installed: Installed, { from, to, turn }: { from: Release; to: Release | null; turn: number }, sizes: Sizes): Promise<MeasuredUpgrade> {
  const before = stepsTo(installed, from);
  await runSteps(addresses.ownerUrl, installed, before);
  const filled = await fill(addresses.ownerUrl, sizes.rows);
  const load = new Load(addresses.appUrl, sizes.rows, turn);
  try {
    await sleep(sizes.pause);
    const quietFrom = performance.now();
    await sleep(sizes.quiet);
    const quietTo = performance.now();
    const spans: { step: Step; took: number; from: number; to: number }[] = [];
    const done = [...before];
    for (const step of stepsTo(installed, to).filter((candidate) => !before.includes(candidate))) {
      done.push(step);
      const started = performance.now();
      await runSteps(addresses.ownerUrl, installed, done);
      const took = performance.now() - started;
      await sleep(sizes.pause);
      spans.push({ step, took, from: started, to: performance.now() });
    }
    await load.stop();
    return {
      from, filled, quiet: feltDuring(load.sent, quietFrom, quietTo),
      steps: spans.map(({ step, took, ...span }) => ({ step, took, ...feltDuring(load.sent, span.from, span.to) })),
    };
  } finally {
    await load.stop();
  }
}

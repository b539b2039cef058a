import { type Runs, runSeeds } from './runs';
import { simulate } from './simulation';

/** What the parent hands out: some seeds to run, or one to tell line by line. */
type Order = Runs & { readonly trace?: boolean };

process.on('message', ({ trace, ...runs }: Order) => {
  if (trace) simulate(runs.firstSeed, { commands: runs.commands, told: (line) => process.stdout.write(`${line}\n`) });
  process.send?.(runSeeds(runs));
});
process.on('disconnect', () => process.exit(0));

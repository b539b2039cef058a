import { setupOf } from '../programs/program';
import type { Command } from './options.mjs';
import { Refused } from './refused';

/** A command, and the installation it is for. */
export type SetUp = Command & { readonly databaseUrl: string; readonly keyFile: string };

export const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

/** Does what the process was started for; what went wrong is said in a sentence. */
export function runErrand(errand: (setUp: SetUp) => Promise<void>): void {
  errand(setupOf<SetUp>()).catch((error: Error) => {
    process.stderr.write(`${error instanceof Refused || !process.env.DEBUG ? error.message : String(error.stack)}\n`);
    process.exitCode = 1;
  });
}

/** What `runSource` handed over to this process. */
export const setupOf = <S>(): S => JSON.parse(process.env.REGULARS_SETUP ?? '{}') as S;

/** Runs what the process was started for, and ends it: badly when that finds something wrong, or fails. */
export function runProgram<S>(main: (setup: S) => Promise<boolean>): void {
  main(setupOf<S>()).then(
    (passed) => process.exit(passed ? 0 : 1),
    (error: Error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    },
  );
}

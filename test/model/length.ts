/** `npm run test:model` raises both. */
export const timesOf = (short: number): number => Number(process.env.REGULARS_MODEL_RUNS ?? short);
export const commandsMost = (short: number): number => Number(process.env.REGULARS_MODEL_COMMANDS ?? short);

const LONGEST = 120_000;

/** A failure is made smaller for two minutes, not for the hour that sixty commands may take. */
export class Shrinking {
  private since: number | undefined;

  async within(run: () => Promise<void>): Promise<void> {
    if (this.since !== undefined && performance.now() - this.since > LONGEST) return;
    try {
      await run();
    } catch (error) {
      this.since ??= performance.now();
      throw error;
    }
  }
}

import type { Context } from './context';

/** What a job could not do though the rest of it stands: operators are told as of a failure, and what is left is tried when the job is due again. */
export class LeftUndone {
  constructor(readonly faults: readonly unknown[]) {}
}

/** Work of a module that time brings about, once per brand and due instant. */
export interface JobDefinition {
  /** Identifies the job in the table of due times: never rename it. */
  readonly id: string;
  /** Five fields, in the brand's time zone. */
  readonly cron: string;
  /** `ctx.now` is the instant that was due, not the one at which a worker got to it. */
  readonly run: (ctx: Context) => Promise<LeftUndone> | Promise<void>;
  /**
   * The next instant after `ctx.now` at which there is something to do, or null. Lets a sandbox clock jump
   * over empty hours; without it every instant of `cron` is run.
   */
  readonly nextDue?: (ctx: Context) => Promise<Date | null>;
}

export const defineJob = (job: JobDefinition): JobDefinition => Object.freeze(job);

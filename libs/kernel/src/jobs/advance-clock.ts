import { type Brand, type JobDefinition, reject, InvalidInputError, statement } from '@regulars/plugin-sdk';
import { type Owned, qualified } from '../registry';
import type { Runtime } from '../runtime';
import { systemScope } from '../worker/scope';
import { withBrandLock } from './brand-lock';
import { scheduleJobs } from './due-jobs';
import { nextDueAt, runJob } from './run-job';

type Job = Owned<JobDefinition>;

const PATIENCE_MS = 60_000;
const ACTOR = 'platform/clock';

const SET_CLOCK = statement<{ revision: bigint }, [Date]>('platform.set-clock', `
  UPDATE platform.brand SET clock_offset = $1::timestamptz - clock_timestamp()
  WHERE id = platform.current_brand() AND sandbox AND platform.clock(clock_offset) <= $1
  RETURNING revision`);

const DUE_TIMES = statement<{ job: string; due_at: Date }>('platform.job-due-times', 'SELECT job, due_at FROM platform.job_due');

/**
 * Moves a sandbox brand's clock to `to` and runs every job that falls due on the way, in order, each with its own
 * instant as now and in a transaction of its own.
 *
 * The clock moves first: what a job writes never lies in the brand's future, and should the process end on the way,
 * what is left is overdue and the worker catches up. One advance of a brand at a time.
 *
 * @throws Rejection at `to` when the brand is no sandbox or its clock is past `to`
 */
export async function advanceClock(runtime: Runtime, brandId: string, to: Date): Promise<void> {
  const done = await withBrandLock(runtime.relay, brandId, async () => {
    const { from, brand } = await setClock(runtime, brandId, to);
    await scheduleJobs(runtime, brand, from);
    await new Journey(runtime, brand).run(from, to);
    return true;
  }, PATIENCE_MS);
  if (!done) reject(new InvalidInputError({ en: 'The clock is being advanced already.', 'zh-TW': '時鐘正在推進中。' }, 'to'));
}

/** Answers where the clock stood. */
async function setClock(runtime: Runtime, brandId: string, to: Date): Promise<{ from: Date; brand: Brand }> {
  return runtime.transaction(systemScope(brandId, ACTOR), async (ctx) => {
    const [set] = await ctx.sql(SET_CLOCK(to));
    if (!set) reject(new InvalidInputError({ en: 'Only a sandbox brand has a clock of its own, and it only goes forwards.', 'zh-TW': '僅沙盒品牌可調整時鐘,且只能往前。' }, 'to'));
    return { from: ctx.now, brand: ctx.brand };
  });
}

/** One advance: from instant to instant at which there is something to do. */
class Journey {
  private readonly jobs: readonly Job[];
  /** Jobs that ran at the instant the journey stands at. */
  private readonly ran = new Set<Job>();
  private readonly dueByCron = new Map<Job, Date>();

  constructor(private readonly runtime: Runtime, private readonly brand: Brand) {
    this.jobs = runtime.registry.jobs.filter(({ module }) => brand.modules.has(module.id));
  }

  async run(from: Date, to: Date): Promise<void> {
    await this.readCron();
    // What was overdue at the start: jobs do everything due up to now, whenever it fell due.
    await this.runAll(from);
    for (let at = from; ; ) {
      const next = await this.earliest(at);
      if (!next || next.instant > to) break;
      if (next.instant > at) this.ran.clear();
      at = next.instant;
      for (const job of next.jobs) await this.runAt(job, at);
    }
    // What was given on the way with a due time already past.
    await this.runAll(to);
  }

  private async runAll(now: Date): Promise<void> {
    for (const job of this.jobs.filter(({ value }) => value.nextDue)) await this.runAt(job, now);
  }

  private async runAt(owned: Job, now: Date): Promise<void> {
    await runJob(this.runtime, { brandId: this.brand.id, owned, now, expected: null });
    this.ran.add(owned);
    if (!owned.value.nextDue) this.dueByCron.set(owned, nextDueAt(owned.value, this.brand, now));
  }

  /** Jobs that cannot say when there is work are run at every instant of their expression. */
  private async readCron(): Promise<void> {
    const rows = await this.runtime.transaction(systemScope(this.brand.id, ACTOR, { readOnly: true }), (ctx) => ctx.sql(DUE_TIMES()));
    const due = new Map(rows.map((row) => [row.job, row.due_at]));
    for (const job of this.jobs) {
      const at = due.get(qualified(job));
      if (at && !job.value.nextDue) this.dueByCron.set(job, at);
    }
  }

  /**
   * The next instant from `at` on, and whose it is. A job that has run at `at` is asked for later ones only; the
   * others may have got work at `at` from those that ran.
   */
  private async earliest(at: Date): Promise<{ instant: Date; jobs: Job[] } | null> {
    const candidates = this.jobs.filter(({ value }) => value.nextDue);
    const again = await this.ask(candidates.filter((job) => this.ran.has(job)), at);
    const fresh = await this.ask(candidates.filter((job) => !this.ran.has(job)), new Date(at.getTime() - 1));
    const due = new Map([...this.dueByCron, ...again, ...fresh]);
    const instant = [...due.values()].reduce<Date | null>((first, one) => (first && first <= one ? first : one), null);
    if (!instant) return null;
    const reached = instant < at ? at : instant;
    return { instant: reached, jobs: this.jobs.filter((job) => (due.get(job)?.getTime() ?? Infinity) <= reached.getTime()) };
  }

  private async ask(jobs: readonly Job[], after: Date): Promise<[Job, Date][]> {
    if (jobs.length === 0) return [];
    const scope = systemScope(this.brand.id, ACTOR, { now: after, readOnly: true });
    const answers = await this.runtime.transaction(scope, (ctx) => Promise.all(jobs.map(async (job) => [job, await job.value.nextDue?.(ctx)] as const)));
    // An answer that is not after what was asked would hold the journey up for ever.
    return answers.flatMap(([job, due]) => (due && due > after ? [[job, due] as [Job, Date]] : []));
  }
}

import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, run, type Runner, runOnce, type RunnerOptions, type TaskList, type WorkerEvents } from 'graphile-worker';
import { Pool } from 'pg';
import type { Runtime } from '../runtime';
import { settingsOf } from '../worker/connections';
import { describeFault } from '../worker/faults';
import type { Presence } from '../worker/presence';
import { BrandTaskRun, ModuleOff } from './task-run';

interface TaskPayload {
  readonly brandId: string;
  readonly payload: unknown;
}

const POLL_MS = 1_000;
const ABORT_PATIENCE_MS = 5_000;
const STOPPING = new Error('The worker is stopping');

/** Runs the modules' background tasks, with graphile-worker, as the relay. */
export class TaskWorker {
  private readonly pool: Pool;
  /** Aborted when the process stops, or may have been taken for gone. */
  private interruption = new AbortController();
  private readonly interrupted = new Set<string>();
  private runner: Runner | null = null;

  constructor(
    private readonly runtime: Runtime,
    private readonly presence: Presence,
    private readonly concurrency = 2,
    private readonly onFailure: (task: string, error: unknown) => void = () => undefined,
  ) {
    // Its own pool: graphile-worker expects pg's usual types, and keeps one connection for listening.
    this.pool = new Pool({ ...settingsOf(runtime.relay), types: undefined, max: concurrency + 2 });
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async start(): Promise<void> {
    this.runner = await run({ ...this.options(), concurrency: this.concurrency, pollInterval: POLL_MS, parsedCronItems: [] });
    this.runner.promise.catch((error: unknown) => this.runtime.logger.error({ fault: describeFault(error) }, 'the task runner ended'));
  }

  /** Runs what is ready until nothing is left, one task after the other. */
  async runReady(): Promise<void> {
    await runOnce({ ...this.options(), concurrency: 1 });
  }

  /** Ends running tasks early; others will run them again. */
  interrupt(): void {
    const { interruption } = this;
    this.interruption = new AbortController();
    interruption.abort(STOPPING);
  }

  async stop(): Promise<void> {
    const stopping = this.runner?.stop();
    this.interruption.abort(STOPPING); // and stays so, for what was just taken up
    await stopping;
    await this.giveBackInterrupted();
    await this.pool.end();
  }

  private options(): RunnerOptions {
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => {
      this.presence.addTaskPool(workerPool.id).catch(() => undefined);
    });
    return { pgPool: this.pool, taskList: this.taskList(), events, noHandleSignals: true, logger: this.logger() };
  }

  private taskList(): TaskList {
    const names = [...this.runtime.registry.tasks.keys()];
    return Object.fromEntries(names.map((name) => [name, (payload, helpers) => this.runTask(name, payload as TaskPayload, String(helpers.job.id))]));
  }

  private async runTask(name: string, { brandId, payload }: TaskPayload, jobId: string): Promise<void> {
    const owned = this.runtime.registry.tasks.get(name);
    const brand = await this.runtime.brand(brandId);
    if (!owned || !brand.modules.has(owned.module.id)) return;
    const { signal } = this.interruption;
    try {
      const run = owned.value.run(new BrandTaskRun(this.runtime, brand, owned.module.id, `${owned.module.id}/${name}`, signal), payload as never);
      await endedOrAbandoned(run, signal);
      // It may have ended early because it was told to: only another run can tell.
      signal.throwIfAborted();
    } catch (error) {
      if (error instanceof ModuleOff) return; // as if it had been off when the task was taken up
      if (signal.aborted) this.interrupted.add(jobId);
      else this.failed(name, brandId, error);
      throw new Error(describeFault(error));
    }
  }

  private failed(task: string, brandId: string, error: unknown): void {
    this.runtime.logger.warn({ task, brand: brandId, fault: describeFault(error) }, 'a task failed and is tried again');
    this.onFailure(task, error);
  }

  /** A stop of ours is no failure of the task: it is ready at once and the try does not count. */
  private async giveBackInterrupted(): Promise<void> {
    const ids = [...this.interrupted];
    // The runner may still be writing down how the last try ended.
    for (let look = 0; ids.length > 0 && look < 20; look++) {
      const { rows } = await this.pool.query<{ locked: number }>('SELECT count(*)::int AS locked FROM graphile_worker._private_jobs WHERE id = ANY($1::bigint[]) AND locked_by IS NOT NULL', [ids]);
      if (rows[0]?.locked === 0) break;
      await sleep(50);
    }
    await this.pool.query(
      `SELECT graphile_worker.reschedule_jobs(ARRAY[id], run_at => now(), attempts => GREATEST(attempts - 1, 0)::int)
       FROM graphile_worker._private_jobs WHERE id = ANY($1::bigint[]) AND locked_by IS NULL`,
      [ids],
    );
  }

  private logger(): Logger {
    const { logger } = this.runtime;
    return new Logger(() => (level, message) => {
      // Failures of tasks are logged above, with what they are about and without what they were given.
      if (level === 'error' && !message.startsWith('Failed task')) logger.warn({ from: 'graphile-worker' }, message.slice(0, 300));
    });
  }
}

/** A task that does not end when told to is left behind: its process is about to end. */
async function endedOrAbandoned(run: Promise<void>, signal: AbortSignal): Promise<void> {
  let leave = (): void => undefined;
  const abandoned = new Promise<never>((_, reject) => {
    leave = () => setTimeout(() => reject(new Error('The task did not end when told to')), ABORT_PATIENCE_MS).unref();
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    await Promise.race([run, abandoned]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Are there tasks this process would take up now? */
export async function hasReadyTasks(runtime: Runtime): Promise<boolean> {
  const { rows } = await runtime.relay.query<{ ready: boolean }>(
    `SELECT EXISTS (SELECT FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
                    WHERE j.is_available AND j.run_at <= now() AND t.identifier = ANY($1)) AS ready`,
    [[...runtime.registry.tasks.keys()]],
  );
  return rows[0]?.ready ?? false;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { DEFERRED_REACTIONS, claimDeferred, runDeferred } from '../events/deferred-reactions';
import { watchBooks } from '../books/watch';
import { releaseOrphans, returnClaims } from '../events/claims';
import { claimDeliveries, deliver, DELIVERIES, type Suspicion } from '../events/deliveries';
import { dispatch } from '../events/dispatcher';
import { JobSchedule, runDueJobs } from '../jobs/due-jobs';
import { releaseOrphanedTasks } from '../jobs/orphaned-tasks';
import { TaskWorker } from '../jobs/tasks';
import type { Runtime } from '../runtime';
import { sendCodes } from '../callers/send-codes';
import { createSealer } from '../seals/sealer';
import { sweep } from '../sweep';
import { releaseTapped } from '../taps/claim';
import { Telling } from '../taps/telling';
import { Loop } from './loop';
import { Presence } from './presence';
import { Slots } from './slots';

export interface WorkerOptions {
  /** Handlers that run at once; default 4. */
  readonly handlers?: number;
  /** Tasks that run at once; default 2. */
  readonly tasks?: number;
  /** Where the ends of chains are written down each hour, and when the worker stops. */
  readonly anchorFile?: string;
}

export interface Worker {
  /** Takes nothing new, ends tasks early, waits for what runs, and gives back what it has not begun. */
  stop(): Promise<void>;
}

/** Deferred reactions that run at once, each of another module or brand. */
const REACTIONS = 4;

const DISPATCH_MS = 100;
const QUEUE_MS = 500;
const JOBS_MS = 15_000;
const ORPHANS_MS = 2_000;
const BOOKS_MS = 60_000;
const SWEEP_MS = 10 * 60_000;
/** What runs longer is left: its transaction ends with the process, and others take it up. */
const STOP_PATIENCE_MS = 8_000;

/** Runs everything that is no answer to a request: any number of workers share the work of one database. */
export async function startWorker(runtime: Runtime, options: WorkerOptions = {}): Promise<Worker> {
  const { logger, relay } = runtime;
  const presence = await Presence.announce(relay, logger, () => tasks.interrupt());
  const tasks = new TaskWorker(runtime, presence, options.tasks);
  const deliveries = deliverySlots(runtime, presence.key, options.handlers ?? 4, 'UNSUSPECTED');
  // One after the other: what ends processes would else have those beside it taken for its like, and parked with it.
  const suspects = deliverySlots(runtime, presence.key, 1, 'SUSPECT');
  const reactions = reactionSlots(runtime, presence.key, REACTIONS, 'UNSUSPECTED');
  const suspectReactions = reactionSlots(runtime, presence.key, 1, 'SUSPECT');
  const delivering = new Loop('deliveries', () => deliveries.fill(() => delivering.nudge()), { idleMs: QUEUE_MS, logger });
  const suspecting = new Loop('suspect deliveries', () => suspects.fill(() => suspecting.nudge()), { idleMs: QUEUE_MS, logger });
  const deferring = new Loop('deferred reactions', () => reactions.fill(() => deferring.nudge()), { idleMs: QUEUE_MS, logger });
  const telling = new Telling(runtime, presence.key);
  const deferringSuspects = new Loop('suspect reactions', () => suspectReactions.fill(() => deferringSuspects.nudge()), { idleMs: QUEUE_MS, logger });
  const dispatching = new Loop('dispatcher', async () => {
    const done = await dispatch(runtime);
    if (done.deliveries > 0) delivering.nudge();
    if (done.tapped > 0) telling.nudge();
    return done.more;
  }, { idleMs: DISPATCH_MS, logger });
  const schedule = new JobSchedule(runtime);
  const jobs = new Loop('jobs', async () => {
    await schedule.complete();
    return (await runDueJobs(runtime)) > 0;
  }, { idleMs: JOBS_MS, logger });
  const orphans = orphansLoop(runtime);
  const sweeping = new Loop('sweep', () => sweep(relay).then(() => false), { idleMs: SWEEP_MS, logger });
  const stopping = new AbortController();
  const watching = booksLoop(runtime, stopping.signal);
  const sending = new Loop('codes', async () => (await sendCodes(runtime)) > 0, { idleMs: QUEUE_MS, logger });
  const sealer = createSealer(runtime, options.anchorFile);
  const loops = [dispatching, delivering, suspecting, deferring, deferringSuspects, jobs, orphans, sweeping, sending, ...telling.loops, ...sealer.loops, watching];
  const minutes = everyMinute(() => jobs.nudge());
  await tasks.start();
  for (const loop of loops) loop.start();
  return {
    async stop() {
      minutes.stop();
      stopping.abort();
      telling.interrupt();
      await Promise.all([...loops.map((loop) => loop.stop()), tasks.stop()]);
      await Promise.race([Promise.all([deliveries.settled(), suspects.settled(), reactions.settled(), suspectReactions.settled(), telling.settled()]), sleep(STOP_PATIENCE_MS, undefined, { ref: false })]);
      await returnClaims(relay, DELIVERIES, presence.key);
      await returnClaims(relay, DEFERRED_REACTIONS, presence.key);
      await telling.returnClaims();
      await sealer.end();
      await presence.end();
    },
  };
}

const deliverySlots = (runtime: Runtime, worker: number, count: number, suspicion: Suspicion) => new Slots(count, {
  claim: (free) => claimDeliveries(runtime, worker, free, suspicion),
  run: (delivery) => deliver(runtime, delivery, worker),
});

const reactionSlots = (runtime: Runtime, worker: number, count: number, suspicion: Suspicion) => new Slots(count, {
  claim: (free) => claimDeferred(runtime, worker, free, suspicion),
  run: (deferred) => runDeferred(runtime, deferred, worker),
});

const orphansLoop = (runtime: Runtime): Loop => new Loop('orphans', async () => {
  await releaseOrphans(runtime.relay, DELIVERIES);
  await releaseOrphans(runtime.relay, DEFERRED_REACTIONS);
  await releaseTapped(runtime.relay);
  await releaseOrphanedTasks(runtime);
  return false;
}, { idleMs: ORPHANS_MS, logger: runtime.logger });

const booksLoop = (runtime: Runtime, signal: AbortSignal): Loop => new Loop('books', async () => {
  await watchBooks(runtime, { signal });
  return false;
}, { idleMs: BOOKS_MS, logger: runtime.logger });

/** Jobs are due at whole minutes: a worker looks right then. */
function everyMinute(tick: () => void): { stop(): void } {
  const wait = (): NodeJS.Timeout => setTimeout(() => {
    tick();
    timer = wait();
  }, 60_000 - (Date.now() % 60_000) + 20).unref();
  let timer = wait();
  return { stop: () => clearTimeout(timer) };
}

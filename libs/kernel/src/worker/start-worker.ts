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
import { TapDeliveries } from '../taps/delivery-loops';
import { Loop } from './loop';
import { Presence } from './presence';
import { slotLoop, Slots } from './slots';

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
  const queues = queueLoops(runtime, presence.key, options.handlers ?? 4);
  const taps = new TapDeliveries(runtime, presence.key);
  const jobs = jobsLoop(runtime);
  const sweeping = new Loop('sweep', () => sweep(relay).then(() => false), { idleMs: SWEEP_MS, logger });
  const sending = new Loop('codes', async () => (await sendCodes(runtime)) > 0, { idleMs: QUEUE_MS, logger });
  const stopping = new AbortController();
  const sealer = createSealer(runtime, options.anchorFile);
  const loops = [
    dispatchLoop(runtime, queues.delivering, taps), ...queues.loops, ...taps.loops, jobs, orphansLoop(runtime), sweeping, sending, ...sealer.loops,
    booksLoop(runtime, stopping.signal),
  ];
  const minutes = everyMinute(() => jobs.nudge());
  await tasks.start();
  for (const loop of loops) loop.start();
  return {
    async stop() {
      minutes.stop();
      stopping.abort();
      taps.interrupt();
      await Promise.all([...loops.map((loop) => loop.stop()), tasks.stop()]);
      await Promise.race([Promise.all([queues.settled(), taps.settled()]), sleep(STOP_PATIENCE_MS, undefined, { ref: false })]);
      await returnClaims(relay, DELIVERIES, presence.key);
      await returnClaims(relay, DEFERRED_REACTIONS, presence.key);
      await taps.returnClaims();
      await sealer.end();
      await presence.end();
    },
  };
}

interface QueueLoops {
  readonly loops: readonly Loop[];
  /** Of them, the one that has something to do after each dispatch. */
  readonly delivering: Loop;
  /** Resolves when everything begun has ended. */
  settled(): Promise<unknown>;
}

/** Suspects run one after the other: what ends processes would else have those beside it taken for its like, and parked with it. */
function queueLoops(runtime: Runtime, worker: number, handlers: number): QueueLoops {
  const options = { idleMs: QUEUE_MS, logger: runtime.logger };
  const deliveries = deliverySlots(runtime, worker, handlers, 'UNSUSPECTED');
  const suspects = deliverySlots(runtime, worker, 1, 'SUSPECT');
  const reactions = reactionSlots(runtime, worker, REACTIONS, 'UNSUSPECTED');
  const suspectReactions = reactionSlots(runtime, worker, 1, 'SUSPECT');
  const delivering = slotLoop('deliveries', deliveries, options);
  return {
    delivering,
    loops: [delivering, slotLoop('suspect deliveries', suspects, options), slotLoop('deferred reactions', reactions, options), slotLoop('suspect reactions', suspectReactions, options)],
    settled: () => Promise.all([deliveries, suspects, reactions, suspectReactions].map((slots) => slots.settled())),
  };
}

const deliverySlots = (runtime: Runtime, worker: number, count: number, suspicion: Suspicion) => new Slots(count, {
  claim: (free) => claimDeliveries(runtime, worker, free, suspicion),
  run: (delivery) => deliver(runtime, delivery, worker),
}, runtime.logger);

const reactionSlots = (runtime: Runtime, worker: number, count: number, suspicion: Suspicion) => new Slots(count, {
  claim: (free) => claimDeferred(runtime, worker, free, suspicion),
  run: (deferred) => runDeferred(runtime, deferred, worker),
}, runtime.logger);

const dispatchLoop = (runtime: Runtime, delivering: Loop, taps: TapDeliveries): Loop => new Loop('dispatcher', async () => {
  const done = await dispatch(runtime);
  if (done.deliveries > 0) delivering.nudge();
  if (done.tapped > 0) taps.nudge();
  return done.more;
}, { idleMs: DISPATCH_MS, logger: runtime.logger });

function jobsLoop(runtime: Runtime): Loop {
  const schedule = new JobSchedule(runtime);
  return new Loop('jobs', async () => {
    await schedule.complete();
    return (await runDueJobs(runtime)) > 0;
  }, { idleMs: JOBS_MS, logger: runtime.logger });
}

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

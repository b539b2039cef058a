import { setTimeout as sleep } from 'node:timers/promises';
import { sendCodes } from '../callers/send-codes';
import { claimDeferred, runDeferred } from '../events/deferred-reactions';
import { claimDeliveries, deliver } from '../events/deliveries';
import { dispatch, hasUndispatched } from '../events/dispatcher';
import { hasReadyTasks, TaskWorker } from '../jobs/tasks';
import type { Runtime } from '../runtime';
import { claimTapped } from '../taps/claim';
import { replayTaps } from '../taps/fill';
import { deliveringModules, deliverTapped } from '../taps/deliver';
import { Presence } from './presence';

export interface Drained {
  readonly delivered: number;
  readonly reacted: number;
  /** What failed and waits to be tried again, or is parked. */
  readonly failures: readonly { readonly what: string; readonly error: unknown }[];
}

const PATIENCE_MS = 10_000;

/**
 * For tests: dispatches, delivers, reacts and runs tasks in this process, one after the other in the order of the
 * log, until there is nothing to do. What fails is tried once; its next try is due later.
 */
export async function drain(runtime: Runtime): Promise<Drained> {
  const presence = await Presence.announce(runtime.relay, runtime.logger, () => undefined);
  const failures: { what: string; error: unknown }[] = [];
  let delivered = 0;
  let reacted = 0;
  try {
    for (let busy = true; busy; ) {
      await dispatchAll(runtime);
      busy = (await sendCodes(runtime)) > 0;
      for (let [next] = await claimDeliveries(runtime, presence.key, 1); next; [next] = await claimDeliveries(runtime, presence.key, 1)) {
        const outcome = await deliver(runtime, next, presence.key);
        if ('error' in outcome) failures.push({ what: next.handler, error: outcome.error });
        else delivered++;
        busy = true;
      }
      for (let [next] = await claimDeferred(runtime, presence.key, 1); next; [next] = await claimDeferred(runtime, presence.key, 1)) {
        const outcome = await runDeferred(runtime, next, presence.key);
        if ('error' in outcome) failures.push({ what: next.reaction, error: outcome.error });
        else reacted++;
        busy = true;
      }
      busy = (await deliverAllTapped(runtime, presence)) || busy;
      busy = (await runTasks(runtime, presence, (what, error) => failures.push({ what, error }))) || busy;
    }
    return { delivered, reacted, failures };
  } finally {
    await presence.end();
  }
}

/** Waits for events that are committed but lie above a transaction still running somewhere on the server. */
async function dispatchAll(runtime: Runtime): Promise<void> {
  for (let waited = 0; ; ) {
    while ((await dispatch(runtime)).events > 0);
    if (!(await hasUndispatched(runtime))) return;
    if (waited >= PATIENCE_MS) throw new Error('A transaction that stays open keeps the newest events from being read');
    await sleep(2);
    waited += 2;
  }
}

/** What a receiver does not take is tried again later: that is no failure. */
async function deliverAllTapped(runtime: Runtime, presence: Presence): Promise<boolean> {
  while (await replayTaps(runtime.relay));
  for (let tried = false; ; tried = true) {
    const [next] = await claimTapped(runtime.relay, deliveringModules(runtime), presence.key, 1);
    if (!next) return tried;
    await deliverTapped(runtime, next, presence.key, new AbortController().signal);
  }
}

async function runTasks(runtime: Runtime, presence: Presence, onFailure: (task: string, error: unknown) => void): Promise<boolean> {
  if (runtime.registry.tasks.size === 0 || !(await hasReadyTasks(runtime))) return false;
  const tasks = new TaskWorker(runtime, presence, 1, onFailure);
  try {
    await tasks.runReady();
    return true;
  } finally {
    await tasks.stop();
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type Brand, type Context, type DeliveryOutcome, type DeliveryRun, type EventDeliverer, EventDeliverers, type EventSelection, type Extension, type Selected } from '@regulars/plugin-sdk';
import type { Owned } from '../registry';
import type { Runtime } from '../runtime';
import { describeFault } from '../worker/faults';
import { systemScope } from '../worker/scope';
import { withinTime } from '../worker/within-time';
import type { TapClaim } from './claim';
import { settle, type TryOutcome } from './settle';

/** After a fault of ours, which may be one that takes hours to mend: three times as long each time, over two days in all. */
const RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 12 * 3_600_000;
/** Tries before an event is given up. */
const MAX_ATTEMPTS = 11;

const MAX_WRITES = 4;
const WRITE_PAUSE_MS = 500;

const retryAfterFault = (attempts: number): number | null => (attempts < MAX_ATTEMPTS ? Math.min(RETRY_MS * 3 ** (attempts - 1), LONGEST_RETRY_MS) : null);

const deliverersOf = ({ registry }: Runtime): readonly Owned<Extension>[] => registry.extensions(EventDeliverers.module, EventDeliverers.name);

function delivererOf(runtime: Runtime, module: string): EventDeliverer {
  const deliverer = deliverersOf(runtime).find((owned) => owned.module.id === module)?.value.value;
  if (!deliverer) throw new Error(`No installed module ${module} delivers events`);
  return deliverer as EventDeliverer;
}

/** Ids of the modules that deliver events. */
export const deliveringModules = (runtime: Runtime): string[] => deliverersOf(runtime).map(({ module }) => module.id);

class Run implements DeliveryRun {
  constructor(private readonly runtime: Runtime, readonly brand: Brand, private readonly name: string, readonly signal: AbortSignal) {}

  read<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
    return this.runtime.transaction(systemScope(this.brand.id, this.name, { readOnly: true }), work);
  }

  select(keyId: string, selection: EventSelection, eventId: string): Promise<Selected> {
    return this.runtime.selectEventAsKey(this.brand.id, keyId, selection, eventId);
  }
}

/** One try, and what came of it. A try that `signal` ends is left as it is: whoever stops gives it back. */
export async function deliverTapped(runtime: Runtime, claim: TapClaim, worker: number, signal: AbortSignal): Promise<void> {
  const about = { module: claim.module, tap: claim.tap_id, event: claim.event_id, brand: claim.brand_id, attempt: claim.attempts };
  let delivery: TryOutcome;
  try {
    delivery = await deliver(runtime, claim, signal);
  } catch (error) {
    if (signal.aborted) return;
    const fault = describeFault(error);
    runtime.logger.warn({ ...about, fault }, 'an event could not be delivered and is tried again');
    delivery = { outcome: 'FAULT', reason: 'Something went wrong on our side', retryInMs: retryAfterFault(claim.attempts) };
  }
  if (signal.aborted && delivery.outcome === 'FAILED') return;
  const notices = { noticeOf: ({ module, tap_id: tapId }: TapClaim) => delivererOf(runtime, module).noticeOf?.(tapId) ?? { operation: `${module}Disable`, target: tapId }, codecOf: (brandId: string) => runtime.codecOf(brandId) };
  const disabled = await insistently(() => settle(runtime.relay, claim, worker, delivery, notices));
  if (disabled !== null) runtime.logger.warn({ ...about, reason: disabled }, 'nothing is delivered there any more');
}

/** What came of a try is worth some patience: not written down, it is made again. */
async function insistently<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt >= MAX_WRITES) throw error;
      await sleep(attempt * WRITE_PAUSE_MS, undefined, { ref: false });
    }
  }
}

async function deliver(runtime: Runtime, claim: TapClaim, signal: AbortSignal): Promise<DeliveryOutcome> {
  const run = new Run(runtime, await runtime.brand(claim.brand_id), `${claim.module}/deliver`, signal);
  if (!run.brand.modules.has(claim.module)) return { outcome: 'UNSEEN' }; // switched off or suspended: as handlers, it is told nothing, then or later
  return withinTime(delivererOf(runtime, claim.module).deliver(run, { tapId: claim.tap_id, eventId: claim.event_id, name: claim.name, attempts: claim.attempts, at: claim.at }), `${claim.module}/deliver`);
}

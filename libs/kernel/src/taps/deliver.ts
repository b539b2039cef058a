import { type Brand, type Context, type DeliveryOutcome, type DeliveryRun, type EventDeliverer, EventDeliverers, type EventSelection, type Selected } from '@regulars/plugin-sdk';
import type { Runtime } from '../runtime';
import { describeFault } from '../worker/faults';
import { systemScope } from '../worker/scope';
import { withinTime } from '../worker/within-time';
import type { TapClaim } from './claim';
import { settle } from './settle';

/** After a fault of ours. */
const RETRY_MS = 30_000;
/** Faults of ours while delivering one event before it is given up. */
const MAX_FAULTS = 11;

const deliverersOf = ({ registry }: Runtime): ReadonlyMap<string, EventDeliverer> =>
  new Map(registry.extensions(EventDeliverers.module, EventDeliverers.name).map(({ module, value }) => [module.id, value.value as EventDeliverer]));

/** Ids of the modules that deliver events. */
export const deliveringModules = (runtime: Runtime): string[] => [...deliverersOf(runtime).keys()];

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
  let delivery: DeliveryOutcome;
  try {
    delivery = await deliver(runtime, claim, signal);
  } catch (error) {
    if (signal.aborted) return;
    const fault = describeFault(error);
    runtime.logger.warn({ ...about, fault }, 'an event could not be delivered and is tried again');
    delivery = { outcome: 'FAILED', status: null, reason: 'Something went wrong on our side', retryInMs: claim.attempts < MAX_FAULTS ? RETRY_MS : null };
  }
  if (signal.aborted && delivery.outcome === 'FAILED') return;
  const disabled = await settle(runtime.relay, claim, worker, delivery);
  if (disabled !== null) runtime.logger.warn({ ...about, reason: disabled }, 'nothing is delivered there any more');
}

async function deliver(runtime: Runtime, claim: TapClaim, signal: AbortSignal): Promise<DeliveryOutcome> {
  const deliverer = deliverersOf(runtime).get(claim.module);
  if (!deliverer) throw new Error(`No installed module ${claim.module} delivers events`);
  const run = new Run(runtime, await runtime.brand(claim.brand_id), `${claim.module}/deliver`, signal);
  return withinTime(deliverer.deliver(run, { tapId: claim.tap_id, eventId: claim.event_id, name: claim.name, attempts: claim.attempts, at: claim.at }), `${claim.module}/deliver`);
}

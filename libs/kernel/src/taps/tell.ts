import { type Brand, type Context, type EventSelection, type EventTeller, EventTellers, type Selected, type Telling, type TellingRun } from '@regulars/plugin-sdk';
import type { Runtime } from '../runtime';
import { describeFault } from '../worker/faults';
import { systemScope } from '../worker/scope';
import { withinTime } from '../worker/within-time';
import type { TapClaim } from './claim';
import { settle } from './settle';

/** After a fault of ours. */
const RETRY_MS = 30_000;
/** Faults of ours while telling of one event before it is given up. */
const MAX_FAULTS = 11;

const tellersOf = ({ registry }: Runtime): ReadonlyMap<string, EventTeller> =>
  new Map(registry.extensions(EventTellers.module, EventTellers.name).map(({ module, value }) => [module.id, value.value as EventTeller]));

/** Ids of the modules that tell of events. */
export const tellingModules = (runtime: Runtime): string[] => [...tellersOf(runtime).keys()];

class Run implements TellingRun {
  constructor(private readonly runtime: Runtime, readonly brand: Brand, private readonly name: string, readonly signal: AbortSignal) {}

  read<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
    return this.runtime.transaction(systemScope(this.brand.id, this.name, { readOnly: true }), work);
  }

  select(keyId: string, selection: EventSelection, eventId: string): Promise<Selected> {
    return this.runtime.select(this.brand.id, keyId, selection, eventId);
  }
}

/** One try, and what came of it. A try that `signal` ends is left as it is: whoever stops gives it back. */
export async function tell(runtime: Runtime, claim: TapClaim, worker: number, signal: AbortSignal): Promise<void> {
  const about = { module: claim.module, tap: claim.tap_id, event: claim.event_id, brand: claim.brand_id, attempt: claim.attempts };
  let telling: Telling;
  try {
    telling = await telledBy(runtime, claim, signal);
  } catch (error) {
    if (signal.aborted) return;
    const fault = describeFault(error);
    runtime.logger.warn({ ...about, fault }, 'an event could not be told of and is tried again');
    telling = { outcome: 'FAILED', status: null, reason: 'Something went wrong on our side', retryInMs: claim.attempts < MAX_FAULTS ? RETRY_MS : null };
  }
  if (signal.aborted && telling.outcome === 'FAILED') return;
  const disabled = await settle(runtime.relay, claim, worker, telling);
  if (disabled !== null) runtime.logger.warn({ ...about, reason: disabled }, 'nothing is told there any more');
}

async function telledBy(runtime: Runtime, claim: TapClaim, signal: AbortSignal): Promise<Telling> {
  const teller = tellersOf(runtime).get(claim.module);
  if (!teller) throw new Error(`No installed module ${claim.module} tells of events`);
  const run = new Run(runtime, await runtime.brand(claim.brand_id), `${claim.module}/tell`, signal);
  return withinTime(teller.tell(run, { tapId: claim.tap_id, eventId: claim.event_id, name: claim.name, attempts: claim.attempts, at: claim.at }), `${claim.module}/tell`);
}

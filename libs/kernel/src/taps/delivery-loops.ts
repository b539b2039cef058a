import { setMaxListeners } from 'node:events';
import type { Runtime } from '../runtime';
import { Loop } from '../worker/loop';
import { notWrittenDown, slotLoop, Slots } from '../worker/slots';
import { claimTapped, returnTapped, type TapClaim } from './claim';
import { replayTaps } from './fill';
import { deliverTapped, deliveringModules } from './deliver';

const IDLE_MS = 500;
/** Tries that run at once, of those who answered last time, and of those who did not: the latter wait for each other. */
const SLOTS = 16;
const FAILING_SLOTS = 8;

/** ms after which a try leaves its place to another, and goes on without one: many who do not answer must not take them all. */
const PATIENCE_MS = 1_000;
/** Tries that go on so. */
const MAX_LINGERING = 256;

/** A worker's part of delivering events to those outside. */
export class TapDeliveries {
  readonly loops: readonly Loop[];
  private readonly slots: readonly Slots<TapClaim>[];
  private readonly lingering = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly runtime: Runtime, private readonly worker: number) {
    const { relay, logger } = runtime;
    setMaxListeners(SLOTS + FAILING_SLOTS + MAX_LINGERING, this.stopping.signal);
    const modules = deliveringModules(runtime);
    const slots = (size: number, failing: boolean): Slots<TapClaim> => new Slots(size, {
      claim: (free) => claimTapped(relay, modules, worker, free, failing),
      run: (claim) => this.deliver(claim),
    }, logger);
    const sound = slots(SLOTS, false);
    const failing = slots(FAILING_SLOTS, true);
    const delivering = slotLoop('tap deliveries', sound, { idleMs: IDLE_MS, logger });
    const retrying = slotLoop('failing tap deliveries', failing, { idleMs: IDLE_MS, logger });
    const replaying = new Loop('replays', async () => {
      const more = await replayTaps(relay);
      if (more) delivering.nudge();
      return more;
    }, { idleMs: IDLE_MS, logger });
    this.slots = [sound, failing];
    this.loops = modules.length === 0 ? [] : [delivering, retrying, replaying];
  }

  /** There is something new. */
  nudge(): void {
    this.loops[0]?.nudge();
  }

  /** Ends running tries. */
  interrupt(): void {
    this.stopping.abort(new Error('The worker is stopping'));
  }

  async settled(): Promise<void> {
    await Promise.all([...this.slots.map((slots) => slots.settled()), ...this.lingering]);
  }

  private async deliver(claim: TapClaim): Promise<void> {
    const delivery: Promise<void> = deliverTapped(this.runtime, claim, this.worker, this.stopping.signal)
      .catch((error: unknown) => notWrittenDown(this.runtime.logger, error))
      .finally(() => this.lingering.delete(delivery));
    if (this.lingering.size >= MAX_LINGERING) return delivery;
    this.lingering.add(delivery);
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([delivery, new Promise<void>((passed) => (timer = setTimeout(passed, PATIENCE_MS)))]);
    clearTimeout(timer);
  }

  returnClaims(): Promise<void> {
    return returnTapped(this.runtime.relay, this.worker);
  }
}

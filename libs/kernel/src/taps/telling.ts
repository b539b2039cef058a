import type { Runtime } from '../runtime';
import { Loop } from '../worker/loop';
import { Slots } from '../worker/slots';
import { claimTapped, returnTapped, type TapClaim } from './claim';
import { replayTaps } from './fill';
import { tell, tellingModules } from './tell';

const IDLE_MS = 500;
/** Tries that run at once, of those who answered last time, and of those who did not: the latter wait for each other. */
const SLOTS = 16;
const FAILING_SLOTS = 8;

/** A worker's part of telling those outside of events. */
export class Telling {
  readonly loops: readonly Loop[];
  private readonly slots: readonly Slots<TapClaim>[];
  private readonly stopping = new AbortController();

  constructor(private readonly runtime: Runtime, private readonly worker: number) {
    const { relay, logger } = runtime;
    const modules = tellingModules(runtime);
    const slots = (size: number, failing: boolean): Slots<TapClaim> => new Slots(size, {
      claim: (free) => claimTapped(relay, modules, worker, free, failing),
      run: (claim) => tell(runtime, claim, worker, this.stopping.signal),
    });
    const sound = slots(SLOTS, false);
    const failing = slots(FAILING_SLOTS, true);
    const telling: Loop = new Loop('telling', () => sound.fill(() => telling.nudge()), { idleMs: IDLE_MS, logger });
    const retrying: Loop = new Loop('telling again', () => failing.fill(() => retrying.nudge()), { idleMs: IDLE_MS, logger });
    const replaying = new Loop('replays', async () => {
      const more = await replayTaps(relay);
      if (more) telling.nudge();
      return more;
    }, { idleMs: IDLE_MS, logger });
    this.slots = [sound, failing];
    this.loops = modules.length === 0 ? [] : [telling, retrying, replaying];
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
    await Promise.all(this.slots.map((slots) => slots.settled()));
  }

  returnClaims(): Promise<void> {
    return returnTapped(this.runtime.relay, this.worker);
  }
}

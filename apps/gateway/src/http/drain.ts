import { setTimeout as sleep } from 'node:timers/promises';

/** ms without a request after which whoever balances load is taken to have noticed. */
const QUIET = 300;
/** ms for which requests are still served that come although the delay is over. */
const MOST_LATE = 1_500;

/** A gateway's last seconds: it says that it is not ready, and serves whoever has not heard of it yet. */
export class Drain {
  private isBegun = false;
  private cameAt = -Infinity;

  get isOn(): boolean {
    return this.isBegun;
  }

  /** A request that is no look at how we are. */
  came(): void {
    this.cameAt = performance.now();
  }

  /** From now on not ready; resolves after the delay, once nothing comes any more, or too much has come too late. */
  async begin(delay: number): Promise<void> {
    this.isBegun = true;
    const until = performance.now() + delay + (delay > 0 ? MOST_LATE : 0);
    await sleep(delay);
    while (performance.now() < until && performance.now() - this.cameAt < QUIET) await sleep(20);
  }
}

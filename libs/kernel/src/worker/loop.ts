import type { Logger } from 'pino';
import { describeFault } from './faults';

export interface LoopOptions {
  /** Pause after a round that found nothing more to do, in ms. */
  readonly idleMs: number;
  readonly logger: Logger;
}

const MAX_FAULT_PAUSE_MS = 5_000;

/**
 * Rounds of work, one at a time: at once again while there may be more, else after a pause or a nudge. A round that
 * fails is logged and tried again, later each time.
 */
export class Loop {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private nudged = false;
  private active = false;
  private faults = 0;

  constructor(private readonly name: string, private readonly round: () => Promise<boolean>, private readonly options: LoopOptions) {}

  start(): void {
    if (this.active) return;
    this.active = true;
    this.nudge();
  }

  /** Begins a round now, or right after the one that is running. */
  nudge(): void {
    this.nudged = true;
    if (!this.active || this.running) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.running = this.rounds().finally(() => this.rest());
  }

  /** No further round until `start`. */
  pause(): void {
    this.active = false;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  /** Resolves once the running round has ended. */
  async stop(): Promise<void> {
    this.pause();
    await this.running;
  }

  private async rounds(): Promise<void> {
    let more = true;
    while (this.active && (more || this.nudged)) {
      this.nudged = false;
      try {
        more = await this.round();
        this.faults = 0;
      } catch (error) {
        more = false;
        this.nudged = false;
        this.faults++;
        this.options.logger.warn({ loop: this.name, fault: describeFault(error), failures: this.faults }, 'a round of background work failed');
      }
    }
  }

  private rest(): void {
    this.running = null;
    if (!this.active) return;
    if (this.nudged && this.faults === 0) return this.nudge();
    const pause = Math.min(this.options.idleMs * 2 ** Math.min(this.faults, 8), Math.max(MAX_FAULT_PAUSE_MS, this.options.idleMs));
    this.timer = setTimeout(() => this.nudge(), pause);
    this.timer.unref();
  }
}

import type { Logger } from 'pino';
import { describeFault } from './faults';
import { Loop, type LoopOptions } from './loop';

export interface Work<T> {
  /** At most `free` pieces of work, already marked as ours. */
  readonly claim: (free: number) => Promise<readonly T[]>;
  /** Rejects only when it could not be written down what came of it. */
  readonly run: (piece: T) => Promise<unknown>;
}

/** It stays claimed, and is taken back with what others have lost sight of. */
export const notWrittenDown = (logger: Logger, error: unknown): void =>
  logger.error({ fault: describeFault(error) }, 'what came of background work could not be written down: it is taken back after some minutes');

/** Keeps a fixed number of pieces of work running: a slow one holds up only its own slot. */
export class Slots<T> {
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly size: number, private readonly work: Work<T>, private readonly logger: Logger) {}

  /** Starts what fits; `onFree` says that there is room again. Answers whether there may be more to claim at once. */
  async fill(onFree: () => void): Promise<boolean> {
    const free = this.size - this.running.size;
    if (free <= 0) return false;
    const pieces = await this.work.claim(free);
    for (const piece of pieces) this.start(piece, onFree);
    return pieces.length > 0 && this.running.size < this.size;
  }

  /** Resolves when everything started has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  private start(piece: T, onFree: () => void): void {
    const running: Promise<void> = this.work.run(piece)
      .then(() => undefined, (error: unknown) => notWrittenDown(this.logger, error))
      .finally(() => {
        this.running.delete(running);
        onFree();
      });
    this.running.add(running);
  }
}

/** Rounds that fill the slots; one that becomes free is filled at once. */
export function slotLoop<T>(name: string, slots: Slots<T>, options: LoopOptions): Loop {
  const loop: Loop = new Loop(name, () => slots.fill(() => loop.nudge()), options);
  return loop;
}

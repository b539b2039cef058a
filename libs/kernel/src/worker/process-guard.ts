import type { Logger } from 'pino';
import { describeFault } from './faults';

export interface Guarded {
  readonly logger: Logger;
  /** Finishes what is being done. */
  readonly stop: () => Promise<void>;
  /** Told of each promise that failed and that nobody waits for. */
  readonly onRejection?: () => void;
}

const PATIENCE = 12_000; // ms

/** Where it was thrown: what names the plugin. */
const placeOf = (error: unknown): string | undefined => (error instanceof Error ? error.stack?.split('\n').find((line) => /^\s+at /.test(line))?.trim() : undefined);

/**
 * A promise that fails and that nobody waits for is written down, and nothing else: whatever waited has its answer
 * another way. An error thrown where nobody can catch it may leave anything half done: the process stops in order, and
 * whoever watches over it starts another.
 */
export function guardProcess({ logger, stop, onRejection }: Guarded): void {
  process.on('unhandledRejection', (reason) => {
    logger.error({ fault: describeFault(reason), place: placeOf(reason) }, 'a promise failed that nobody waits for');
    onRejection?.();
  });
  process.once('uncaughtException', (error) => {
    logger.fatal({ fault: describeFault(error), place: placeOf(error) }, 'an error that nobody could catch: the process stops');
    setTimeout(() => process.exit(1), PATIENCE).unref();
    void stop().catch(() => undefined).then(() => process.exit(1));
  });
}

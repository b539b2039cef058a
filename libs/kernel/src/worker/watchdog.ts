import { getHeapStatistics } from 'node:v8';
import type { Logger } from 'pino';
import { BuiltIns } from './built-ins';

const EVERY = 100; // ms
const BLOCKED = 500; // ms
const FULL = 0.85;
const REMINDER = 60_000; // ms

const MEGABYTE = 1_048_576;

/** Of the memory that the process may use for objects, 0 to 1. */
export function heapUse(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used / limit;
}

export interface Watched {
  readonly builtIns?: BuiltIns;
  readonly onBlocked?: (ms: number) => void;
}

/**
 * Says when something kept the process from all other work, when memory runs short, and when something changed what all
 * code shares, which is put back. Answers how to end it.
 */
export function watchProcess(logger: Logger, { builtIns = new BuiltIns(), onBlocked = () => undefined }: Watched = {}): () => void {
  let last = performance.now();
  let reminded = -Infinity;
  const timer = setInterval(() => {
    const now = performance.now();
    const blocked = now - last - EVERY;
    last = now;
    if (blocked > BLOCKED) {
      logger.warn({ blockedMs: Math.round(blocked) }, 'something kept the process from all other work');
      onBlocked(blocked);
    }
    const changed = builtIns.mend();
    if (changed.length > 0) logger.error({ changed }, 'something changed what all code shares: it is put back');
    if (heapUse() < FULL || now - reminded < REMINDER) return;
    reminded = now;
    logger.warn({ heapMb: Math.round(getHeapStatistics().used_heap_size / MEGABYTE), limitMb: Math.round(getHeapStatistics().heap_size_limit / MEGABYTE) }, 'memory runs short');
  }, EVERY).unref();
  return () => clearInterval(timer);
}

import { getHeapStatistics } from 'node:v8';
import type { Logger } from 'pino';

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

/** Says when something kept the process from all other work, and when memory runs short. Answers how to end it. */
export function watchProcess(logger: Logger, onBlocked: (ms: number) => void = () => undefined): () => void {
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
    if (heapUse() < FULL || now - reminded < REMINDER) return;
    reminded = now;
    logger.warn({ heapMb: Math.round(getHeapStatistics().used_heap_size / MEGABYTE), limitMb: Math.round(getHeapStatistics().heap_size_limit / MEGABYTE) }, 'memory runs short');
  }, EVERY).unref();
  return () => clearInterval(timer);
}

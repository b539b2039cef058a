import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 8_000; // ms; a busy machine takes its time

/** Waits until the assertions hold; fails with theirs when they never do. */
export async function eventually(assertions: () => void | Promise<void>, patience = PATIENCE): Promise<void> {
  for (const end = performance.now() + patience; ; await sleep(10)) {
    try {
      return await assertions();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}

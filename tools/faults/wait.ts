import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY = 20; // ms

/** Waits until it is so, but not for longer than that. Answers whether it is. */
export async function isSoWithin(milliseconds: number, isSo: () => boolean): Promise<boolean> {
  for (const end = performance.now() + milliseconds; !isSo(); await sleep(LOOK_EVERY)) if (performance.now() >= end) return false;
  return true;
}

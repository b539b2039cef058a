import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 10_000; // ms

async function status(url: string): Promise<number> {
  return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => ({ status: 0 }))).status;
}

async function answersAfter(wanted: number, url: string, since: number, patience: number): Promise<number | null> {
  while (performance.now() - since < patience) {
    if ((await status(url)) === wanted) return performance.now() - since;
    await sleep(100);
  }
  return null;
}

/** ms from that moment until a gateway says that it is not ready; null when it does not say so within `patience` ms. */
export const unreadyAfter = (url: string, since: number, patience: number): Promise<number | null> => answersAfter(503, url, since, patience);

/** The same until it says that it is ready. */
export const readyAfter = (url: string, since: number, patience: number): Promise<number | null> => answersAfter(200, url, since, patience);

import type { TaskRun } from '@regulars/plugin-sdk';

/** How long a provider is waited for. */
const PATIENCE = 30_000; // ms
/** What is under way when the worker stops may still be answered: whoever breaks it off knows nothing of it. */
const GRACE = 3_000; // ms

/** Asks a provider something, until that has had its time, or soon after the worker was told to stop. */
export async function beforeDeadline<T>({ signal }: TaskRun, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const end = (): void => ending.abort(new Error('The provider did not answer in time'));
  const timers = [setTimeout(end, PATIENCE)];
  const stop = (): void => void timers.push(setTimeout(end, GRACE));
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return await ask(ending.signal);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

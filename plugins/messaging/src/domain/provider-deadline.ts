import type { TaskRun } from '@regulars/plugin-sdk';

/** How long a provider is waited for. */
const PATIENCE = 30_000; // ms

/** Ends what a task asks of a provider: when that has had its time, or the worker stops. */
export const providerDeadline = (work: TaskRun): AbortSignal => AbortSignal.any([work.signal, AbortSignal.timeout(PATIENCE)]);

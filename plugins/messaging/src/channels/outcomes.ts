import type { SendOutcome } from './channel';

export const sent = (providerId: string | null): SendOutcome => ({ outcome: 'SENT', providerId });
export const retry = (reason: string, afterMs: number | null = null): SendOutcome => ({ outcome: 'RETRY', reason, afterMs });
/** This message cannot be sent as it is; the next may. */
export const failed = (reason: string): SendOutcome => ({ outcome: 'FAILED', reason, permanent: false });
export const uncertain: SendOutcome = { outcome: 'UNCERTAIN' };
/** Nothing reaches this address any more. */
export const unreachable = (reason: string): SendOutcome => ({ outcome: 'FAILED', reason, permanent: true });

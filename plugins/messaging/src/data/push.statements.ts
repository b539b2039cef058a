import { statement } from '@regulars/plugin-sdk';

/** Whether a provider has said that nothing reaches the member at this address any more. */
export const goneAt = statement<{ reason: string }, [memberId: string, channel: string, index: string]>('messaging.gone-at', `
  SELECT reason FROM messaging.unreachable WHERE member_id = $1 AND channel = $2 AND address_index = decode($3, 'hex')`);

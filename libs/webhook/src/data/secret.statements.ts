import { statement } from '@regulars/plugin-sdk';

export interface SecretRow {
  readonly id: string;
  readonly sealed: Buffer;
}

/** Secrets that sign at a time: of more, the oldest are good no longer. */
export const MAX_SECRETS = 5;

export const insertSecret = statement<never, [id: string, endpointId: string, sealed: Buffer]>('webhook.insert-secret', 'INSERT INTO webhook.secret (id, endpoint_id, sealed) VALUES ($1, $2, $3)');

/** Those that sign, the newest first. */
export const liveSecrets = statement<SecretRow, [endpointId: string]>('webhook.live-secrets', `
  SELECT id, sealed FROM webhook.secret WHERE endpoint_id = $1 AND (expires_at IS NULL OR expires_at > clock_timestamp()) ORDER BY created_at DESC, id DESC LIMIT ${MAX_SECRETS}`);

/** The one that signs signs beside its successor for a day; what has ended is removed. */
export const retireSecrets = statement<never, [endpointId: string]>('webhook.retire-secrets', `
  WITH ended AS (DELETE FROM webhook.secret WHERE endpoint_id = $1 AND expires_at <= clock_timestamp())
  UPDATE webhook.secret SET expires_at = clock_timestamp() + interval '24 hours' WHERE endpoint_id = $1 AND expires_at IS NULL`);

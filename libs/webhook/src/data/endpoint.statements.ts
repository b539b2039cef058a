import { statement } from '@regulars/plugin-sdk';

export interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly query: string;
  readonly key_id: string;
  readonly created_at: Date;
  readonly names: readonly string[];
  readonly state: 'ACTIVE' | 'PAUSED' | 'DISABLED';
  readonly reason: string | null;
  readonly failing_since: Date | null;
  readonly disabled_at: Date | null;
  readonly resumes_at: Date | null;
}

const SELECT = `
  SELECT e.id, e.url, e.query, e.key_id, e.created_at, t.names, t.state, t.reason, t.failing_since, t.disabled_at,
    CASE WHEN t.resumes_at > clock_timestamp() THEN t.resumes_at END AS resumes_at
  FROM webhook.endpoint AS e JOIN platform.event_tap AS t ON t.id = e.id`;

export const selectEndpoints = statement<EndpointRow, [readonly string[]]>('webhook.endpoints', `${SELECT} WHERE e.id = ANY($1::uuid[])`);
export const allEndpoints = statement<EndpointRow>('webhook.all-endpoints', `${SELECT} ORDER BY e.created_at DESC, e.id DESC`);
export const countEndpoints = statement<{ used: number }>('webhook.count-endpoints', 'SELECT count(*)::int AS used FROM webhook.endpoint');
/** Who rotates its secret does so one after the other. */
export const lockEndpoint = statement<{ id: string }, [id: string]>('webhook.lock-endpoint', 'SELECT id FROM webhook.endpoint WHERE id = $1 FOR NO KEY UPDATE');

export const insertTap = statement<never, [id: string, names: readonly string[]]>('webhook.insert-tap', `INSERT INTO platform.event_tap (id, module, names) VALUES ($1, 'webhook', $2::text[])`);
export const insertEndpoint = statement<never, [id: string, url: string, query: string, keyId: string]>(
  'webhook.insert-endpoint', 'INSERT INTO webhook.endpoint (id, url, query, key_id) VALUES ($1, $2, $3, $4)');

/** It begins anew: whatever kept it from being told is taken for mended, and what a try that is under way finds out is of its former self. */
export const updateTap = statement<{ id: string }, [id: string, names: readonly string[]]>('webhook.update-tap', `
  UPDATE platform.event_tap SET names = $2::text[], version = version + 1, state = 'ACTIVE', reason = NULL, disabled_at = NULL, failures = 0, failing_since = NULL, resumes_at = NULL
  WHERE id = $1 AND module = 'webhook' AND state <> 'CLOSED' RETURNING id`);
export const updateEndpoint = statement<never, [id: string, url: string, query: string, keyId: string]>(
  'webhook.update-endpoint', 'UPDATE webhook.endpoint SET url = $2, query = $3, key_id = $4 WHERE id = $1');

export const closeTap = statement<{ id: string }, [id: string]>('webhook.close-tap', `
  UPDATE platform.event_tap SET state = 'CLOSED', replay_xid = NULL, replay_id = NULL, replay_until = NULL WHERE id = $1 AND module = 'webhook' AND state <> 'CLOSED' RETURNING id`);
export const deleteEndpoint = statement<never, [id: string]>('webhook.delete-endpoint', 'DELETE FROM webhook.endpoint WHERE id = $1');

/** Of what runs already, whichever place comes first. */
export const replayTap = statement<{ id: string }, [id: string, xid: string, event: string]>('webhook.replay', `
  UPDATE platform.event_tap SET
    replay_xid = CASE WHEN (replay_xid, replay_id) < ($2::xid8, $3::uuid) THEN replay_xid ELSE $2::xid8 END,
    replay_id = CASE WHEN (replay_xid, replay_id) < ($2::xid8, $3::uuid) THEN replay_id ELSE $3::uuid END,
    replay_until = pg_snapshot_xmin(pg_current_snapshot())
  WHERE id = $1 AND module = 'webhook' AND state IN ('ACTIVE', 'PAUSED') RETURNING id`);

/** Whether a cursor names an event of the brand that is young enough to replay from. */
export const placeStands = statement<{ stands: boolean }, [xid: string, id: string]>('webhook.place-stands', `
  SELECT EXISTS (SELECT FROM platform.event WHERE id = $2 AND xid = $1::xid8 AND recorded_at > clock_timestamp() - interval '7 days') AS stands`);

import { statement } from '@regulars/plugin-sdk';
import { IN_DOUBT } from './send.statements';

type Channels = [channels: readonly string[]];

/** Broadcasts that are being sent by them, held before their messages are: whoever sends of one does it in this order, too. */
export const holdBroadcastsBy = statement<{ id: string }, Channels>('messaging.hold-broadcasts-by', `
  SELECT b.id FROM messaging.broadcast AS b WHERE b.state = 'SENDING' AND b.channel = ANY($1::text[]) ORDER BY b.id FOR NO KEY UPDATE`);

export const suppressSinglesBy = statement<never, Channels>('messaging.suppress-singles-by', `
  UPDATE messaging.message AS m SET state = 'SUPPRESSED', reason = 'NO_CHANNEL'
   WHERE m.state = 'QUEUED' AND m.broadcast_id IS NULL AND m.channel = ANY($1::text[]) AND m.due_at <= platform.current_now()`);

export const suppressRestOf = statement<never, [broadcastIds: readonly string[]]>('messaging.suppress-rest-of', `
  UPDATE messaging.message AS m SET state = 'SUPPRESSED', reason = 'NO_CHANNEL' WHERE m.state = 'QUEUED' AND m.broadcast_id = ANY($1::uuid[])`);

/**
 * Of what was under way when its worker ended nobody can tell what went out: caps and quotas go on counting it. A run that
 * has the channel's turn is still at work on what it has in hand, and writes down what becomes of it.
 */
export const dropOrphansBy = statement<never, Channels>('messaging.drop-orphans-by', `
  WITH gone AS (
    DELETE FROM messaging.batch AS b WHERE b.channel = ANY($1::text[]) AND b.lease_until < clock_timestamp()
       AND NOT EXISTS (SELECT FROM messaging.channel AS c WHERE c.code = b.channel AND c.sender_until >= clock_timestamp()) RETURNING b.id)
  UPDATE messaging.message AS m SET ${IN_DOUBT} FROM gone WHERE m.state = 'SENDING' AND m.batch_id = gone.id`);

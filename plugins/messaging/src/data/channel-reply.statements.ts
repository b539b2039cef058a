import { statement } from '@regulars/plugin-sdk';

/**
 * How long ago it was, by the provider's clock and ours: a sandbox brand's has been moved. What is told late, or is from a
 * clock that is ahead, makes nobody write later than they did.
 */
export const noteReply = statement<never, [channel: string, index: string, memberId: string | null, at: Date]>('messaging.note-reply', `
  INSERT INTO messaging.channel_reply AS r (channel, address_index, member_id, wrote_at)
  VALUES ($1, decode($2, 'hex'), $3, platform.current_now() - greatest(clock_timestamp() - $4::timestamptz, interval '0'))
  ON CONFLICT (brand_id, channel, address_index) DO UPDATE SET wrote_at = greatest(r.wrote_at, EXCLUDED.wrote_at), member_id = EXCLUDED.member_id`);

export const repliesOfMember = statement<{ channel: string; wrote_at: Date }, [memberId: string]>('messaging.replies-of-member', `
  SELECT channel, wrote_at FROM messaging.channel_reply WHERE member_id = $1 ORDER BY channel, wrote_at`);

export const moveReplies = statement<{ key: string }, [survivorId: string, loserId: string]>('messaging.move-replies', `
  UPDATE messaging.channel_reply SET member_id = $1 WHERE member_id = $2 RETURNING channel || ':' || encode(address_index, 'hex') AS key`);

export const returnReplies = statement<never, [survivorId: string, loserId: string, keys: readonly string[]]>('messaging.return-replies', `
  UPDATE messaging.channel_reply SET member_id = $2 WHERE member_id = $1 AND channel || ':' || encode(address_index, 'hex') = ANY($3::text[])`);

export const eraseReplies = statement<never, [memberId: string]>('messaging.erase-replies', 'DELETE FROM messaging.channel_reply WHERE member_id = $1');

export const forgetReplies = statement<never, [before: Date]>('messaging.forget-replies', 'DELETE FROM messaging.channel_reply WHERE wrote_at <= $1');

import { statement } from '@regulars/plugin-sdk';

export const insertHold = statement<never, [id: string, memberId: string, points: number, allocations: string, expiresAt: Date]>(
  'points.insert-hold',
  'INSERT INTO points.hold (id, member_id, points, allocations, expires_at) VALUES ($1, $2, $3, $4::jsonb, $5)',
);

/** The member's lock is held: nobody else ends them meanwhile. */
export const endHolds = statement<never, [ids: readonly string[], state: 'CAPTURED' | 'RELEASED']>(
  'points.end-holds',
  `UPDATE points.hold SET state = $2, ended_at = (SELECT platform.current_now()) WHERE id = ANY($1::uuid[]) AND state = 'OPEN'`,
);

/**
 * Says of holds whose time is over that it is. They hold nothing any more: no lock is needed. Where the expiry of what
 * they held is still to be posted, the hold says at which instant.
 */
export const expireHolds = statement<never>(
  'points.expire-holds',
  `UPDATE points.hold SET state = 'EXPIRED', ended_at = expires_at WHERE state = 'OPEN' AND expires_at <= (SELECT platform.current_now())
     AND NOT EXISTS (SELECT FROM points.lot WHERE lot.member_id = hold.member_id AND lot.remaining > 0 AND lot.expires_at <= (SELECT platform.current_now()))`,
);

export const hasLiveHold = statement<{ readonly held: boolean }, [memberId: string]>(
  'points.has-live-hold',
  'SELECT EXISTS (SELECT FROM points.live_hold WHERE member_id = $1) AS held',
);

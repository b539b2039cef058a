import { type JsonObject, statement } from '@regulars/plugin-sdk';

/** Of an order that went from one to the other, only the lot that gives something stays the order's. */
export const detachEmptyLots = statement<never, [survivorId: string, loserId: string]>(
  'points.detach-empty-lots',
  `UPDATE points.lot SET order_id = NULL
   WHERE member_id IN ($1, $2) AND reversed = quantity AND EXISTS (
     SELECT FROM points.lot AS other WHERE other.order_id = lot.order_id AND other.member_id IN ($1, $2) AND other.member_id <> lot.member_id
       AND (other.reversed < other.quantity OR other.member_id = $1))`,
);

export const moveLots = statement<never, [survivorId: string, loserId: string]>('points.move-lots', 'UPDATE points.lot SET member_id = $1 WHERE member_id = $2');

/** What was pinned for the one holds for the other. */
export const moveAccruals = statement<never, [survivorId: string, loserId: string]>(
  'points.move-accruals',
  `UPDATE points.accrual SET member_id = $1::uuid,
     pins = jsonb_set(pins, ARRAY['members', $1::uuid::text], coalesce(pins -> 'members' -> $1::uuid::text, pins -> 'members' -> $2::uuid::text))
   WHERE member_id = $2::uuid`,
);

export const moveNotices = statement<never, [survivorId: string, loserId: string]>(
  'points.move-notices',
  `WITH moved AS (DELETE FROM points.notice WHERE member_id = $2 RETURNING expires_on, days_before, sent_at)
   INSERT INTO points.notice (member_id, expires_on, days_before, sent_at) SELECT $1, expires_on, days_before, sent_at FROM moved ON CONFLICT DO NOTHING`,
);

export const deleteNotices = statement<never, [memberId: string]>('points.delete-notices', 'DELETE FROM points.notice WHERE member_id = $1');

/** Everything about a member, as one document. */
export const memberExport = statement<{ readonly document: JsonObject }, [memberId: string]>(
  'points.member-export',
  `SELECT jsonb_build_object(
     'wallet', (SELECT jsonb_build_object('balance', balance, 'pending', pending, 'debt', debt, 'lifetimeEarned', lifetime_earned)
                FROM points.wallet_balance WHERE member_id = $1),
     'lots', (SELECT coalesce(jsonb_agg(jsonb_build_object('quantity', quantity, 'remaining', remaining, 'earnedAt', earned_at, 'activeAt', active_at,
                'expiresAt', expires_at) ORDER BY earned_at, id), '[]') FROM points.lot WHERE member_id = $1),
     'entries', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'points', points, 'balanceAfter', balance_after, 'at', at, 'reason', reason,
                'explanation', explanation) ORDER BY number), '[]') FROM points.entry WHERE member_id = $1),
     'reminders', (SELECT coalesce(jsonb_agg(jsonb_build_object('expiresOn', expires_on, 'daysBefore', days_before, 'sentAt', sent_at)
                ORDER BY sent_at), '[]') FROM points.notice WHERE member_id = $1)) AS document`,
);

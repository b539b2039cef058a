import { type JsonObject, statement } from '@regulars/plugin-sdk';
import { LOT_FIELDS, type LotRow } from './ledger.statements';

/** A lot as it was when two wallets became one. */
export interface MergedLot {
  readonly id: string;
  /** What its source gave. */
  readonly given: number;
  readonly spent: number;
}

export const lotsToMove = statement<MergedLot, [loserId: string]>(
  'points.lots-to-move',
  'SELECT id, quantity - reversed AS given, spent FROM points.lot WHERE member_id = $1 ORDER BY id',
);

export interface DetachedLot {
  readonly id: string;
  readonly order_id: string;
}

/** Of an order that went from one to the other, only the lot that gives something stays the order's. */
export const detachEmptyLots = statement<DetachedLot, [survivorId: string, loserId: string]>(
  'points.detach-empty-lots',
  `UPDATE points.lot SET order_id = NULL FROM points.lot AS was
   WHERE was.id = lot.id AND lot.member_id IN ($1, $2) AND lot.reversed = lot.quantity AND EXISTS (
     SELECT FROM points.lot AS other WHERE other.order_id = lot.order_id AND other.member_id IN ($1, $2) AND other.member_id <> lot.member_id
       AND (other.reversed < other.quantity OR other.member_id = $1))
   RETURNING lot.id, was.order_id`,
);

/** Tills that hold points of the loser's hold the survivor's from now on. */
export const moveHolds = statement<{ id: string }, [survivorId: string, loserId: string]>('points.move-holds', 'UPDATE points.hold SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnHolds = statement<never, [loserId: string, ids: readonly string[]]>('points.return-holds', 'UPDATE points.hold SET member_id = $1 WHERE id = ANY($2::uuid[])');

export const moveLots = statement<never, [survivorId: string, loserId: string]>('points.move-lots', 'UPDATE points.lot SET member_id = $1 WHERE member_id = $2');

/** What was pinned for the one holds for the other. Answers the orders for which the survivor had no pin of its own. */
export const moveAccruals = statement<{ order_id: string }, [survivorId: string, loserId: string]>(
  'points.move-accruals',
  `WITH moved AS (
     UPDATE points.accrual AS a SET member_id = $1::uuid,
       pins = CASE WHEN a.pins -> 'members' ? $1::uuid::text OR NOT a.pins -> 'members' ? $2::uuid::text THEN a.pins
         ELSE jsonb_set(a.pins, ARRAY['members', $1::uuid::text], a.pins -> 'members' -> $2::uuid::text) END
     FROM points.accrual AS was WHERE was.order_id = a.order_id AND a.member_id = $2::uuid
     RETURNING a.order_id, was.pins -> 'members' ? $1::uuid::text AS was_pinned
   )
   SELECT order_id FROM moved WHERE NOT was_pinned`,
);

export interface MovedNotice {
  readonly expires_on: string;
  readonly days_before: number;
  readonly sent_at: string;
  /** The survivor had not had the same one. */
  readonly is_new: boolean;
}

export const moveNotices = statement<MovedNotice, [survivorId: string, loserId: string]>(
  'points.move-notices',
  `WITH moved AS (DELETE FROM points.notice WHERE member_id = $2 RETURNING expires_on, days_before, sent_at),
   added AS (
     INSERT INTO points.notice (member_id, expires_on, days_before, sent_at) SELECT $1, expires_on, days_before, sent_at FROM moved ON CONFLICT DO NOTHING
     RETURNING expires_on, days_before
   )
   SELECT moved.expires_on, moved.days_before, moved.sent_at::text AS sent_at, added.expires_on IS NOT NULL AS is_new
   FROM moved LEFT JOIN added USING (expires_on, days_before)`,
);

export const allLotsOf = statement<LotRow, [memberId: string]>('points.all-lots', `SELECT ${LOT_FIELDS} FROM points.lot WHERE member_id = $1`);

/**
 * Which of the survivor's lots go back: those of orders that are the loser's again, and of those it brought the ones
 * that are not of an order of the survivor's.
 */
export const lotsToReturn = statement<{ id: string }, [survivorId: string, loserId: string, brought: readonly string[]]>(
  'points.lots-to-return',
  `SELECT l.id FROM points.lot AS l LEFT JOIN "order".order_fact AS o ON o.order_id = l.order_id
   WHERE l.member_id = $1 AND (o.member_id = $2 OR (l.id = ANY($3::uuid[]) AND o.member_id IS DISTINCT FROM $1::uuid))`,
);

export const returnLots = statement<never, [loserId: string, lotIds: readonly string[]]>(
  'points.return-lots',
  'UPDATE points.lot SET member_id = $1 WHERE id = ANY($2::uuid[])',
);

/** `detached`: JSON of `[{id, order_id}]`. Where the order has got another lot of the member's since, that one stays the order's. */
export const attachLots = statement<never, [detached: string]>(
  'points.attach-lots',
  `UPDATE points.lot AS l SET order_id = r.order_id FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, order_id uuid)
   WHERE l.id = r.id AND l.order_id IS NULL
     AND NOT EXISTS (SELECT FROM points.lot AS other WHERE other.order_id = r.order_id AND other.member_id = l.member_id)`,
);

/** Of orders that are the loser's again. A pin that the merge had made for the survivor goes; one that it made since holds for the loser. */
export const returnAccruals = statement<never, [survivorId: string, loserId: string, pinned: readonly string[]]>(
  'points.return-accruals',
  `UPDATE points.accrual AS a SET member_id = $2::uuid, pins = CASE WHEN a.order_id = ANY($3::uuid[]) THEN theirs.pins #- ARRAY['members', $1::uuid::text] ELSE theirs.pins END
   FROM "order".order_fact AS o, LATERAL (
     SELECT CASE WHEN p.pins -> 'members' ? $2::uuid::text OR NOT p.pins -> 'members' ? $1::uuid::text THEN p.pins
       ELSE jsonb_set(p.pins, ARRAY['members', $2::uuid::text], p.pins -> 'members' -> $1::uuid::text) END AS pins
     FROM points.accrual AS p WHERE p.order_id = o.order_id
   ) AS theirs
   WHERE o.member_id = $2::uuid AND a.order_id = o.order_id AND a.member_id = $1::uuid`,
);

/** `notices`: JSON of what `moveNotices` answered. */
export const returnNotices = statement<never, [survivorId: string, loserId: string, notices: string]>(
  'points.return-notices',
  `WITH r AS (
     SELECT * FROM jsonb_to_recordset($3::jsonb) AS r(expires_on date, days_before int, sent_at timestamptz, is_new boolean)
   ), gone AS (
     DELETE FROM points.notice AS n USING r WHERE n.member_id = $1 AND r.is_new AND n.expires_on = r.expires_on AND n.days_before = r.days_before
   )
   INSERT INTO points.notice (member_id, expires_on, days_before, sent_at) SELECT $2, expires_on, days_before, sent_at FROM r ON CONFLICT DO NOTHING`,
);

export const deleteNotices = statement<never, [memberId: string]>('points.delete-notices', 'DELETE FROM points.notice WHERE member_id = $1');
/** A line of the ledger for an export, its reason still sealed, in hexadecimal. */
export interface ExportedEntry {
  readonly id: string;
  readonly reason: string | null;
  readonly sealed: string | null;
}

/** Everything about a member, as one document. */
export const memberExport = statement<{ readonly document: JsonObject & { readonly entries: readonly (JsonObject & ExportedEntry)[] } }, [memberId: string]>(
  'points.member-export',
  `SELECT jsonb_build_object(
     'wallet', (SELECT jsonb_build_object('balance', balance, 'pending', pending, 'debt', debt, 'lifetimeEarned', lifetime_earned)
                FROM points.wallet_balance WHERE member_id = $1),
     'lots', (SELECT coalesce(jsonb_agg(jsonb_build_object('quantity', quantity, 'remaining', remaining, 'earnedAt', earned_at, 'activeAt', active_at,
                'expiresAt', expires_at) ORDER BY earned_at, id), '[]') FROM points.lot WHERE member_id = $1),
     'entries', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'points', points, 'balanceAfter', balance_after, 'at', at, 'reason', reason, 'id', id, 'sealed', encode(reason_sealed, 'hex'),
                'explanation', explanation) ORDER BY number), '[]') FROM points.entry WHERE member_id = $1),
     'holds', (SELECT coalesce(jsonb_agg(jsonb_build_object('points', points, 'state', state, 'heldAt', held_at, 'expiresAt', expires_at, 'endedAt', ended_at)
                ORDER BY held_at, id), '[]') FROM points.hold WHERE member_id = $1),
     'reminders', (SELECT coalesce(jsonb_agg(jsonb_build_object('expiresOn', expires_on, 'daysBefore', days_before, 'sentAt', sent_at)
                ORDER BY sent_at), '[]') FROM points.notice WHERE member_id = $1)) AS document`,
);

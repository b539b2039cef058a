import { statement } from '@regulars/plugin-sdk';
import type { TillHoldState } from '../enums';

/** A code as the first version kept it; amounts in minor units, as texts, by line number. */
export interface HeldUse {
  readonly kind: string;
  readonly code: string;
  readonly shares: readonly (readonly [number: number, minor: string])[];
}
export type PointShare = readonly [number: number, points: number];

export interface TillHoldRow {
  readonly id: string;
  readonly state: TillHoldState;
  readonly member_id: string | null;
  readonly store_id: string | null;
  readonly order_ref: string;
  readonly basket_hash: string;
  readonly uses_sealed: Buffer | null;
  /** Of holds that the first version made, which kept codes in clear. */
  readonly uses: readonly HeldUse[] | null;
  readonly discount: bigint;
  readonly points: number;
  readonly points_by_line: readonly PointShare[];
  readonly points_worth: bigint;
  readonly payable: bigint;
  readonly order_id: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
}

const COLUMNS = 'id, state, member_id, store_id, order_ref, basket_hash, uses_sealed, uses, discount, points, points_by_line, points_worth, payable, order_id, created_at, expires_at';

type Inserted = [
  id: string, memberId: string | null, storeId: string | null, orderRef: string, basketHash: string, usesSealed: Buffer, discount: bigint, points: number, pointsByLine: string,
  worth: bigint, payable: bigint, expiresAt: Date,
];

export const insertTillHold = statement<never, Inserted>(
  'order.insert-till-hold',
  `INSERT INTO "order".till_hold (id, state, member_id, store_id, order_ref, basket_hash, uses_sealed, discount, points, points_by_line, points_worth, payable, created_at, expires_at)
   VALUES ($1, 'OPEN', $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, platform.current_now(), $12)`,
);

export const tillHoldsByIds = statement<TillHoldRow, [ids: readonly string[]]>('order.till-holds-by-ids', `SELECT ${COLUMNS} FROM "order".till_hold WHERE id = ANY($1::uuid[])`);

/** The member first, as everywhere; the hold's row is the only lock of a guest's. */
export const lockHoldersOf = statement<{ member_id: string }, [holdIds: readonly string[]]>(
  'order.lock-till-holders',
  `SELECT l.member_id FROM member.lock_members('[]', COALESCE((
     SELECT array_agg(DISTINCT h.member_id) FROM "order".till_hold AS h WHERE h.id = ANY($1::uuid[]) AND h.member_id IS NOT NULL
   ), '{}')) AS l`,
);

/** Sent behind `lockHoldersOf`: sees what those who held the locks before have left. */
export const lockTillHolds = statement<TillHoldRow, [ids: readonly string[]]>(
  'order.lock-till-holds',
  `SELECT ${COLUMNS} FROM "order".till_hold WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
);

export const closeTillHolds = statement<never, [ids: readonly string[], state: TillHoldState, orderId: string | null]>(
  'order.close-till-holds',
  `UPDATE "order".till_hold SET state = $2, order_id = $3, closed_at = platform.current_now() WHERE id = ANY($1::uuid[]) AND state = 'OPEN'`,
);

export const dueTillHolds = statement<{ id: string }, [limit: number]>(
  'order.due-till-holds',
  `SELECT id FROM "order".till_hold WHERE state = 'OPEN' AND expires_at <= platform.current_now() ORDER BY expires_at, id LIMIT $1`,
);

export const nextTillHold = statement<{ expires_at: Date | null }>(
  'order.next-till-hold',
  `SELECT min(expires_at) AS expires_at FROM "order".till_hold WHERE state = 'OPEN' AND expires_at > platform.current_now()`,
);

/** Closed holds say nothing that the order, or nobody, needs later. */
export const forgetTillHolds = statement<never, [closedBefore: Date, limit: number]>(
  'order.forget-till-holds',
  `DELETE FROM "order".till_hold WHERE id IN (
     SELECT id FROM "order".till_hold WHERE state <> 'OPEN' AND closed_at < $1 ORDER BY closed_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)`,
);

export const openTillHoldOf = statement<{ found: boolean }, [memberId: string]>(
  'order.open-till-hold',
  `SELECT EXISTS (SELECT FROM "order".till_hold WHERE member_id = $1 AND state = 'OPEN' AND expires_at > platform.current_now()) AS found`,
);

export const tillHoldsOfMember = statement<TillHoldRow, [memberId: string]>(
  'order.till-holds-of-member',
  `SELECT ${COLUMNS} FROM "order".till_hold WHERE member_id = $1 ORDER BY created_at, id`,
);

/** Of somebody who has none open. */
export const deleteTillHolds = statement<never, [memberId: string]>('order.delete-till-holds', 'DELETE FROM "order".till_hold WHERE member_id = $1');

export const moveTillHolds = statement<{ id: string }, [survivorId: string, loserId: string]>(
  'order.move-till-holds',
  'UPDATE "order".till_hold SET member_id = $1 WHERE member_id = $2 RETURNING id',
);

export const returnTillHolds = statement<never, [survivorId: string, loserId: string, ids: readonly string[]]>(
  'order.return-till-holds',
  'UPDATE "order".till_hold SET member_id = $2 WHERE member_id = $1 AND id = ANY($3::uuid[])',
);

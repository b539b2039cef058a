import { Direction, statement } from '@regulars/plugin-sdk';

export interface GrantRequestRow {
  readonly id: string;
  readonly member_id: string;
  readonly points: number;
  readonly reason_sealed: Buffer;
  readonly points_expire_at: Date | null;
  /** EXPIRED: nobody decided in time. */
  readonly state: 'PENDING' | 'APPROVED' | 'REJECTED' | 'EXPIRED';
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly entry_id: string | null;
}

/** As it is at the brand's time. */
export const REQUEST_STATE = `CASE WHEN r.state = 'PENDING' AND r.expires_at <= platform.current_now() THEN 'EXPIRED' ELSE r.state END`;

const COLUMNS = `r.id, r.member_id, r.points, r.reason_sealed, r.points_expire_at, ${REQUEST_STATE} AS state, r.requested_by, r.requested_at, r.expires_at,
  r.decided_by, r.decided_at, r.entry_id`;

export const grantRequestsByIds = statement<GrantRequestRow, [ids: readonly string[]]>(
  'points.grant-requests-by-ids', `SELECT ${COLUMNS} FROM points.grant_request AS r WHERE r.id = ANY($1::uuid[])`);

/** Two who decide at once are one after the other. */
export const lockGrantRequest = statement<GrantRequestRow, [id: string]>(
  'points.lock-grant-request', `SELECT ${COLUMNS} FROM points.grant_request AS r WHERE r.id = $1 FOR NO KEY UPDATE`);

export const grantRequestsOf = statement<GrantRequestRow, [memberId: string]>(
  'points.grant-requests-of', `SELECT ${COLUMNS} FROM points.grant_request AS r WHERE r.member_id = $1 ORDER BY r.id`);

/** The last that was asked for first. */
export const grantRequestList = {
  name: 'points.grant-request-list',
  select: COLUMNS,
  from: 'points.grant_request AS r',
  id: { expression: 'r.id', type: 'uuid', direction: Direction.DESC },
} as const;

export const insertGrantRequest = statement<never, [id: string, memberId: string, points: number, reason: Buffer, pointsExpireAt: Date | null, by: string, days: number]>(
  'points.insert-grant-request',
  `INSERT INTO points.grant_request (id, member_id, points, reason_sealed, points_expire_at, requested_by, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, platform.current_now() + make_interval(days => $7))`,
);

export const decideGrantRequest = statement<never, [id: string, state: string, by: string, entryId: string | null]>(
  'points.decide-grant-request',
  'UPDATE points.grant_request SET state = $2, decided_by = $3, decided_at = platform.current_now(), entry_id = $4 WHERE id = $1',
);

/** Until this transaction ends, the giver gives nothing else: of several gifts at once each counts those before it. */
export const lockGiver = statement<never, [giver: string]>(
  'points.lock-giver', `SELECT pg_advisory_xact_lock(hashtextextended('points.hand_grant/' || platform.current_brand() || '/' || $1, 0))`);

export const givenAlone = statement<{ readonly points: bigint }, [giver: string, hours: number]>(
  'points.given-alone',
  'SELECT coalesce(sum(points), 0)::bigint AS points FROM points.hand_grant WHERE granted_by = $1 AND at > platform.current_now() - make_interval(hours => $2)',
);

export const insertHandGrant = statement<never, [entryId: string, giver: string, points: number]>(
  'points.insert-hand-grant', 'INSERT INTO points.hand_grant (entry_id, granted_by, points) VALUES ($1, $2, $3)');

export const moveGrantRequests = statement<{ readonly id: string }, [survivorId: string, loserId: string]>(
  'points.move-grant-requests', 'UPDATE points.grant_request SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnGrantRequests = statement<never, [loserId: string, ids: readonly string[]]>(
  'points.return-grant-requests', 'UPDATE points.grant_request SET member_id = $1 WHERE id = ANY($2::uuid[])');

export const deleteGrantRequests = statement<never, [memberId: string]>(
  'points.delete-grant-requests', 'DELETE FROM points.grant_request WHERE member_id = $1');

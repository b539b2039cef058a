import { statement } from '@regulars/plugin-sdk';
import type { SaidRow } from './manual-set.statements';

/** How a member stands; the fields of the standing are null of one who has none on record. */
export interface MembershipRow {
  readonly member_id: string;
  readonly joined_at: Date;
  readonly tier_code: string | null;
  readonly program_id: string | null;
  readonly state: string | null;
  readonly since: Date | null;
  readonly until_at: Date | null;
}

const COLUMNS = 'm.id AS member_id, m.joined_at, t.tier_code, t.program_id, t.state, t.since, t.until_at';

export const presentMemberships = statement<MembershipRow, [memberIds: readonly string[]]>(
  'tier.present-memberships',
  `SELECT ${COLUMNS} FROM member.member_public AS m
   LEFT JOIN tier.membership AS t ON t.member_id = m.id AND t.to_at IS NULL
   WHERE m.id = ANY($1::uuid[])`,
);

export const membershipAt = statement<MembershipRow, [memberId: string, at: Date]>(
  'tier.membership-at',
  `SELECT ${COLUMNS} FROM member.member_public AS m
   LEFT JOIN LATERAL (
     SELECT * FROM tier.membership AS t WHERE t.member_id = m.id AND t.from_at <= $2 ORDER BY t.from_at DESC LIMIT 1
   ) AS t ON true
   WHERE m.id = (SELECT COALESCE(named.merged_into, named.id) FROM member.member_public AS named WHERE named.id = $1)`,
);

export interface PeriodRow extends SaidRow {
  readonly member_id: string;
  readonly joined_at: Date;
  readonly from_at: Date | null;
  readonly to_at: Date | null;
  readonly tier_code: string | null;
  readonly program_id: string | null;
  readonly reason: string | null;
}

/** Newest first; a member without any on record has one row of nulls. */
export const periodsOfMembers = statement<PeriodRow, [memberIds: readonly string[], limit: number]>(
  'tier.periods-of-members',
  `SELECT m.id AS member_id, m.joined_at, t.from_at, t.to_at, t.tier_code, t.program_id, t.reason, s.id AS act_id, s.reason AS said, s.reason_sealed AS said_sealed, k.wrapped AS member_key
   FROM member.member_public AS m
   LEFT JOIN LATERAL (SELECT * FROM tier.membership AS t WHERE t.member_id = m.id ORDER BY t.from_at DESC LIMIT $2) AS t ON true
   LEFT JOIN tier.manual_set AS s ON s.id = (t.memory ->> 'act')::uuid
   LEFT JOIN platform.member_key AS k ON k.member_id = m.id AND s.reason_sealed IS NOT NULL
   WHERE m.id = ANY($1::uuid[])
   ORDER BY m.id, t.from_at DESC`,
);

export const tiersOfOrders = statement<{ order_id: string; tier_code: string }, [orderIds: readonly string[]]>(
  'tier.tiers-of-orders',
  `SELECT o.order_id, t.tier_code FROM "order".order_fact AS o
   JOIN tier.order_tier AS t ON t.order_id = o.order_id AND t.member_id = o.member_id
   WHERE o.order_id = ANY($1::uuid[])`,
);

export interface OrderMoveRow {
  readonly order_id: string;
  readonly from_at: Date;
  readonly tier_code: string;
  readonly program_id: string;
  readonly reason: string;
  readonly evidence: unknown;
  /** Null: the base tier, which no row stood for. */
  readonly tier_before: string | null;
}

/** Standings that orders brought about, oldest first. */
export const movesOfOrders = statement<OrderMoveRow, [orderIds: readonly string[]]>(
  'tier.moves-of-orders',
  `SELECT t.cause_order_id AS order_id, t.from_at, t.tier_code, t.program_id, t.reason, t.evidence,
     (SELECT p.tier_code FROM tier.membership AS p WHERE p.member_id = t.member_id AND p.from_at < t.from_at ORDER BY p.from_at DESC LIMIT 1) AS tier_before
   FROM tier.membership AS t WHERE t.cause_order_id = ANY($1::uuid[])
   ORDER BY t.cause_order_id, t.from_at`,
);

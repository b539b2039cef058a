import { statement } from '@regulars/plugin-sdk';

export interface RewardRow {
  readonly id: string;
  readonly edge_id: string;
  readonly program_id: string;
  readonly version: number;
  readonly rule_key: string;
  readonly level: number;
  readonly member_id: string;
  readonly occasion: string;
  readonly order_id: string | null;
  readonly at: Date;
  readonly month: string;
  readonly amount: number;
  readonly paid: number;
  readonly gifts: number;
  readonly state: 'PENDING' | 'REVIEW' | 'PAID' | 'REVERSED' | 'REJECTED';
  readonly reason: string | null;
  readonly due_at: Date;
}

export const REWARD_COLUMNS = 'r.id, r.edge_id, r.program_id, r.version, r.rule_key, r.level, r.member_id, r.occasion, r.order_id, r.at, r.month, r.amount, r.paid, r.gifts, r.state, r.reason, r.due_at';
export const REWARDS = 'referral.reward AS r';

export const rewardsById = statement<RewardRow, [ids: readonly string[]]>('referral.rewards-by-id', `SELECT ${REWARD_COLUMNS} FROM ${REWARDS} WHERE r.id = ANY($1::uuid[])`);

/** What an order gave, and what these edges gave for a first or nth order. */
export const rewardsToSettle = statement<RewardRow, [orderId: string, edgeIds: readonly string[]]>('referral.rewards-to-settle', `
  SELECT ${REWARD_COLUMNS} FROM ${REWARDS} WHERE r.order_id = $1 OR r.edge_id = ANY($2::uuid[]) AND r.occasion = 'nth' ORDER BY r.id FOR NO KEY UPDATE`);

/** Whose locks settling takes: of those who had something for the order, too. */
export const membersToSettle = statement<{ member_id: string; edge_id: string }, [orderId: string, refereeIds: readonly string[]]>('referral.members-to-settle', `
  SELECT r.member_id, r.edge_id FROM ${REWARDS} WHERE r.order_id = $1
  UNION SELECT r.member_id, r.edge_id FROM ${REWARDS} JOIN referral.edge AS e ON e.id = r.edge_id WHERE e.referee_id = ANY($2::uuid[]) AND r.occasion = 'nth'`);

export interface PaidRow extends Pick<RewardRow, 'program_id' | 'rule_key' | 'occasion' | 'order_id'> {
  readonly referee_id: string;
}

/** What stays given for these friends by edges that merges have dropped. */
export const paidBefore = statement<PaidRow, [refereeIds: readonly string[]]>('referral.paid-before', `
  SELECT e.referee_id, r.program_id, r.rule_key, r.occasion, r.order_id FROM referral.edge AS e JOIN ${REWARDS} ON r.edge_id = e.id
   WHERE e.referee_id = ANY($1::uuid[]) AND e.state = 'DROPPED' AND r.paid > 0`);

export const activeEdgesOf = statement<{ id: string; program_id: string; referee_id: string }, [refereeIds: readonly string[]]>('referral.active-edges-of', `
  SELECT e.id, e.program_id, e.referee_id FROM referral.edge AS e WHERE e.referee_id = ANY($1::uuid[]) AND e.state <> 'DROPPED' ORDER BY e.id`);

/** Of these members and orders: who was brought by somebody, and for what somebody was rewarded. */
export const concerned = statement<{ id: string }, [memberIds: readonly string[], orderIds: readonly string[]]>('referral.concerned', `
  SELECT e.referee_id AS id FROM referral.edge AS e WHERE e.referee_id = ANY($1::uuid[]) AND e.state <> 'DROPPED'
  UNION SELECT r.order_id FROM ${REWARDS} WHERE r.order_id = ANY($2::uuid[])`);

/** What is counted against a rule's limits beside one reward: its beneficiary's month, and the friend. */
export const countedBeside = statement<{ of_month: string; of_referee: string }, [programId: string, ruleKey: string, memberId: string, month: string, edgeId: string, occasion: string]>('referral.counted-beside', `
  SELECT coalesce(sum(r.amount) FILTER (WHERE r.member_id = $3 AND r.month = $4::date), 0)::text AS of_month, coalesce(sum(r.amount) FILTER (WHERE r.edge_id = $5), 0)::text AS of_referee
    FROM ${REWARDS} WHERE (r.member_id = $3 AND r.program_id = $1 OR r.edge_id = $5) AND r.rule_key = $2 AND r.state <> 'REJECTED' AND NOT (r.edge_id = $5 AND r.occasion = $6)`);

/** JSON of new rewards, of changed ones as they are from now on. */
export const writeRewards = statement<never, [json: string]>('referral.write-rewards', `
  INSERT INTO referral.reward AS r (id, edge_id, program_id, version, rule_key, level, member_id, occasion, order_id, at, month, amount, paid, gifts, state, reason, due_at)
  SELECT id, edge_id, program_id, version, rule_key, level, member_id, occasion, order_id, at, month, amount, paid, gifts, state, reason, due_at
    FROM jsonb_to_recordset($1::jsonb) AS n (id uuid, edge_id uuid, program_id uuid, version int, rule_key text, level int, member_id uuid, occasion text, order_id uuid, at timestamptz, month date,
      amount int, paid int, gifts int, state text, reason text, due_at timestamptz)
  ON CONFLICT (brand_id, id) DO UPDATE SET order_id = EXCLUDED.order_id, at = EXCLUDED.at, month = EXCLUDED.month, amount = EXCLUDED.amount, paid = EXCLUDED.paid, gifts = EXCLUDED.gifts,
    state = EXCLUDED.state, reason = EXCLUDED.reason, due_at = EXCLUDED.due_at`);

/** Without locks. */
export const dueRewards = statement<Pick<RewardRow, 'id' | 'edge_id' | 'level' | 'member_id'>, [limit: number]>('referral.due-rewards', `
  SELECT r.id, r.edge_id, r.level, r.member_id FROM ${REWARDS}
   WHERE r.state = 'PENDING' AND r.due_at <= platform.current_now() ORDER BY r.due_at, r.id LIMIT $1`);

/** Those of them that still are due, and their members'. */
export const lockDueRewards = statement<RewardRow, [ids: readonly string[], memberIds: readonly string[]]>('referral.lock-due-rewards', `
  SELECT ${REWARD_COLUMNS} FROM ${REWARDS} WHERE r.id = ANY($1::uuid[]) AND r.member_id = ANY($2::uuid[]) AND r.state = 'PENDING' AND r.due_at <= platform.current_now()
   ORDER BY r.id FOR NO KEY UPDATE`);

export const nextDueReward = statement<{ at: Date | null }>('referral.next-due-reward', "SELECT min(r.due_at) AS at FROM referral.reward AS r WHERE r.state = 'PENDING'");

export interface NthOrderRow {
  readonly order_id: string;
  readonly net: bigint;
  readonly placed_at: Date;
  readonly business_date: string;
}

/** The nth order of a friend that meets a rule, as orders stand now. */
export const nthOrder = statement<NthOrderRow, [memberId: string, from: Date, until: Date | null, minNet: bigint, nth: number]>('referral.nth-order', `
  SELECT f.order_id, f.net, f.placed_at, f.business_date::text AS business_date FROM "order".order_fact AS f
   WHERE f.member_id = $1 AND f.counts AND f.placed_at >= $2 AND ($3::timestamptz IS NULL OR f.placed_at < $3) AND f.net >= $4
   ORDER BY f.placed_at, f.order_id OFFSET $5::int - 1 LIMIT 1`);

export const qualifyEdges = statement<{ id: string; referrer_id: string; program_id: string }, [ids: readonly string[], at: Date]>('referral.qualify-edges', `
  UPDATE referral.edge AS e SET state = 'QUALIFIED', qualified_at = $2 WHERE e.id = ANY($1::uuid[]) AND e.state = 'BOUND' RETURNING e.id, e.referrer_id, e.program_id`);

/** Edges of a referral, of its friend and of those below as far as chains are paid. */
const BELOW = `
  WITH RECURSIVE below AS (
    SELECT e.id, e.program_id, e.referee_id, 1 AS depth FROM referral.edge AS e WHERE e.id = $1
    UNION ALL SELECT o.id, o.program_id, o.referee_id, below.depth + 1 FROM below
      JOIN referral.edge AS o ON o.program_id = below.program_id AND o.referrer_id = below.referee_id AND o.state <> 'DROPPED' WHERE below.depth < 5)`;

/** What waited for a review of this referral: due again. */
export const wakeRewards = statement<never, [edgeId: string]>('referral.wake-rewards', `${BELOW}
  UPDATE referral.reward AS r SET state = 'PENDING', reason = NULL
    FROM (SELECT w.id FROM referral.reward AS w WHERE w.state = 'REVIEW' AND w.edge_id IN (SELECT id FROM below) ORDER BY w.id FOR NO KEY UPDATE) AS waiting
   WHERE r.id = waiting.id AND r.state = 'REVIEW'`);

/** What was rejected because a merge had dropped this edge: due again, and to be compared with the orders, which may have changed since. */
export const reviveRewards = statement<{ order_id: string | null; referee_id: string }, [edgeId: string, reason: string]>('referral.revive-rewards', `${BELOW}
  UPDATE referral.reward AS r SET state = 'PENDING', reason = NULL
    FROM (SELECT w.id, b.referee_id FROM referral.reward AS w JOIN below AS b ON b.id = w.edge_id WHERE w.state = 'REJECTED' AND w.reason = $2 ORDER BY w.id FOR NO KEY UPDATE OF w) AS lost
   WHERE r.id = lost.id AND r.state = 'REJECTED' RETURNING r.order_id, lost.referee_id`);

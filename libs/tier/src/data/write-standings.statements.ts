import { CURRENT_BRAND, rowsOf, statement } from '@regulars/plugin-sdk';

export const deleteStandings = statement<never, [memberIds: string, from: string]>(
  'tier.delete-standings',
  `DELETE FROM tier.membership AS t USING unnest($1::uuid[], $2::timestamptz[]) AS d(member_id, from_at)
   WHERE t.member_id = d.member_id AND t.from_at >= d.from_at`,
);

/** Where a member's row ends, and when the member is judged again should it be the open one. */
export const endStandings = statement<never, [memberIds: string, from: string, to: string, next: string]>(
  'tier.end-standings',
  `UPDATE tier.membership AS t SET to_at = e.to_at, next_judge_at = e.next_judge_at
   FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[]) AS e(member_id, from_at, to_at, next_judge_at)
   WHERE t.member_id = e.member_id AND t.from_at = e.from_at`,
);

const STANDING_FIELDS = `member_id, from_at, to_at, program_id, tier_code, state, reason, since, until_at, count_after, basis_after, cause_order_id,
  memory, evidence, next_judge_at`;

/** Rows as `rowOf` makes them, in JSON. */
export const insertStandings = statement<never, [rows: string]>(
  'tier.insert-standings',
  `INSERT INTO tier.membership (brand_id, ${STANDING_FIELDS})
   SELECT ${CURRENT_BRAND}, ${STANDING_FIELDS}
   FROM jsonb_to_recordset($1::jsonb) AS r(member_id uuid, from_at timestamptz, to_at timestamptz, program_id uuid, tier_code text, state text, reason text,
     since timestamptz, until_at timestamptz, count_after timestamptz, basis_after timestamptz, cause_order_id uuid, memory jsonb, evidence jsonb, next_judge_at timestamptz)`,
);

/** The tier under which an order was first accepted for a member stays. */
export const insertOrderTiers = statement<never, [orderIds: string, memberIds: string, tierCodes: string]>(
  'tier.insert-order-tiers',
  `INSERT INTO tier.order_tier (brand_id, order_id, member_id, tier_code)
   SELECT ${CURRENT_BRAND}, order_id, member_id, tier_code FROM ${rowsOf('order_id uuid, member_id uuid, tier_code text')} ON CONFLICT DO NOTHING`,
);

export const insertGifts = statement<never, [rows: string]>(
  'tier.insert-gifts',
  `INSERT INTO tier.gift (member_id, occasion, occurrence, tier_code, given_at)
   SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(member_id uuid, occasion text, occurrence text, tier_code text, given_at timestamptz)`,
);

import { statement } from '@regulars/plugin-sdk';

export interface ChanceRow {
  readonly id: string;
  readonly game_id: string;
  readonly member_id: string;
  readonly granted_to: string;
  readonly number: number;
  readonly state: 'AVAILABLE' | 'CONSUMED' | 'REVOKED';
  readonly cause: string;
  readonly granted_at: Date;
}

export const CHANCE_COLUMNS = 'c.id, c.game_id, c.member_id, c.granted_to, c.number, c.state, c.cause, c.granted_at';

/** JSON of a chance to be given; their members are locked. */
export interface NewChance {
  readonly id: string;
  readonly game_id: string;
  readonly member_id: string;
  readonly cause: string;
  readonly cause_key: string;
  readonly order_id: string | null;
  readonly burn_id: string | null;
  readonly at: Date;
  readonly business_date: string;
  /** So many a day, and ever; null: any number. Those by hand count against neither. */
  readonly daily: number | null;
  readonly most: number | null;
}

/**
 * Gives as far as members' limits go, and each cause once; nothing of a game that is over. Whoever ends a raffle waits for those
 * who are giving, and who gives for whoever is ending it.
 */
export const insertChances = statement<{ id: string; game_id: string; member_id: string }, [json: string]>('lottery.insert-chances', `
  WITH open AS (
    SELECT g.id FROM lottery.game AS g WHERE g.id IN (SELECT (j ->> 'game_id')::uuid FROM jsonb_array_elements($1::jsonb) AS j) AND g.state <> 'ENDED' ORDER BY g.id FOR KEY SHARE OF g),
  asked AS (
    SELECT a.*, row_number() OVER (PARTITION BY a.game_id, a.member_id ORDER BY a.place) AS n, row_number() OVER (PARTITION BY a.game_id, a.member_id, a.business_date ORDER BY a.place) AS of_day
      FROM (SELECT j.*, row_number() OVER () AS place FROM jsonb_to_recordset($1::jsonb) AS j (id uuid, game_id uuid, member_id uuid, cause text, cause_key text, order_id uuid, burn_id uuid, at timestamptz, business_date date, daily int, most int)) AS a
     WHERE NOT EXISTS (SELECT FROM lottery.chance AS c WHERE c.game_id = a.game_id AND c.cause_key = a.cause_key)
       AND a.game_id IN (SELECT o.id FROM open AS o))
  INSERT INTO lottery.chance (id, game_id, member_id, granted_to, number, cause, cause_key, order_id, burn_id, granted_at, business_date)
  SELECT a.id, a.game_id, a.member_id, a.member_id, numbered.highest + a.n, a.cause, a.cause_key, a.order_id, a.burn_id, a.at, a.business_date
    FROM asked AS a
    CROSS JOIN LATERAL (SELECT coalesce(max(c.number), 0) AS highest FROM lottery.chance AS c WHERE c.game_id = a.game_id AND c.granted_to = a.member_id) AS numbered
    CROSS JOIN LATERAL (
      SELECT count(*) AS ever, count(*) FILTER (WHERE c.business_date = a.business_date) AS of_day
        FROM lottery.chance AS c WHERE c.game_id = a.game_id AND c.member_id = a.member_id AND c.state <> 'REVOKED' AND c.cause <> 'STAFF') AS held
   WHERE (a.most IS NULL OR held.ever + a.n <= a.most) AND (a.daily IS NULL OR held.of_day + a.of_day <= a.daily)
  ON CONFLICT (brand_id, game_id, cause_key) DO NOTHING
  RETURNING id, game_id, member_id`);

/** The one that is named, or the member's oldest that was not drawn. */
export const chanceForUpdate = statement<ChanceRow, [gameId: string, memberId: string, chanceId: string | null]>('lottery.chance-for-update', `
  SELECT ${CHANCE_COLUMNS} FROM lottery.chance AS c
   WHERE c.game_id = $1 AND c.member_id = $2 AND CASE WHEN $3::uuid IS NULL THEN c.state = 'AVAILABLE' ELSE c.id = $3 END
   ORDER BY c.granted_at, c.number, c.id LIMIT 1 FOR UPDATE`);

/** Nothing when it was drawn, or taken back. */
export const consumeChance = statement<{ id: string }, [id: string]>('lottery.consume-chance', `
  UPDATE lottery.chance SET state = 'CONSUMED' WHERE id = $1 AND state = 'AVAILABLE' RETURNING id`);

/** Those that were not drawn. */
export const revokeChances = statement<{ id: string }, [ids: readonly string[]]>('lottery.revoke-chances', `
  UPDATE lottery.chance SET state = 'REVOKED' WHERE id = ANY($1::uuid[]) AND state = 'AVAILABLE' RETURNING id`);

export const chancesById = statement<ChanceRow, [ids: readonly string[]]>('lottery.chances-by-id', `SELECT ${CHANCE_COLUMNS} FROM lottery.chance AS c WHERE c.id = ANY($1::uuid[]) ORDER BY c.id`);

export interface ChanceKeyRow extends ChanceRow {
  readonly cause_key: string;
}

/** What orders gave and nobody took back, the newest first. */
export const chancesOfOrder = statement<ChanceKeyRow, [orderId: string]>('lottery.chances-of-order', `
  SELECT ${CHANCE_COLUMNS}, c.cause_key FROM lottery.chance AS c WHERE c.order_id = $1 AND c.state <> 'REVOKED' ORDER BY c.number DESC FOR UPDATE`);

/** What a burn of points gave and nobody took back, the newest first. */
export const chancesOfBurn = statement<ChanceKeyRow, [burnId: string]>('lottery.chances-of-burn', `
  SELECT ${CHANCE_COLUMNS}, c.cause_key FROM lottery.chance AS c WHERE c.burn_id = $1 AND c.state <> 'REVOKED' ORDER BY c.number DESC FOR UPDATE`);

export interface VisitRow extends ChanceKeyRow {
  readonly order_id: string | null;
}

/** What a member has for the first order of a business day, and nobody took back. */
export const visitsOf = statement<VisitRow, [memberId: string, businessDate: string]>('lottery.visits-of', `
  SELECT ${CHANCE_COLUMNS}, c.cause_key, c.order_id FROM lottery.chance AS c
   WHERE c.member_id = $1 AND c.cause = 'VISIT' AND c.business_date = $2::date AND c.state <> 'REVOKED' ORDER BY c.id FOR UPDATE`);

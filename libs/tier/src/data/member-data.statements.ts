import { statement } from '@regulars/plugin-sdk';
import type { SaidRow } from './manual-set.statements';

export const standingsForExport = statement<{ tier_code: string; state: string; reason: string; from_at: Date; to_at: Date | null; until_at: Date | null }, [memberId: string]>(
  'tier.standings-for-export',
  'SELECT tier_code, state, reason, from_at, to_at, until_at FROM tier.membership WHERE member_id = $1 ORDER BY from_at',
);

export const manualSetsForExport = statement<SaidRow & { at: Date; kind: string; tier_code: string | null; until_at: Date | null; locks: boolean }, [memberId: string]>(
  'tier.manual-sets-for-export',
  `SELECT s.at, s.kind, s.tier_code, s.until_at, s.locks, s.id AS act_id, s.member_id, s.reason AS said, s.reason_sealed AS said_sealed, k.wrapped AS member_key
   FROM tier.manual_set AS s LEFT JOIN platform.member_key AS k ON k.member_id = s.member_id WHERE s.member_id = $1 ORDER BY s.at, s.id`,
);

export const giftsForExport = statement<{ occasion: string; occurrence: string; tier_code: string; given_at: Date }, [memberId: string]>(
  'tier.gifts-for-export',
  'SELECT occasion, occurrence, tier_code, given_at FROM tier.gift WHERE member_id = $1 ORDER BY given_at, occasion',
);

export const orderTiersForExport = statement<{ order_id: string; tier_code: string }, [memberId: string]>(
  'tier.order-tiers-for-export',
  'SELECT order_id, tier_code FROM tier.order_tier WHERE member_id = $1 ORDER BY order_id',
);

/** What staff wrote may name the person. */
export const eraseReasons = statement<never, [memberId: string]>(
  'tier.erase-reasons',
  'UPDATE tier.manual_set SET reason = NULL, reason_sealed = NULL WHERE member_id = $1',
);

/** The survivor has had what either had. Answers what is new to it. */
export const mergeGifts = statement<{ occasion: string; occurrence: string }, [survivorId: string, loserId: string]>(
  'tier.merge-gifts',
  `INSERT INTO tier.gift (member_id, occasion, occurrence, tier_code, given_at)
   SELECT $1, occasion, occurrence, tier_code, given_at FROM tier.gift WHERE member_id = $2 ON CONFLICT DO NOTHING RETURNING occasion, occurrence`,
);

/** `gifts`: JSON of what `mergeGifts` answered. */
export const returnGifts = statement<never, [survivorId: string, gifts: string]>(
  'tier.return-gifts',
  `DELETE FROM tier.gift AS g USING jsonb_to_recordset($2::jsonb) AS r(occasion text, occurrence text)
   WHERE g.member_id = $1 AND g.occasion = r.occasion AND g.occurrence = r.occurrence`,
);

/** A member's standings stay as they are; nothing is judged there any more. */
export const stopJudging = statement<never, [memberId: string]>(
  'tier.stop-judging',
  'UPDATE tier.membership SET next_judge_at = NULL WHERE member_id = $1 AND next_judge_at IS NOT NULL',
);

/** Of orders that are the survivor's by now. Answers those that are new to it. */
export const mergeOrderTiers = statement<{ order_id: string }, [survivorId: string, loserId: string]>(
  'tier.merge-order-tiers',
  `INSERT INTO tier.order_tier (order_id, member_id, tier_code)
   SELECT t.order_id, $1, t.tier_code FROM "order".order_fact AS o
   JOIN tier.order_tier AS t ON t.order_id = o.order_id AND t.member_id = $2
   WHERE o.member_id = $1 ON CONFLICT DO NOTHING RETURNING order_id`,
);

/** Of orders that are the loser's again: those of $3 are nothing of the survivor's any more, and one that came since keeps the tier it came under. */
export const returnOrderTiers = statement<never, [survivorId: string, loserId: string, merged: readonly string[]]>(
  'tier.return-order-tiers',
  `WITH kept AS (
     INSERT INTO tier.order_tier (order_id, member_id, tier_code)
     SELECT t.order_id, $2::uuid, t.tier_code FROM "order".order_fact AS o
     JOIN tier.order_tier AS t ON t.order_id = o.order_id AND t.member_id = $1
     WHERE o.member_id = $2::uuid ON CONFLICT DO NOTHING
   )
   DELETE FROM tier.order_tier WHERE member_id = $1 AND order_id = ANY($3::uuid[])`,
);

const STANDING = `member_id, from_at, to_at, program_id, tier_code, state, reason, since, until_at, count_after, basis_after, cause_order_id, memory, evidence, next_judge_at`;

/** All rows of both as they stand, and a sum of the facts by which they are judged: equal sums mean that nothing happened. */
export const standingsAndFacts = statement<{ standings: readonly object[]; sum: string }, [survivorId: string, loserId: string]>(
  'tier.standings-and-facts',
  `SELECT
     (SELECT coalesce(jsonb_agg(to_jsonb(t) - 'brand_id' ORDER BY t.member_id, t.from_at), '[]') FROM tier.membership AS t WHERE t.member_id IN ($1, $2)) AS standings,
     md5(concat_ws('/',
       (SELECT md5(string_agg(concat_ws(',', o.order_id, o.placed_at, o.updated_at, o.net, o.counts), ';' ORDER BY o.order_id)) FROM "order".order_fact AS o WHERE o.member_id IN ($1, $2)),
       (SELECT string_agg(concat_ws(',', t.member_id, t.from_at, t.to_at, t.program_id, t.tier_code, t.state, t.until_at), ';' ORDER BY t.member_id, t.from_at) FROM tier.membership AS t WHERE t.member_id IN ($1, $2)),
       (SELECT string_agg(s.id::text, ';' ORDER BY s.id) FROM tier.manual_set AS s WHERE s.member_id IN ($1, $2)))) AS sum`,
);

export const deleteAllStandings = statement<never, [memberIds: readonly string[]]>('tier.delete-all-standings', 'DELETE FROM tier.membership WHERE member_id = ANY($1::uuid[])');

/** JSON of rows as `standingsAndFacts` answers them. */
export const insertStoredStandings = statement<never, [standings: string]>(
  'tier.insert-stored-standings',
  `INSERT INTO tier.membership (${STANDING}) SELECT ${STANDING} FROM jsonb_populate_recordset(NULL::tier.membership, $1::jsonb)`,
);

export const deleteManualSet = statement<never, [id: string]>('tier.delete-manual-set', 'DELETE FROM tier.manual_set WHERE id = $1');

import { statement } from '@regulars/plugin-sdk';

export const standingsForExport = statement<{ tier_code: string; state: string; reason: string; from_at: Date; to_at: Date | null; until_at: Date | null }, [memberId: string]>(
  'tier.standings-for-export',
  'SELECT tier_code, state, reason, from_at, to_at, until_at FROM tier.membership WHERE member_id = $1 ORDER BY from_at',
);

export const manualSetsForExport = statement<{ at: Date; kind: string; tier_code: string | null; until_at: Date | null; locks: boolean; reason: string }, [memberId: string]>(
  'tier.manual-sets-for-export',
  'SELECT at, kind, tier_code, until_at, locks, reason FROM tier.manual_set WHERE member_id = $1 ORDER BY at, id',
);

export const giftsForExport = statement<{ occasion: string; occurrence: string; tier_code: string; given_at: Date }, [memberId: string]>(
  'tier.gifts-for-export',
  'SELECT occasion, occurrence, tier_code, given_at FROM tier.gift WHERE member_id = $1 ORDER BY given_at, occasion',
);

/** What staff wrote may name the person. */
export const eraseReasons = statement<never, [memberId: string]>(
  'tier.erase-reasons',
  `UPDATE tier.manual_set SET reason = '' WHERE member_id = $1`,
);

/** The survivor has had what either had. */
export const mergeGifts = statement<never, [survivorId: string, loserId: string]>(
  'tier.merge-gifts',
  `INSERT INTO tier.gift (member_id, occasion, occurrence, tier_code, given_at)
   SELECT $1, occasion, occurrence, tier_code, given_at FROM tier.gift WHERE member_id = $2 ON CONFLICT DO NOTHING`,
);

/** A member's standings stay as they are; nothing is judged there any more. */
export const stopJudging = statement<never, [memberId: string]>(
  'tier.stop-judging',
  'UPDATE tier.membership SET next_judge_at = NULL WHERE member_id = $1 AND next_judge_at IS NOT NULL',
);

/** Of orders that are the survivor's by now. */
export const mergeOrderTiers = statement<never, [survivorId: string, loserId: string]>(
  'tier.merge-order-tiers',
  `INSERT INTO tier.order_tier (order_id, member_id, tier_code)
   SELECT t.order_id, $1, t.tier_code FROM "order".order_fact AS o
   JOIN tier.order_tier AS t ON t.order_id = o.order_id AND t.member_id = $2
   WHERE o.member_id = $1 ON CONFLICT DO NOTHING`,
);

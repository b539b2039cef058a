import { statement } from '@regulars/plugin-sdk';

/** One that was revoked unused was never out. */
export const issuedOfTemplates = statement<{ template_id: string; issued: number }, [ids: readonly string[]]>('gift-coupon.issued-of-templates', `
  SELECT c.template_id, count(*)::int AS issued FROM gift_coupon.coupon AS c
   WHERE c.template_id = ANY($1::uuid[]) AND (c.state <> 'REVOKED' OR c.used > 0) GROUP BY c.template_id`);

export interface StatsRow {
  readonly template_id: string;
  readonly issued: number;
  readonly expired: number;
  readonly transferred: number;
  readonly used: number;
  readonly redeemed: number;
  readonly reversed: number;
  readonly discount: bigint;
}

/** Each template's coupons and uses, counted from the rows themselves: nothing is kept up while a shop is busy. */
export const statsOfTemplates = statement<StatsRow, [ids: readonly string[]]>('gift-coupon.stats', `
  SELECT t.id AS template_id, coalesce(c.issued, 0)::int AS issued, coalesce(c.expired, 0)::int AS expired, coalesce(c.transferred, 0)::int AS transferred,
    coalesce(c.used, 0)::int AS used, coalesce(r.redeemed, 0)::int AS redeemed, coalesce(r.reversed, 0)::int AS reversed, coalesce(r.discount, 0)::bigint AS discount
  FROM unnest($1::uuid[]) AS t (id)
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE c.state <> 'REVOKED' OR c.used > 0) AS issued, count(*) FILTER (WHERE c.used > 0) AS used, sum(c.hops) AS transferred,
      count(*) FILTER (WHERE c.state = 'EXPIRED' OR (c.state IN ('ACTIVE', 'SCHEDULED') AND c.valid_to <= platform.current_now())) AS expired
      FROM gift_coupon.coupon AS c WHERE c.template_id = t.id) AS c ON true
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE r.reversed_at IS NULL) AS redeemed, count(*) FILTER (WHERE r.reversed_at IS NOT NULL) AS reversed,
      sum(r.discount) FILTER (WHERE r.reversed_at IS NULL) AS discount
      FROM gift_coupon.redemption AS r WHERE r.template_id = t.id) AS r ON true`);

export const refusalsOfTemplates = statement<{ template_id: string; reason: string; count: number }, [ids: readonly string[]]>('gift-coupon.refusals', `
  SELECT f.template_id, f.reason, count(*)::int AS count FROM gift_coupon.refusal AS f WHERE f.template_id = ANY($1::uuid[])
   GROUP BY f.template_id, f.reason ORDER BY count(*) DESC, f.reason`);

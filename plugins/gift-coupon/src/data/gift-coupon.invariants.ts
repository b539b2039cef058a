import type { Invariant } from '@regulars/plugin-sdk';

const AMONG = (column: string): string => `($1::uuid[] IS NULL OR ${column} = ANY($1))`;

export const invariants: readonly Invariant[] = [
  {
    id: 'INV-8.stock',
    description: 'What a limited template has counted as issued is what is out of it, and never more than its stock.',
    of: 'gift_coupon.template',
    violations: `
      SELECT n.template_id::text AS subject, format('counts %s of %s; %s are out', n.issued, n.stock, made.coupons) AS problem
      FROM gift_coupon.template_counter AS n
      CROSS JOIN LATERAL (SELECT count(*) AS coupons FROM gift_coupon.coupon AS c WHERE c.template_id = n.template_id AND (c.state <> 'REVOKED' OR c.used > 0)) AS made
      WHERE ${AMONG('n.template_id')} AND n.stock IS NOT NULL AND (n.issued <> made.coupons OR n.issued > n.stock)`,
  },
  {
    id: 'gift-coupon.history',
    description: "A coupon's history leads, step by step, to the state it is in.",
    of: 'gift_coupon.coupon',
    violations: `
      SELECT c.id::text AS subject, format('is %s; its history ends with %s', c.state, told.last) AS problem
      FROM gift_coupon.coupon AS c
      CROSS JOIN LATERAL (
        SELECT (array_agg(s.to_state ORDER BY s.id DESC))[1] AS last, bool_or(s.from_state IS DISTINCT FROM s.before) AS broken
          FROM (SELECT t.id, t.from_state, t.to_state, lag(t.to_state) OVER (ORDER BY t.id) AS before FROM gift_coupon.transition AS t WHERE t.coupon_id = c.id) AS s) AS told
      WHERE ${AMONG('c.id')} AND (told.last IS DISTINCT FROM c.state OR told.broken)`,
  },
];

import { among, type Invariant } from '@regulars/plugin-sdk';

export const bundleInvariants: readonly Invariant[] = [
  {
    id: 'gift-coupon.bundle',
    description: 'The coupons a bundle gave are there, or with a partner, as many as it says; of one that is all or nothing the brand gave all or nothing of its own.',
    of: 'gift_coupon.bundle_gift',
    violations: `
      SELECT g.id::text AS subject, format('%s coupons named, %s there; %s of %s items skipped; items with too few or too many: %s', named.n, named.there, told.skipped, told.n, told.wrong) AS problem
      FROM gift_coupon.bundle_gift AS g
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE p.part ->> 'brandCode' IS NULL) AS n, count(p.part ->> 'skipped') FILTER (WHERE p.part ->> 'brandCode' IS NULL) AS skipped,
            count(*) FILTER (WHERE jsonb_array_length(p.part -> 'couponIds') + (p.part ->> 'rewards')::int + coalesce(jsonb_array_length(p.part #> '{partner,reservationIds}'), 0) <> CASE WHEN p.part ->> 'skipped' IS NULL
              THEN (p.part ->> 'quantity')::int * CASE p.part #>> '{reward,kind}' WHEN 'gift-coupon' THEN coalesce((p.part #>> '{reward,spec,quantity}')::int, 1) ELSE 1 END ELSE 0 END
              AND (p.part #>> '{reward,kind}' <> 'gift-bundle' OR p.part ->> 'skipped' IS NOT NULL)) AS wrong
          FROM jsonb_array_elements(g.parts) AS p (part)) AS told
      CROSS JOIN LATERAL (
        SELECT count(i.id) AS n, count(c.id) AS there
          FROM jsonb_array_elements(g.parts) AS p (part) CROSS JOIN LATERAL jsonb_array_elements_text(p.part -> 'couponIds') AS i (id)
          LEFT JOIN gift_coupon.coupon AS c ON c.id = i.id::uuid) AS named
      WHERE ${among('g.id')} AND (named.n <> named.there OR told.wrong > 0 OR g.on_stockout = 'FAIL' AND told.skipped NOT IN (0, told.n))`,
  },
  {
    id: 'gift-coupon.partner-decision',
    description: 'What a bundle gave at a partner was decided to be given.',
    of: 'gift_coupon.bundle_gift',
    violations: `
      SELECT g.id::text AS subject, format('%s of %s reservations are decided as issued', count(d.id), count(*)) AS problem
      FROM gift_coupon.bundle_gift AS g CROSS JOIN LATERAL jsonb_array_elements(g.parts) AS p (part) CROSS JOIN LATERAL jsonb_array_elements_text(p.part #> '{partner,reservationIds}') AS r (id)
      LEFT JOIN gift_coupon.partner_decision AS d ON d.id = r.id::uuid AND d.outcome = 'ISSUED'
      WHERE ${among('g.id')} GROUP BY g.id HAVING count(d.id) <> count(*)`,
  },
];

import { among, type Invariant } from '@regulars/plugin-sdk';

export const invariants: readonly Invariant[] = [
  {
    id: 'INV-8.stock',
    description: 'What a limited template has counted as issued is what is out of it or reserved for partners, and never more than its stock.',
    of: 'gift_coupon.template',
    violations: `
      SELECT n.template_id::text AS subject, format('counts %s of %s; %s are out, %s reserved for partners', n.issued, n.stock, made.coupons, kept.reserved) AS problem
      FROM gift_coupon.template_counter AS n
      CROSS JOIN LATERAL (SELECT count(*) AS coupons FROM gift_coupon.coupon AS c WHERE c.template_id = n.template_id AND (c.state <> 'REVOKED' OR c.used > 0)) AS made
      CROSS JOIN LATERAL (SELECT count(*) AS reserved FROM gift_coupon.partner_reservation AS r WHERE r.template_id = n.template_id AND r.state = 'RESERVED') AS kept
      WHERE ${among('n.template_id')} AND n.stock IS NOT NULL AND (n.issued <> made.coupons + kept.reserved OR n.issued > n.stock)`,
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
      WHERE ${among('c.id')} AND (told.last IS DISTINCT FROM c.state OR told.broken)`,
  },
  {
    id: 'INV-8.uses',
    description: 'A coupon was used as often as it says, each time as another of its uses.',
    of: 'gift_coupon.coupon',
    violations: `
      SELECT c.id::text AS subject, format('used %s of %s times; %s redemptions stand, the highest %s', c.used, c.uses, told.n, told.top) AS problem
      FROM gift_coupon.coupon AS c
      CROSS JOIN LATERAL (SELECT count(*) AS n, max(r.occurrence) AS top FROM gift_coupon.redemption AS r WHERE r.coupon_id = c.id AND r.reversed_at IS NULL) AS told
      WHERE ${among('c.id')} AND (c.used <> told.n OR told.top > c.uses)`,
  },
  {
    id: 'INV-8.limit',
    description: 'Nobody has used more coupons of a template than a member may, but for those who are two in one.',
    of: 'gift_coupon.template',
    violations: `
      SELECT t.id::text AS subject, format('member %s has used %s of at most %s', r.member_id, count(DISTINCT r.coupon_id), max((v.terms ->> 'perMemberLimit')::int)) AS problem
      FROM gift_coupon.template AS t
      JOIN gift_coupon.redemption AS r ON r.template_id = t.id AND r.reversed_at IS NULL
      JOIN gift_coupon.coupon AS c ON c.id = r.coupon_id
      JOIN gift_coupon.template_version AS v ON v.template_id = t.id AND v.version = c.version
      WHERE ${among('t.id')} AND v.terms ->> 'perMemberLimit' IS NOT NULL
        AND NOT EXISTS (SELECT FROM member.member AS m WHERE m.merged_into = r.member_id)
      GROUP BY t.id, r.member_id HAVING count(DISTINCT r.coupon_id) > max((v.terms ->> 'perMemberLimit')::int)`,
  },
  {
    id: 'INV-8.order',
    description: 'Nothing was taken off an order that is more than the order.',
    of: '"order"."order"',
    violations: `
      SELECT o.id::text AS subject, format('%s were taken off %s', r.discount, o.gross) AS problem
      FROM "order"."order" AS o
      CROSS JOIN LATERAL (SELECT sum(d.discount) AS discount FROM gift_coupon.redemption AS d WHERE d.source = o.source AND d.external_id = o.external_id AND d.reversed_at IS NULL) AS r
      WHERE ${among('o.id')} AND r.discount > o.gross`,
  },
];

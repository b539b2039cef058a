import { among, type Invariant } from '@regulars/plugin-sdk';

export const invariants: readonly Invariant[] = [
  {
    id: 'INV-9.current',
    description: 'Each standing of a member ends where the next begins, and the last is open: one tier at any instant.',
    of: 'member.member',
    violations: `
      SELECT s.member_id::text AS subject, format('from %s to %s, then from %s', s.from_at, coalesce(s.to_at::text, 'now on'), coalesce(s.next_from::text, 'never')) AS problem
      FROM (SELECT m.member_id, m.from_at, m.to_at, lead(m.from_at) OVER (PARTITION BY m.member_id ORDER BY m.from_at) AS next_from FROM tier.membership AS m WHERE ${among('m.member_id')}) AS s
      WHERE s.to_at IS DISTINCT FROM s.next_from`,
  },
  {
    id: 'INV-9.tiers',
    description: 'A member stands in a tier that the program knows.',
    of: 'member.member',
    violations: `
      SELECT m.member_id::text AS subject, format('is in %s, which its program does not have', m.tier_code) AS problem
      FROM tier.membership AS m JOIN tier.program AS p ON p.id = m.program_id
      WHERE ${among('m.member_id')} AND NOT p.terms -> 'tiers' @> jsonb_build_array(jsonb_build_object('code', m.tier_code))`,
  },
  {
    id: 'tier.order-tiers',
    description: 'A tier is kept only of orders and members that there are.',
    scans: true,
    violations: `
      SELECT t.order_id::text AS subject, format('was accepted under %s for %s', t.tier_code, t.member_id) AS problem FROM tier.order_tier AS t
      WHERE NOT EXISTS (SELECT FROM "order".order_fact AS o WHERE o.order_id = t.order_id) OR NOT EXISTS (SELECT FROM member.member_public AS m WHERE m.id = t.member_id)`,
  },
];

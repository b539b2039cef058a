import { among, type Invariant } from '@regulars/plugin-sdk';

export const settlementInvariants: readonly Invariant[] = [
  {
    id: 'gift-coupon.settlement',
    description: 'Each redemption of a coupon that came under an agreement is owed for: the share of its discount, for as long as it stands.',
    of: 'gift_coupon.redemption',
    violations: `
      SELECT r.id::text AS subject, format('took off %s, reversed %s; owed %s, reversed %s', r.discount, r.reversed_at IS NOT NULL, s.amount, s.reversed_at IS NOT NULL) AS problem
      FROM gift_coupon.redemption AS r JOIN gift_coupon.partner_reservation AS p ON p.coupon_id = r.coupon_id JOIN gift_coupon.agreement AS a ON a.id = p.agreement_id
      LEFT JOIN gift_coupon.settlement AS s ON s.id = r.id
      WHERE ${among('r.id')} AND (s.id IS NULL OR s.amount <> r.discount * a.share_bp / 10000 OR (s.reversed_at IS NULL) <> (r.reversed_at IS NULL))`,
  },
  {
    id: 'gift-coupon.settlement-of',
    description: 'Nothing is owed here but for a redemption.',
    of: 'gift_coupon.settlement',
    violations: `
      SELECT s.id::text AS subject, 'there is no such redemption' AS problem
      FROM gift_coupon.settlement AS s JOIN gift_coupon.agreement AS a ON a.id = s.agreement_id AND a.side = 'TO'
      WHERE ${among('s.id')} AND NOT EXISTS (SELECT FROM gift_coupon.redemption AS r WHERE r.id = s.id)`,
  },
];

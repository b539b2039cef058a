import { among, type Invariant } from '@regulars/plugin-sdk';

export const invariants: readonly Invariant[] = [
  {
    id: 'order.totals',
    description: 'An order is the sum of its lines.',
    of: '"order"."order"',
    violations: `
      SELECT o.id::text AS subject, format('gross %s, discount %s, refunded %s, net %s; its lines say %s, %s, %s, %s', o.gross, o.discount, o.refunded, o.net, l.gross, l.discount, l.refunded, l.net) AS problem
      FROM "order"."order" AS o CROSS JOIN LATERAL (
        SELECT coalesce(sum(gross), 0) AS gross, coalesce(sum(discount), 0) AS discount, coalesce(sum(refunded), 0) AS refunded, coalesce(sum(net), 0) AS net,
          coalesce(sum(paid_with_points), 0) AS paid_with_points
        FROM "order".line WHERE line.order_id = o.id) AS l
      WHERE ${among('o.id')}
        AND (o.gross, o.discount, o.refunded, o.net, o.paid_with_points) IS DISTINCT FROM (l.gross, l.discount, l.refunded, l.net, l.paid_with_points)`,
  },
  {
    id: 'order.receipts',
    description: 'What was given for an order was given for one that there is.',
    of: 'member.member',
    violations: `
      SELECT r.member_id::text AS subject, format('was given %s %s for an order that does not exist', r.kind, r.id) AS problem
      FROM member.reward_given AS r
      WHERE ${among('r.member_id')} AND r.order_id IS NOT NULL AND NOT EXISTS (SELECT FROM "order"."order" AS o WHERE o.id = r.order_id)`,
  },
  {
    id: 'order.till-holds',
    description: 'What was captured was captured for an order that there is.',
    of: '"order".till_hold',
    violations: `
      SELECT h.id::text AS subject, format('was captured for order %s, which does not exist', h.order_id) AS problem FROM "order".till_hold AS h
      WHERE ${among('h.id')} AND h.order_id IS NOT NULL AND NOT EXISTS (SELECT FROM "order"."order" AS o WHERE o.id = h.order_id)`,
  },
  {
    id: 'order.lines',
    description: 'Every line belongs to an order.',
    scans: true,
    violations: `
      SELECT l.order_id::text AS subject, 'has lines, and is no order' AS problem FROM "order".line AS l
      WHERE NOT EXISTS (SELECT FROM "order"."order" AS o WHERE o.id = l.order_id)`,
  },
];

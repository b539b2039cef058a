import { among, type Invariant } from '@regulars/plugin-sdk';

export const invariants: readonly Invariant[] = [
  {
    id: 'stamp-card.stamps',
    description: 'The stamps on a member\'s cards are those that orders, staff, rewards and tasks gave.',
    of: 'member.member',
    violations: `
      SELECT coalesce(c.member_id, e.member_id)::text AS subject, format('program %s: %s stamps on cards, %s given', coalesce(c.program_id, e.program_id), c.stamps, e.stamps) AS problem
      FROM (SELECT member_id, program_id, sum(stamps) AS stamps FROM stamp_card.card WHERE ${among('member_id')} GROUP BY 1, 2) AS c
      FULL JOIN (
        SELECT member_id, program_id, sum(stamps) AS stamps FROM (
          SELECT member_id, program_id, amount_stamps + visit_stamps AS stamps FROM stamp_card.entry WHERE ${among('member_id')}
          UNION ALL SELECT member_id, program_id, placed_stamps FROM stamp_card.act WHERE ${among('member_id')}) AS given GROUP BY 1, 2) AS e
        ON e.member_id = c.member_id AND e.program_id = c.program_id
      WHERE coalesce(c.stamps, 0) <> coalesce(e.stamps, 0)`,
  },
  {
    id: 'stamp-card.placed',
    description: 'What is told to be on a card is what is on it.',
    of: 'member.member',
    violations: `
      SELECT c.member_id::text AS subject, format('card %s of program %s: %s stamps, %s are told', c.number, c.program_id, c.stamps, coalesce(p.stamps, 0)) AS problem
      FROM stamp_card.card AS c LEFT JOIN (
        SELECT member_id, program_id, number, sum(stamps) AS stamps FROM (
          SELECT e.member_id, e.program_id, place.card AS number, place.stamps FROM stamp_card.entry AS e CROSS JOIN LATERAL jsonb_to_recordset(e.placed) AS place (card int, stamps int)
          WHERE ${among('e.member_id')}
          UNION ALL
          SELECT a.member_id, a.program_id, place.card, place.stamps FROM stamp_card.act AS a CROSS JOIN LATERAL jsonb_to_recordset(a.placed) AS place (card int, stamps int)
          WHERE ${among('a.member_id')}) AS placed GROUP BY 1, 2, 3) AS p
        ON p.member_id = c.member_id AND p.program_id = c.program_id AND p.number = c.number
      WHERE ${among('c.member_id')} AND c.base IS NOT NULL AND c.stamps <> coalesce(p.stamps, 0)`,
  },
  {
    id: 'stamp-card.cards',
    description: 'A card is complete when it is full, and a new one is begun only then, or when it is over.',
    of: 'member.member',
    violations: `
      SELECT c.member_id::text AS subject, format('card %s of program %s: %s of %s stamps', c.number, c.program_id, c.stamps, coalesce(c.slots, (p.earlier -> 0 ->> 'slots')::int, p.slots)) AS problem
      FROM stamp_card.card AS c JOIN stamp_card.program AS p ON p.id = c.program_id
      WHERE ${among('c.member_id')}
        AND (c.stamps > coalesce(c.slots, (p.earlier -> 0 ->> 'slots')::int, p.slots) OR (c.completed_at IS NOT NULL) <> (c.stamps = coalesce(c.slots, (p.earlier -> 0 ->> 'slots')::int, p.slots))
          OR (c.number > 1 AND c.stamps > 0 AND NOT EXISTS (
            SELECT FROM stamp_card.card AS b WHERE b.member_id = c.member_id AND b.program_id = c.program_id AND b.number = c.number - 1
              AND (b.stamps = coalesce(b.slots, (p.earlier -> 0 ->> 'slots')::int, p.slots) OR coalesce(b.valid_until, p.ends_at) <= c.opened_at))))`,
  },
  {
    id: 'stamp-card.rewards',
    description: 'Whatever a card gave and was not taken back is a reward of a threshold that it reaches, or is owed for.',
    of: 'member.member',
    violations: `
      SELECT r.member_id::text AS subject, format('the reward %s is of no card that reaches it', r.cause_key) AS problem
      FROM (
        SELECT member_id, cause_key, split_part(cause_key, '/', 1)::uuid AS program_id, split_part(cause_key, '/', 2)::uuid AS given_to, split_part(cause_key, '/', 3)::int AS number,
          split_part(split_part(cause_key, '/', 4), '.', 1)::int AS at
        FROM member.reward_given WHERE cause_module = 'stamp-card' AND state = 'GIVEN' AND ${among('member_id')}) AS r
      LEFT JOIN stamp_card.card AS c ON c.member_id = r.member_id AND r.given_to = r.member_id AND c.program_id = r.program_id AND c.number = r.number
      WHERE c.id IS NULL OR (c.stamps < r.at AND NOT r.at = ANY(c.kept))`,
  },
  {
    id: 'stamp-card.orders',
    description: 'Stamps belong to the member of their order, and an order that does not count gives none.',
    of: '"order"."order"',
    violations: `
      SELECT o.order_id::text AS subject, format('gives %s stamps to %s', e.amount_stamps + e.visit_stamps, e.member_id) AS problem
      FROM "order".order_fact AS o JOIN stamp_card.entry AS e ON e.order_id = o.order_id
      WHERE ${among('o.order_id')} AND e.amount_stamps + e.visit_stamps > 0 AND (e.member_id IS DISTINCT FROM o.member_id OR NOT o.counts)`,
  },
];

import { among, type Invariant } from '@regulars/plugin-sdk';

/** About members, who are `subject` in the text. */
const ofMember = (id: string, description: string, violations: string): Invariant => ({ id, description, of: 'member.member', violations });

/** Of one wallet each, so that a look at some members reads no more than theirs. */
const ENTRIES = (sums: string): string => `CROSS JOIN LATERAL (SELECT ${sums} FROM points.entry AS e WHERE e.member_id = w.member_id) AS posted`;
const LOTS = (sums: string): string => `CROSS JOIN LATERAL (SELECT ${sums} FROM points.lot AS l WHERE l.member_id = w.member_id) AS held`;
/** What is held of a lot: that does not expire. */
const HELD = 'coalesce((SELECT sum((part ->> 1)::int) FROM points.live_hold AS h, jsonb_array_elements(h.allocations) AS part WHERE h.member_id = l.member_id AND (part ->> 0)::uuid = l.id), 0)';
const MERGED = `coalesce(bool_or(e.kind IN ('MERGE_IN', 'MERGE_OUT')), false) AS merged`;

export const invariants: readonly Invariant[] = [
  ofMember('INV-2.total', 'A wallet is the sum of its entries, which are numbered without a gap.', `
    SELECT w.member_id::text AS subject, format('total %s of %s entries; the entries make %s, and are %s up to number %s', w.total, w.entry_count, posted.points, posted.entries, posted.last) AS problem
    FROM points.wallet AS w ${ENTRIES('coalesce(sum(e.points), 0) AS points, count(*) AS entries, coalesce(max(e.number), 0) AS last')}
    WHERE ${among('w.member_id')} AND (w.total <> posted.points OR w.entry_count <> posted.entries OR posted.last <> posted.entries)`),
  ofMember('INV-2.lots', 'A wallet is what its lots hold, less the debt.', `
    SELECT w.member_id::text AS subject, format('total %s and debt %s; the lots hold %s', w.total, w.debt, held.remaining) AS problem
    FROM points.wallet AS w ${LOTS('coalesce(sum(l.remaining), 0) AS remaining, coalesce(sum(l.claimed), 0) AS claimed, coalesce(sum(l.written_off), 0) AS written_off')}
    WHERE ${among('w.member_id')} AND (w.total <> held.remaining - w.debt OR w.claimed <> held.claimed OR w.written_off <> held.written_off)`),
  ofMember('INV-2.balance', 'What was posted is what can be spent, what is pending, and what has expired without having been posted.', `
    SELECT w.member_id::text AS subject, format('entries make %s; balance %s, pending %s, due %s', posted.points, b.balance, b.pending, held.due) AS problem
    FROM points.wallet AS w JOIN points.wallet_balance AS b ON b.member_id = w.member_id
    ${ENTRIES('coalesce(sum(e.points), 0) AS points')} ${LOTS(`coalesce(sum(greatest(l.remaining - ${HELD}, 0)) FILTER (WHERE l.expires_at <= platform.current_now()), 0) AS due`)}
    WHERE ${among('w.member_id')} AND posted.points <> b.balance + b.pending + held.due`),
  ofMember('INV-2.debt', 'Nobody owes points and holds points.', `
    SELECT w.member_id::text AS subject, format('owes %s', w.debt) AS problem FROM points.wallet AS w
    WHERE ${among('w.member_id')} AND w.debt > 0 AND EXISTS (SELECT FROM points.lot AS l WHERE l.member_id = w.member_id AND l.remaining > 0)`),
  ofMember('INV-2.lifetime', 'What was ever earned is what was earned less what was taken back.', `
    SELECT w.member_id::text AS subject, format('earned %s ever; the entries make %s', w.lifetime_earned, posted.earned) AS problem
    FROM points.wallet AS w ${ENTRIES(`coalesce(sum(e.points) FILTER (WHERE e.kind IN ('EARN', 'REVERSE_EARN')), 0) AS earned, ${MERGED}`)}
    WHERE ${among('w.member_id')} AND w.lifetime_earned <> posted.earned AND NOT posted.merged`),
  // That the parts of each lot make up the lot is a CHECK of the table.
  ofMember('INV-4.owed', 'What is owed is what was spent of points that were taken back.', `
    SELECT w.member_id::text AS subject, format('owes %s, pays %s, %s were written off; %s were overdrawn', w.debt, w.claimed, w.written_off, held.overdrawn) AS problem
    FROM points.wallet AS w ${LOTS('coalesce(sum(greatest(l.spent + l.reversed - l.quantity, 0)), 0) AS overdrawn')}
    WHERE ${among('w.member_id')} AND w.debt + w.claimed + w.written_off <> held.overdrawn`),
  ofMember('INV-4.expired', 'What lots say has expired was posted.', `
    SELECT w.member_id::text AS subject, format('%s expired; %s were posted', held.expired, posted.expired) AS problem
    FROM points.wallet AS w ${LOTS('coalesce(sum(l.expired), 0) AS expired')} ${ENTRIES(`coalesce(-sum(e.points) FILTER (WHERE e.kind = 'EXPIRE'), 0) AS expired, ${MERGED}`)}
    WHERE ${among('w.member_id')} AND held.expired <> posted.expired AND NOT posted.merged`),
  ofMember('INV-7.accruals', 'Every order gives its member what its accrual says, and nobody else anything.', `
    SELECT coalesce(a.member_id, l.member_id)::text AS subject, format('order %s gives %s by its accrual and %s by its lot', coalesce(a.order_id, l.order_id), a.points, l.given) AS problem
    FROM (SELECT order_id, member_id, points FROM points.accrual WHERE ${among('member_id')} AND member_id IS NOT NULL) AS a
    FULL JOIN (SELECT order_id, member_id, sum(quantity - reversed) AS given FROM points.lot WHERE ${among('member_id')} AND order_id IS NOT NULL GROUP BY order_id, member_id) AS l
      ON l.order_id = a.order_id AND l.member_id = a.member_id
    WHERE coalesce(l.given, 0) <> coalesce(a.points, 0)`),
  {
    id: 'INV-7.orders',
    description: 'Points of an order are for its member, and an order that does not count gives none.',
    of: '"order"."order"',
    violations: `
      SELECT o.order_id::text AS subject, format('gives %s to %s; the order is of %s%s', a.points, a.member_id, o.member_id, CASE WHEN o.counts THEN '' ELSE ' and does not count' END) AS problem
      FROM "order".order_fact AS o JOIN points.accrual AS a ON a.order_id = o.order_id
      WHERE ${among('o.order_id')} AND a.points > 0 AND (a.member_id IS DISTINCT FROM o.member_id OR NOT o.counts)`,
  },
  ofMember('points.holds', 'A hold is what it sets aside of lots.', `
    SELECT h.member_id::text AS subject, format('hold %s is of %s points; %s are set aside', h.id, h.points, parts.points) AS problem
    FROM points.hold AS h CROSS JOIN LATERAL (SELECT coalesce(sum((part ->> 1)::int), 0) AS points FROM jsonb_array_elements(h.allocations) AS part) AS parts
    WHERE ${among('h.member_id')} AND h.points <> parts.points`),
  ofMember('points.rewards', 'Points that were given as a reward stand in a lot of the member, or were taken back from it.', `
    SELECT r.member_id::text AS subject, format('reward %s is %s; its lot gives %s', r.id, r.state, l.quantity - l.reversed) AS problem
    FROM member.reward_given AS r LEFT JOIN points.lot AS l ON l.id = r.receipt_key::uuid AND l.member_id = r.member_id
    WHERE ${among('r.member_id')} AND r.kind = 'points' AND (l.id IS NULL OR (r.state = 'GIVEN') <> (l.reversed < l.quantity))`),
  ofMember('points.requests', 'What two people agreed to give stands in the ledger as they agreed, and nobody decided on what they asked for.', `
    SELECT r.member_id::text AS subject, format('request %s of %s points; the ledger has %s', r.id, r.points, coalesce(e.points::text, 'none')) AS problem
    FROM points.grant_request AS r LEFT JOIN points.entry AS e ON e.id = r.entry_id
    WHERE ${among('r.member_id')} AND r.state = 'APPROVED' AND (e.points IS DISTINCT FROM r.points OR e.kind <> 'EARN' OR r.decided_by = r.requested_by)`),
  ofMember('P2.liability', "The brand's account and its members' wallets balance, wallet by wallet.", `
    SELECT w.member_id::text AS subject, format('holds %s; the brand owes %s', w.total, -books.owed) AS problem
    FROM points.wallet AS w CROSS JOIN LATERAL (SELECT coalesce(sum(b.points), 0) AS owed FROM points.liability AS b WHERE b.member_id = w.member_id) AS books
    WHERE ${among('w.member_id')} AND w.total + books.owed <> 0`),
];

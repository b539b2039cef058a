import type { Invariant } from '@regulars/plugin-sdk';

/** What the kernel promises of its own tables. */
export const platformInvariants: readonly Invariant[] = [
  {
    id: 'INV-7.keys',
    description: 'A key that was claimed has its answer: both were written in one transaction.',
    scans: true,
    violations: `SELECT caller || ' ' || operation || ' ' || key AS subject, 'the key is used and has no answer' AS problem FROM platform.idempotency WHERE payload IS NULL`,
  },
  {
    id: 'INV-17.deliveries',
    description: 'What handlers are to be told did happen: every open delivery has its event.',
    violations: `
      SELECT event_id || ' ' || handler AS subject, 'there is no such event' AS problem FROM platform.delivery AS d
      WHERE d.state = 'PENDING' AND NOT EXISTS (SELECT FROM platform.event AS e WHERE e.brand_id = d.brand_id AND e.id = d.event_id)`,
  },
  {
    id: 'platform.reactions',
    description: 'What orders bring about has been brought about: no reaction was given up, and none has waited for more than ten minutes.',
    violations: `
      SELECT id::text AS subject, format('%s.%s of %s %s, since %s', module, reaction, moment, CASE state WHEN 'PARKED' THEN 'was given up' ELSE 'still waits' END, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS problem
      FROM platform.deferred_reaction
      WHERE state = 'PARKED' OR (state = 'PENDING' AND created_at < clock_timestamp() - interval '10 minutes')`,
  },
];

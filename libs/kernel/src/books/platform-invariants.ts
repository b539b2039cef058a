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
];

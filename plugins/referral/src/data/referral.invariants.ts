import { among, type Invariant } from '@regulars/plugin-sdk';

export const invariants: readonly Invariant[] = [
  {
    id: 'INV-12.forest',
    description: 'Nobody was brought by themselves, not over others either.',
    of: 'referral.edge',
    violations: `
      SELECT e.id::text AS subject, 'leads back to who was brought' AS problem FROM referral.edge AS e
       WHERE ${among('e.id')} AND e.state <> 'DROPPED' AND EXISTS (
         WITH RECURSIVE up AS (
           SELECT e.referrer_id AS member_id
           UNION SELECT o.referrer_id FROM up JOIN referral.edge AS o ON o.program_id = e.program_id AND o.referee_id = up.member_id AND o.state <> 'DROPPED')
         SELECT FROM up WHERE up.member_id = e.referee_id)`,
  },
];

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
  {
    id: 'INV-12.levels',
    description: 'Nobody is paid further up a chain than the program goes.',
    of: 'referral.reward',
    violations: `
      SELECT r.id::text AS subject, format('level %s', r.level) AS problem
        FROM referral.reward AS r JOIN referral.program_version AS v ON v.program_id = r.program_id AND v.version = r.version
       WHERE ${among('r.id')} AND r.level > (v.rules ->> 'maxDepth')::int`,
  },
  {
    id: 'referral.given',
    description: 'What was given for a friend and not taken back is what receipts say.',
    of: 'referral.reward',
    violations: `
      SELECT r.id::text AS subject, format('gave %s; receipts that stand: %s', r.paid, told.count) AS problem
        FROM referral.reward AS r CROSS JOIN LATERAL (
          SELECT count(*) FROM generate_series(1, r.gifts) AS gift JOIN member.reward_given AS g
            ON g.cause_module = 'referral' AND g.cause_key = 'reward/' || r.id::text || '/' || gift AND g.state = 'GIVEN') AS told
       WHERE ${among('r.id')} AND (r.paid > 0) <> (told.count > 0)`,
  },
  {
    id: 'INV-12.reviews',
    description: 'A referral stands as it was last decided.',
    of: 'referral.review',
    violations: `
      SELECT r.id::text AS subject, 'stands ' || r.state || ', was decided ' || j.decision AS problem FROM referral.review AS r
        JOIN LATERAL (SELECT j.id, j.decision, j.made_by FROM referral.judgement AS j WHERE j.edge_id = r.edge_id ORDER BY j.id DESC LIMIT 1) AS j ON true
       WHERE ${among('r.id')} AND (r.judgement_id, r.state, r.made_by) IS DISTINCT FROM (j.id, j.decision, j.made_by)`,
  },
];

import { among, type Invariant } from '@regulars/plugin-sdk';

export const invariants: readonly Invariant[] = [
  {
    id: 'survey.answers',
    description: 'What was completed has answers to questions that were asked on its way, and to no other; what was not has none.',
    of: 'survey.response',
    violations: `
      SELECT r.id::text AS subject, format('has an answer to %s, which was not asked', a.question) AS problem
        FROM survey.response AS r JOIN survey.answer AS a ON a.response_id = r.id
       WHERE ${among('r.id')} AND NOT a.question = ANY(coalesce(r.path, '{}'))`,
  },
  {
    id: 'survey.rewards',
    description: 'Rewards are given for what was completed, and not for what was only begun.',
    of: 'survey.response',
    violations: `
      SELECT r.id::text AS subject, format('gave %s and is %s', g.kind, r.state) AS problem
        FROM survey.response AS r CROSS JOIN generate_series(0, 19) AS place
        JOIN member.reward_given AS g ON g.cause_module = 'survey' AND g.cause_key = 'response/' || r.id::text || '/' || place
       WHERE ${among('r.id')} AND r.state <> 'COMPLETED'`,
  },
];

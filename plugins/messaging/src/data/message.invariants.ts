import { among, type Invariant } from '@regulars/plugin-sdk';

export const invariants: readonly Invariant[] = [
  {
    id: 'messaging.under-way',
    description: 'What is being sent stands in a batch, by which another worker finds it.',
    of: 'messaging.message',
    violations: `
      SELECT m.id::text AS subject, 'is being sent, and in no batch' AS problem
        FROM messaging.message AS m WHERE ${among('m.id')} AND m.state = 'SENDING' AND NOT EXISTS (SELECT FROM messaging.batch AS b WHERE b.id = m.batch_id)`,
  },
  {
    id: 'messaging.reached',
    description: 'What came after a message was sent came after it was sent.',
    of: 'messaging.message',
    violations: `
      SELECT m.id::text AS subject, format('is %s, and was never sent', m.state) AS problem
        FROM messaging.message AS m WHERE ${among('m.id')} AND m.state IN ('SENT', 'DELIVERED', 'OPENED', 'CLICKED') AND m.sent_at IS NULL`,
  },
];

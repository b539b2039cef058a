import { among, type Invariant } from '@regulars/plugin-sdk';

export const clickInvariants: readonly Invariant[] = [
  {
    id: 'messaging.clicks',
    description: 'A message is opened exactly when one of its links was.',
    of: 'messaging.message',
    violations: `
      SELECT m.id::text AS subject, format('says it was opened: %s', m.clicked_at IS NOT NULL) AS problem
        FROM messaging.message AS m
       WHERE ${among('m.id')} AND (m.clicked_at IS NULL) = EXISTS (SELECT FROM messaging.click AS c WHERE c.message_id = m.id)`,
  },
  {
    id: 'messaging.conversions',
    description: 'An order is put down to a link that was opened before it.',
    of: 'messaging.message',
    violations: `
      SELECT k.message_id::text AS subject, 'is put down to a link that was not opened' AS problem
        FROM messaging.conversion AS k
       WHERE ${among('k.message_id')} AND NOT EXISTS (SELECT FROM messaging.click AS c WHERE c.message_id = k.message_id AND c.place = k.place AND c.at = k.clicked_at)`,
  },
];

import { among, type Invariant } from '@regulars/plugin-sdk';

const of = 'member.member';

export const invariants: readonly Invariant[] = [
  {
    id: 'INV-20.profile',
    description: 'Of an erased member nothing is left that says who it was.',
    of,
    violations: `
      SELECT m.id::text AS subject, 'an erased member still has a profile' AS problem FROM member.member AS m
      WHERE ${among('m.id')} AND m.status = 'ERASED'
        AND (m.name IS NOT NULL OR m.birth_date IS NOT NULL OR m.tags <> '{}' OR m.attributes <> '{}' OR m.gender <> 'UNKNOWN')`,
  },
  {
    id: 'INV-20.identities',
    description: 'Nobody is found by what a merged or erased member was known by.',
    of,
    violations: `
      SELECT m.id::text AS subject, format('%s, and known by a %s', m.status, i.kind) AS problem
      FROM member.member AS m JOIN member.identity AS i ON i.member_id = m.id
      WHERE ${among('m.id')} AND m.status IN ('MERGED', 'ERASED')`,
  },
  {
    id: 'INV-20.keys',
    description: 'An erased member has no key, and is given none.',
    of,
    violations: `
      SELECT m.id::text AS subject, CASE WHEN k.member_id IS NULL THEN 'an erased member may still be given a key' ELSE 'an erased member still has a key' END AS problem
      FROM member.member AS m LEFT JOIN platform.member_key AS k ON k.member_id = m.id
      WHERE ${among('m.id')} AND m.status = 'ERASED' AND k.destroyed_at IS NULL`,
  },
  {
    id: 'INV-10.receipts',
    description: 'What was given to a member who was merged belongs to the survivor.',
    of,
    violations: `
      SELECT m.id::text AS subject, 'a merged member still holds a reward' AS problem
      FROM member.member AS m
      WHERE ${among('m.id')} AND m.status = 'MERGED'
        AND EXISTS (SELECT FROM member.reward_receipt AS r WHERE r.member_id = m.id AND r.state = 'GIVEN')`,
  },
];

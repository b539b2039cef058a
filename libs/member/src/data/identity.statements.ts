import { statement } from '@regulars/plugin-sdk';
import type { IdentityKind } from '../enums';

export interface IdentityRow {
  readonly id: string;
  readonly member_id: string;
  readonly kind: IdentityKind;
  readonly value_index: Buffer;
  readonly value_sealed: Buffer;
  readonly is_primary: boolean;
  readonly verified_at: Date | null;
  /** The member's, wrapped. */
  readonly member_key: Buffer | null;
}

/** The primary ones first, then as they were added. */
export const identitiesOfMembers = statement<IdentityRow, [memberIds: readonly string[]]>(
  'member.identities',
  `SELECT i.id, i.member_id, i.kind, i.value_index, i.value_sealed, i.is_primary, i.verified_at, k.wrapped AS member_key
   FROM member.identity AS i LEFT JOIN platform.member_key AS k ON k.member_id = i.member_id WHERE i.member_id = ANY($1::uuid[]) ORDER BY i.is_primary DESC, i.id`,
);

/** JSON rows, blind index and ciphertext in hex. Answers those that were free. */
export const insertIdentities = statement<{ id: string }, [identities: string]>(
  'member.insert-identities',
  `INSERT INTO member.identity (id, member_id, kind, value_index, value_sealed, verified_at)
   SELECT r.id, r.member_id, r.kind, decode(r.value_index, 'hex'), decode(r.value_sealed, 'hex'), r.verified_at
   FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, member_id uuid, kind text, value_index text, value_sealed text, verified_at timestamptz)
   ON CONFLICT DO NOTHING RETURNING id`,
);

export const deleteIdentities = statement<never, [ids: readonly string[]]>(
  'member.delete-identities',
  'DELETE FROM member.identity WHERE id = ANY($1::uuid[])',
);

export const replaceSealed = statement<never, [ids: readonly string[], sealed: readonly Buffer[]]>(
  'member.replace-sealed-identities',
  'UPDATE member.identity AS i SET value_sealed = r.sealed FROM unnest($1::uuid[], $2::bytea[]) AS r(id, sealed) WHERE i.id = r.id',
);

import { statement } from '@regulars/plugin-sdk';
import type { ConsentPurpose } from '../enums';

export interface ConsentRow {
  readonly member_id: string;
  readonly purpose: ConsentPurpose;
  readonly channel: string;
  readonly granted: boolean;
  readonly at: Date;
  readonly source: string;
}

/** The latest answer of each purpose and channel. */
export const consentsOfMembers = statement<ConsentRow, [memberIds: readonly string[]]>(
  'member.consents',
  `SELECT latest.* FROM (
     SELECT DISTINCT ON (c.member_id, c.purpose, c.channel) c.member_id, c.purpose, c.channel, c.granted, c.at, c.source, c.is_void
     FROM member.consent AS c WHERE c.member_id = ANY($1::uuid[])
     ORDER BY c.member_id, c.purpose, c.channel, c.at DESC, c.id DESC
   ) AS latest WHERE NOT latest.is_void`,
);

/** Of several members in one: who was merged keeps the answers it gave. */
export const consentHistory = statement<ConsentRow, [memberIds: readonly string[]]>(
  'member.consent-history',
  'SELECT c.member_id, c.purpose, c.channel, c.granted, c.at, c.source FROM member.consent AS c WHERE c.member_id = ANY($1::uuid[]) AND NOT c.is_void ORDER BY c.at, c.id',
);

export const insertConsents = statement<never, [consents: string]>(
  'member.insert-consents',
  `INSERT INTO member.consent (id, member_id, purpose, channel, granted, source)
   SELECT r.id, r.member_id, r.purpose, r.channel, r.granted, r.source
   FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, member_id uuid, purpose text, channel text, granted boolean, source text)`,
);

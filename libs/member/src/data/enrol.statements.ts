import { statement } from '@regulars/plugin-sdk';

export interface EnrolledCounts {
  readonly members: number;
  readonly identities: number;
}

/**
 * New members with everything they come with, in one statement: JSON rows of members, identities (blind index and
 * ciphertext in hex), consents and recruitments. A number or identity that somebody took meanwhile is left out, and
 * the counts tell.
 */
export const enrolMembers = statement<EnrolledCounts, [members: string, identities: string, consents: string, recruitments: string]>(
  'member.enrol',
  `WITH enrolled AS (
     INSERT INTO member.member (id, number, name, name_key, gender, birth_date, language, joined_at, join_store_id, tags, attributes)
     SELECT r.id, r.number, r.name, lower(r.name), r.gender, r.birth_date, r.language, r.joined_at, r.join_store_id, r.tags, r.attributes
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, number text, name text, gender text, birth_date date, language text,
       joined_at timestamptz, join_store_id uuid, tags text[], attributes jsonb)
     ON CONFLICT DO NOTHING RETURNING id
   ), identified AS (
     INSERT INTO member.identity (id, member_id, kind, value_index, value_sealed, verified_at)
     SELECT r.id, r.member_id, r.kind, decode(r.value_index, 'hex'), decode(r.value_sealed, 'hex'), r.verified_at
     FROM jsonb_to_recordset($2::jsonb) AS r(id uuid, member_id uuid, kind text, value_index text, value_sealed text, verified_at timestamptz)
     JOIN enrolled ON enrolled.id = r.member_id
     ON CONFLICT DO NOTHING RETURNING id
   ), consented AS (
     INSERT INTO member.consent (id, member_id, purpose, channel, granted, source)
     SELECT r.id, r.member_id, r.purpose, r.channel, r.granted, r.source
     FROM jsonb_to_recordset($3::jsonb) AS r(id uuid, member_id uuid, purpose text, channel text, granted boolean, source text)
     JOIN enrolled ON enrolled.id = r.member_id
   ), recruited AS (
     INSERT INTO member.recruitment (member_id, channel, campaign, store_id, first_link_id, last_link_id)
     SELECT r.member_id, r.channel, r.campaign, r.store_id, r.first_link_id, r.last_link_id
     FROM jsonb_to_recordset($4::jsonb) AS r(member_id uuid, channel text, campaign text, store_id uuid, first_link_id uuid, last_link_id uuid)
     JOIN enrolled ON enrolled.id = r.member_id
   )
   SELECT (SELECT count(*) FROM enrolled)::int AS members, (SELECT count(*) FROM identified)::int AS identities`,
);

import { type JsonObject, statement } from '@regulars/plugin-sdk';

/** What a merge may change of a survivor, and so an unmerge may give back. */
export interface ProfileRow {
  readonly id: string;
  readonly name: string | null;
  readonly gender: string;
  readonly birth_date: string | null;
  readonly birth_date_changed_at: string | null;
  readonly language: string | null;
  readonly join_store_id: string | null;
  /** With its microseconds, as text. */
  readonly joined_at: string;
  readonly spendable_from: string | null;
  readonly tags: readonly string[];
  readonly attributes: JsonObject;
}

const PROFILE = `s.id, s.name, s.gender, s.birth_date, s.birth_date_changed_at::text AS birth_date_changed_at, s.language, s.join_store_id,
  s.joined_at::text AS joined_at, s.spendable_from::text AS spendable_from, s.tags, s.attributes`;

export const profileOf = statement<ProfileRow, [memberId: string]>('member.profile', `SELECT ${PROFILE} FROM member.member AS s WHERE s.id = $1`);

/** Both members are locked. What the survivor does not say, the loser says for it. */
export const mergeProfile = statement<ProfileRow, [survivorId: string, loserId: string]>(
  'member.merge-profile',
  `UPDATE member.member AS s
   SET name = COALESCE(s.name, l.name), name_key = COALESCE(s.name_key, l.name_key), language = COALESCE(s.language, l.language),
     birth_date = COALESCE(s.birth_date, l.birth_date),
     birth_date_changed_at = CASE WHEN s.birth_date IS NULL THEN l.birth_date_changed_at ELSE s.birth_date_changed_at END,
     gender = CASE WHEN s.gender = 'UNKNOWN' THEN l.gender ELSE s.gender END, join_store_id = COALESCE(s.join_store_id, l.join_store_id),
     joined_at = LEAST(s.joined_at, l.joined_at), spendable_from = GREATEST(s.spendable_from, l.spendable_from), attributes = l.attributes || s.attributes, version = s.version + 1, has_absorbed = true,
     tags = COALESCE((SELECT array_agg(kept.tag ORDER BY kept.place) FROM (
       SELECT t.tag, min(t.place) AS place FROM unnest(s.tags || l.tags) WITH ORDINALITY AS t(tag, place) GROUP BY t.tag ORDER BY 2 LIMIT 100) AS kept), '{}')
   FROM member.member AS l WHERE s.id = $1 AND l.id = $2
   RETURNING ${PROFILE}`,
);

/** `profile`: JSON of a `ProfileRow`. Whether others are still merged into it is seen from their rows. */
export const restoreProfile = statement<never, [profile: string]>(
  'member.restore-profile',
  `UPDATE member.member AS m
   SET name = r.name, name_key = lower(r.name), gender = r.gender, birth_date = r.birth_date, birth_date_changed_at = r.birth_date_changed_at,
     language = r.language, join_store_id = r.join_store_id, joined_at = r.joined_at, spendable_from = r.spendable_from, tags = r.tags, attributes = r.attributes, version = m.version + 1,
     has_absorbed = EXISTS (SELECT FROM member.member AS other WHERE other.merged_into = m.id)
   FROM jsonb_to_record($1::jsonb) AS r(id uuid, name text, gender text, birth_date date, birth_date_changed_at timestamptz, language text,
     join_store_id uuid, joined_at timestamptz, spendable_from timestamptz, tags text[], attributes jsonb)
   WHERE m.id = r.id`,
);

/** The loser points to the survivor, and so does whoever was merged into the loser before; answers those. */
export const pointToSurvivor = statement<{ id: string }, [survivorId: string, loserId: string]>(
  'member.point-to-survivor',
  `WITH loser AS (
     UPDATE member.member SET status = 'MERGED', merged_into = $1, version = version + 1 WHERE id = $2
   )
   UPDATE member.member SET merged_into = $1 WHERE merged_into = $2 RETURNING id`,
);

export const pointBack = statement<never, [loserId: string, status: string, absorbed: readonly string[]]>(
  'member.point-back',
  `WITH loser AS (
     UPDATE member.member SET status = $2, merged_into = NULL, version = version + 1 WHERE id = $1
   )
   UPDATE member.member SET merged_into = $1 WHERE id = ANY($3::uuid[])`,
);

export interface MovedIdentity {
  readonly id: string;
  readonly was_primary: boolean;
}

/** A phone or e-mail stays the shown one where the survivor has none. */
export const moveIdentities = statement<MovedIdentity, [survivorId: string, loserId: string]>(
  'member.move-identities',
  `UPDATE member.identity AS i
   SET member_id = $1, is_primary = i.is_primary AND NOT EXISTS (
     SELECT 1 FROM member.identity AS s WHERE s.member_id = $1 AND s.kind = i.kind AND s.is_primary AND s.kind IN ('PHONE', 'EMAIL'))
   FROM member.identity AS was WHERE i.member_id = $2 AND was.id = i.id
   RETURNING i.id, was.is_primary AS was_primary`,
);

export const returnIdentities = statement<{ id: string }, [survivorId: string, loserId: string, moved: string]>(
  'member.return-identities',
  `UPDATE member.identity AS i SET member_id = $2, is_primary = r.was_primary
   FROM jsonb_to_recordset($3::jsonb) AS r(id uuid, was_primary boolean) WHERE i.id = r.id AND i.member_id = $1 RETURNING i.id`,
);

export interface RestrictedConsent {
  readonly id: string;
  readonly purpose: string;
  readonly channel: string;
  /** Null: the survivor had not answered. */
  readonly granted_before: boolean | null;
}

/** The most restrictive answer counts: what the loser refused and the survivor did not refuse is refused. */
export const mergeConsents = statement<RestrictedConsent, [survivorId: string, loserId: string]>(
  'member.merge-consents',
  `WITH latest AS (
     SELECT * FROM (
       SELECT DISTINCT ON (c.member_id, c.purpose, c.channel) c.member_id, c.purpose, c.channel, c.granted, c.is_void
       FROM member.consent AS c WHERE c.member_id IN ($1, $2)
       ORDER BY c.member_id, c.purpose, c.channel, c.at DESC, c.id DESC
     ) AS c WHERE NOT c.is_void
   ), restricted AS (
     SELECT platform.uuid_v7() AS id, l.purpose, l.channel, s.granted AS granted_before
     FROM latest AS l LEFT JOIN latest AS s ON s.member_id = $1 AND s.purpose = l.purpose AND s.channel = l.channel
     WHERE l.member_id = $2 AND NOT l.granted AND s.granted IS DISTINCT FROM false
   ), written AS (
     INSERT INTO member.consent (id, member_id, purpose, channel, granted, source)
     SELECT id, $1, purpose, channel, false, 'MERGE' FROM restricted
   )
   SELECT id, purpose, channel, granted_before FROM restricted`,
);

/** Where the merge's answer still is the latest, the one before it counts again. Answers how many had been answered anew. */
export const returnConsents = statement<{ answered: number }, [survivorId: string, restricted: string]>(
  'member.return-consents',
  `WITH r AS (
     SELECT * FROM jsonb_to_recordset($2::jsonb) AS r(id uuid, purpose text, channel text, granted_before boolean)
   ), standing AS (
     SELECT r.* FROM r WHERE r.id = (SELECT c.id FROM member.consent AS c WHERE c.member_id = $1 AND c.purpose = r.purpose AND c.channel = r.channel
       ORDER BY c.at DESC, c.id DESC LIMIT 1)
   ), written AS (
     INSERT INTO member.consent (id, member_id, purpose, channel, granted, source, is_void)
     SELECT platform.uuid_v7(), $1, purpose, channel, COALESCE(granted_before, false), 'UNMERGE', granted_before IS NULL FROM standing
   )
   SELECT ((SELECT count(*) FROM r) - (SELECT count(*) FROM standing))::int AS answered`,
);

export const moveReceipts = statement<{ id: string }, [survivorId: string, loserId: string]>(
  'member.move-receipts',
  'UPDATE member.reward_receipt SET member_id = $1 WHERE member_id = $2 RETURNING id',
);

export const returnReceipts = statement<never, [survivorId: string, loserId: string, receiptIds: readonly string[]]>(
  'member.return-receipts',
  'UPDATE member.reward_receipt SET member_id = $2 WHERE member_id = $1 AND id = ANY($3::uuid[])',
);

export const statusOf = statement<{ status: string }, [memberId: string]>('member.status', 'SELECT m.status FROM member.member AS m WHERE m.id = $1');

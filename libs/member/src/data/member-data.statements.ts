import { statement } from '@regulars/plugin-sdk';
import type { RewardReceiptRow } from './reward-receipt.statements';

/** Both members are locked. What the survivor does not say, the loser says for it. */
export const mergeProfile = statement<never, [survivorId: string, loserId: string]>(
  'member.merge-profile',
  `UPDATE member.member AS s
   SET name = COALESCE(s.name, l.name), name_key = COALESCE(s.name_key, l.name_key), birth_date = COALESCE(s.birth_date, l.birth_date), language = COALESCE(s.language, l.language),
     gender = CASE WHEN s.gender = 'UNKNOWN' THEN l.gender ELSE s.gender END, join_store_id = COALESCE(s.join_store_id, l.join_store_id),
     joined_at = LEAST(s.joined_at, l.joined_at), attributes = l.attributes || s.attributes, version = s.version + 1,
     tags = COALESCE((SELECT array_agg(kept.tag ORDER BY kept.place) FROM (
       SELECT t.tag, min(t.place) AS place FROM unnest(s.tags || l.tags) WITH ORDINALITY AS t(tag, place) GROUP BY t.tag ORDER BY 2 LIMIT 100) AS kept), '{}')
   FROM member.member AS l WHERE s.id = $1 AND l.id = $2`,
);

/** A phone or e-mail stays the shown one where the survivor has none. */
export const moveIdentities = statement<never, [survivorId: string, loserId: string]>(
  'member.move-identities',
  `UPDATE member.identity AS i
   SET member_id = $1, is_primary = i.is_primary AND NOT EXISTS (
     SELECT 1 FROM member.identity AS s WHERE s.member_id = $1 AND s.kind = i.kind AND s.is_primary AND s.kind IN ('PHONE', 'EMAIL'))
   WHERE i.member_id = $2`,
);

/** The most restrictive answer counts: what the loser refused and the survivor granted is refused. */
export const mergeConsents = statement<never, [survivorId: string, loserId: string]>(
  'member.merge-consents',
  `WITH latest AS (
     SELECT DISTINCT ON (c.member_id, c.purpose, c.channel) c.member_id, c.purpose, c.channel, c.granted
     FROM member.consent AS c WHERE c.member_id IN ($1, $2)
     ORDER BY c.member_id, c.purpose, c.channel, c.at DESC, c.id DESC
   )
   INSERT INTO member.consent (id, member_id, purpose, channel, granted, source)
   SELECT platform.uuid_v7(), $1, l.purpose, l.channel, false, 'MERGE'
   FROM latest AS l LEFT JOIN latest AS s ON s.member_id = $1 AND s.purpose = l.purpose AND s.channel = l.channel
   WHERE l.member_id = $2 AND NOT l.granted AND s.granted IS DISTINCT FROM false`,
);

export const moveReceipts = statement<never, [survivorId: string, loserId: string]>(
  'member.move-receipts',
  'UPDATE member.reward_receipt SET member_id = $1 WHERE member_id = $2',
);

export const receiptsOfMember = statement<RewardReceiptRow & { state: string }, [memberId: string]>(
  'member.receipts-of-member',
  `SELECT r.id, r.member_id, r.kind, r.spec, r.cause_module, r.cause_key, r.order_id, r.cause_detail, r.given_at, r.receipt_key, r.revoked_bp, r.state
   FROM member.reward_receipt AS r WHERE r.member_id = $1 ORDER BY r.id`,
);

/** The number stands on a card somebody holds, so it goes too. */
export const eraseProfile = statement<never, [memberId: string, newNumber: string]>(
  'member.erase-profile',
  `UPDATE member.member
   SET number = $2, name = NULL, name_key = NULL, gender = 'UNKNOWN', birth_date = NULL, birth_date_changed_at = NULL, language = NULL, tags = '{}',
     attributes = '{}', version = version + 1
   WHERE id = $1`,
);

/** Codes on their way to the member's phones. */
export const eraseChallenges = statement<never, [memberId: string]>(
  'member.erase-challenges',
  `DELETE FROM member.sign_in_challenge WHERE phone_index IN (SELECT i.value_index FROM member.identity AS i WHERE i.member_id = $1 AND i.kind = 'PHONE')`,
);

export const eraseIdentities = statement<never, [memberId: string]>(
  'member.erase-identities',
  'DELETE FROM member.identity WHERE member_id = $1',
);

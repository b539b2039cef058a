import { statement } from '@regulars/plugin-sdk';
import type { RewardReceiptRow } from './reward-receipt.statements';

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

/** Before they go: whoever comes back by one of these phones is not new. */
export const keepFormerPhones = statement<never, [memberId: string]>(
  'member.keep-former-phones',
  `INSERT INTO member.former_phone (phone_hash) SELECT DISTINCT sha256(i.value_index) FROM member.identity AS i WHERE i.member_id = $1 AND i.kind = 'PHONE'
   ON CONFLICT DO NOTHING`,
);

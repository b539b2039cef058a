import { type JsonObject, statement } from '@regulars/plugin-sdk';

export interface RewardReceiptRow {
  readonly id: string;
  readonly member_id: string;
  readonly kind: string;
  readonly spec: unknown;
  readonly cause_module: string;
  readonly cause_key: string;
  readonly order_id: string | null;
  readonly cause_detail: JsonObject;
  readonly given_at: Date;
  readonly receipt_key: string;
  readonly revoked_bp: number;
}

const COLUMNS = 'r.id, r.member_id, r.kind, r.spec, r.cause_module, r.cause_key, r.order_id, r.cause_detail, r.given_at, r.receipt_key, r.revoked_bp';

/** `receipts`: JSON array of rows. A cause that gave something already, and kept it, breaks the unique key. */
export const insertReceipts = statement<never, [receipts: string]>(
  'member.insert-receipts',
  `INSERT INTO member.reward_receipt (id, member_id, kind, spec, cause_module, cause_key, order_id, cause_detail, given_at, receipt_key)
   SELECT r.id, r.member_id, r.kind, r.spec, r.cause_module, r.cause_key, r.order_id, r.cause_detail, r.given_at, r.receipt_key
   FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, member_id uuid, kind text, spec jsonb, cause_module text, cause_key text,
     order_id uuid, cause_detail jsonb, given_at timestamptz, receipt_key text)`,
);

export const receiptsOfCauses = statement<RewardReceiptRow, [causeModules: readonly string[], causeKeys: readonly string[]]>(
  'member.receipts-of-causes',
  `SELECT ${COLUMNS} FROM unnest($1::text[], $2::text[]) AS cause(module, key)
   JOIN member.reward_receipt AS r ON r.cause_module = cause.module AND r.cause_key = cause.key
   WHERE r.state = 'GIVEN' ORDER BY r.id`,
);

export const receiptsOfOrders = statement<RewardReceiptRow, [orderIds: readonly string[]]>(
  'member.receipts-of-orders',
  `SELECT ${COLUMNS} FROM member.reward_receipt AS r WHERE r.order_id = ANY($1::uuid[]) AND r.state = 'GIVEN' ORDER BY r.id`,
);

/** In the order in which they were given. */
export const receiptsOfMembers = statement<RewardReceiptRow, [causeModule: string, memberIds: readonly string[]]>(
  'member.receipts-of-members',
  `SELECT ${COLUMNS} FROM member.reward_receipt AS r
   WHERE r.member_id = ANY($2::uuid[]) AND r.cause_module = $1 AND r.state = 'GIVEN' ORDER BY r.given_at, r.id`,
);

/** Whoever changes what rewards lead to: of two changes at once the second sees the first. */
export const lockRewardRules = statement<never>(
  'member.lock-reward-rules', `SELECT pg_advisory_xact_lock(hashtextextended('member.reward-rules/' || platform.current_brand(), 0))`,
);

/** Until they have their new keys: one may take that of another. */
export const freeCauseKeys = statement<never, [ids: readonly string[]]>(
  'member.free-cause-keys', 'UPDATE member.reward_receipt SET cause_key = id::text WHERE id = ANY($1::uuid[])',
);

/** JSON of ids with their keys and details. */
export const setCauses = statement<never, [causes: string]>(
  'member.set-causes',
  `UPDATE member.reward_receipt AS r SET cause_key = c.key, cause_detail = c.detail
   FROM jsonb_to_recordset($1::jsonb) AS c(id uuid, key text, detail jsonb) WHERE r.id = c.id`,
);

/** Never gives back what was taken: the portion only rises. */
export const revokeReceipts = statement<never, [ids: readonly string[], portionBp: number]>(
  'member.revoke-receipts',
  `UPDATE member.reward_receipt
   SET revoked_bp = $2::int, revoked_at = platform.current_now(), state = CASE WHEN $2::int = 10000 THEN 'REVOKED' ELSE 'GIVEN' END
   WHERE id = ANY($1::uuid[]) AND state = 'GIVEN' AND revoked_bp < $2::int`,
);

import { statement } from '@regulars/plugin-sdk';

export const insertManualSet = statement<never, [id: string, memberId: string, kind: 'SET' | 'UNLOCK', tierCode: string | null, until: Date | null, locks: boolean, reasonSealed: Buffer, actorKind: string, actorId: string]>(
  'tier.insert-manual-set',
  `INSERT INTO tier.manual_set (id, member_id, at, kind, tier_code, until_at, locks, reason_sealed, actor_kind, actor_id)
   VALUES ($1, $2, date_trunc('milliseconds', platform.current_now()), $3, $4, $5, $6, $7, $8, $9)`,
);

/** Is the member held or locked by staff? */
export const staffHold = statement<{ state: string; held: boolean }, [memberId: string]>(
  'tier.staff-hold',
  `SELECT state, memory ? 'hold' AS held FROM tier.membership WHERE member_id = $1 AND to_at IS NULL`,
);

/** What staff said of a decision, as it is kept. */
export interface SaidRow {
  /** Of the decision; null where none stands behind the row. */
  readonly act_id: string | null;
  readonly member_id: string;
  /** Of earlier versions, in clear. */
  readonly said: string | null;
  readonly said_sealed: Buffer | null;
  /** The key of whom it was said of, wrapped. */
  readonly member_key: Buffer | null;
}

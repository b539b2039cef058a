import { statement } from '@regulars/plugin-sdk';

export const insertManualSet = statement<never, [id: string, memberId: string, kind: 'SET' | 'UNLOCK', tierCode: string | null, until: Date | null, locks: boolean, reason: string, actorKind: string, actorId: string]>(
  'tier.insert-manual-set',
  `INSERT INTO tier.manual_set (id, member_id, at, kind, tier_code, until_at, locks, reason, actor_kind, actor_id)
   VALUES ($1, $2, date_trunc('milliseconds', platform.current_now()), $3, $4, $5, $6, $7, $8, $9)`,
);

/** Is the member held or locked by staff? */
export const staffHold = statement<{ state: string; held: boolean }, [memberId: string]>(
  'tier.staff-hold',
  `SELECT state, memory ? 'hold' AS held FROM tier.membership WHERE member_id = $1 AND to_at IS NULL`,
);

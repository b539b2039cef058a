import { statement } from '@regulars/plugin-sdk';

/** `frozen_at` outlives leaving: who comes back on their own is frozen still. */
export const setStatus = statement<never, [id: string, status: string]>(
  'member.set-status',
  `UPDATE member.member SET status = $2, version = version + 1,
     frozen_at = CASE $2 WHEN 'FROZEN' THEN platform.current_now() WHEN 'ACTIVE' THEN NULL ELSE frozen_at END
   WHERE id = $1`,
);

/** Staff take back whoever had left, as active. Answers nothing when there is nobody to take back. */
export const takeBack = statement<{ id: string }, [id: string]>(
  'member.take-back',
  `UPDATE member.member SET status = 'ACTIVE', frozen_at = NULL, version = version + 1 WHERE id = $1 AND status IN ('PROSPECT', 'WITHDRAWN') RETURNING id`,
);

/** A member comes back on their own: as they left. */
export const comeBack = statement<{ id: string }, [id: string]>(
  'member.come-back',
  `UPDATE member.member SET status = CASE WHEN frozen_at IS NULL THEN 'ACTIVE' ELSE 'FROZEN' END, version = version + 1
   WHERE id = $1 AND status IN ('PROSPECT', 'WITHDRAWN') RETURNING id`,
);

/** Until then nothing of the member's is spent; a later instant that is known already stays. */
export const holdSpending = statement<never, [ids: readonly string[], until: Date]>(
  'member.hold-spending',
  'UPDATE member.member SET spendable_from = GREATEST(spendable_from, $2::timestamptz) WHERE id = ANY($1::uuid[])',
);

/** The same for a member somebody can sign in as. An external id is verified only where the brand's provider said it. */
export const holdSpendingOfSignable = statement<never, [id: string, until: Date]>(
  'member.hold-spending-of-signable',
  `UPDATE member.member AS m SET spendable_from = GREATEST(m.spendable_from, $2::timestamptz)
   WHERE m.id = $1 AND EXISTS (SELECT FROM member.identity AS i
     WHERE i.member_id = m.id AND (i.kind IN ('PHONE', 'LINE') OR (i.kind = 'EXTERNAL' AND i.verified_at IS NOT NULL)))`,
);

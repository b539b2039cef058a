import { type Statement, statement } from '@regulars/plugin-sdk';

/** What must never be true of the books: each statement answers the rows that break its promise. */
export interface Audit {
  readonly invariant: string;
  readonly description: string;
  readonly statement: () => Statement<{ readonly about: string }>;
}

const audit = (invariant: string, name: string, description: string, text: string): Audit => ({ invariant, description, statement: statement<{ readonly about: string }>(`points.audit-${name}`, text) });

export const audits: readonly Audit[] = [
  audit('INV-2', 'total', 'A wallet is the sum of its entries.', `
    SELECT wallet.member_id AS about FROM points.wallet
    LEFT JOIN (SELECT member_id, sum(points) AS points, count(*) AS entries, max(number) AS last FROM points.entry GROUP BY member_id) AS posted USING (member_id)
    WHERE (wallet.total, wallet.entry_count) IS DISTINCT FROM (coalesce(posted.points, 0), coalesce(posted.entries, 0)) OR posted.last <> posted.entries`),
  audit('INV-2', 'lots', 'A wallet is what its lots hold, less the debt.', `
    SELECT wallet.member_id AS about FROM points.wallet
    LEFT JOIN (SELECT member_id, sum(remaining) AS remaining, sum(claimed) AS claimed, sum(written_off) AS written_off FROM points.lot GROUP BY member_id) AS held USING (member_id)
    WHERE wallet.total <> coalesce(held.remaining, 0) - wallet.debt
      OR (wallet.claimed, wallet.written_off) IS DISTINCT FROM (coalesce(held.claimed, 0), coalesce(held.written_off, 0))`),
  audit('INV-2', 'debt', 'Nobody owes points and holds points.', `
    SELECT wallet.member_id AS about FROM points.wallet
    WHERE wallet.debt > 0 AND EXISTS (SELECT FROM points.lot WHERE lot.member_id = wallet.member_id AND lot.remaining > 0)`),
  audit('INV-2', 'lifetime', 'What was ever earned is what was earned less what was taken back.', `
    SELECT wallet.member_id AS about FROM points.wallet
    LEFT JOIN (SELECT member_id, sum(points) FILTER (WHERE kind IN ('EARN', 'REVERSE_EARN')) AS earned, bool_or(kind IN ('MERGE_IN', 'MERGE_OUT')) AS merged
               FROM points.entry GROUP BY member_id) AS posted USING (member_id)
    WHERE wallet.lifetime_earned <> coalesce(posted.earned, 0) AND NOT coalesce(posted.merged, false)`),
  audit('INV-4', 'parts', 'Everything earned is active, pending, spent, expired, taken back, or pays what is owed.', `
    SELECT id AS about FROM points.lot
    WHERE quantity + greatest(spent + reversed - quantity, 0) <> remaining + spent + claimed + expired + reversed`),
  audit('INV-4', 'owed', 'What is owed is what was spent of points that were taken back.', `
    SELECT wallet.member_id AS about FROM points.wallet
    LEFT JOIN (SELECT member_id, sum(greatest(spent + reversed - quantity, 0)) AS overdrawn FROM points.lot GROUP BY member_id) AS held USING (member_id)
    WHERE wallet.debt + wallet.claimed + wallet.written_off <> coalesce(held.overdrawn, 0)`),
  audit('INV-4', 'expired', 'What lots say has expired was posted.', `
    SELECT coalesce(held.member_id, posted.member_id) AS about
    FROM (SELECT member_id, sum(expired) AS expired FROM points.lot GROUP BY member_id) AS held
    FULL JOIN (SELECT member_id, -sum(points) FILTER (WHERE kind = 'EXPIRE') AS expired, bool_or(kind IN ('MERGE_IN', 'MERGE_OUT')) AS merged FROM points.entry GROUP BY member_id) AS posted USING (member_id)
    WHERE coalesce(held.expired, 0) <> coalesce(posted.expired, 0) AND NOT coalesce(posted.merged, false)`),
  audit('INV-7', 'accruals', 'Every order gives its member what its accrual says, and nobody else anything.', `
    SELECT coalesce(accrual.order_id, lot.order_id) AS about
    FROM points.accrual
    FULL JOIN (SELECT order_id, member_id, sum(quantity - reversed) AS given FROM points.lot WHERE order_id IS NOT NULL GROUP BY order_id, member_id) AS lot
      ON lot.order_id = accrual.order_id AND lot.member_id = accrual.member_id
    WHERE coalesce(lot.given, 0) <> coalesce(accrual.points, 0) AND NOT (accrual.member_id IS NULL AND coalesce(accrual.points, 0) = 0)`),
  audit('P2', 'liability', "The brand's account and its members' wallets balance.", `
    SELECT 'brand' AS about
    FROM (SELECT coalesce(sum(points), 0) AS owed FROM points.liability) AS books, (SELECT coalesce(sum(total), 0) AS held FROM points.wallet) AS wallets
    WHERE books.owed + wallets.held <> 0`),
];

/** Published: what each wallet holds at this instant, whether or not due expiries have been posted. */
export const walletBalanceView = `
CREATE VIEW points.wallet_balance WITH (security_invoker = true) AS
SELECT wallet.brand_id, wallet.member_id,
  (coalesce(lots.active, 0) - wallet.debt)::int AS balance,
  coalesce(lots.pending, 0)::int AS pending,
  wallet.debt, wallet.lifetime_earned
FROM points.wallet
LEFT JOIN LATERAL (
  SELECT sum(lot.remaining) FILTER (WHERE lot.active_at <= (SELECT platform.current_now())) AS active,
    sum(lot.remaining) FILTER (WHERE lot.active_at > (SELECT platform.current_now())) AS pending
  FROM points.lot
  WHERE lot.brand_id = wallet.brand_id AND lot.member_id = wallet.member_id AND lot.remaining > 0
    AND (lot.expires_at IS NULL OR lot.expires_at > (SELECT platform.current_now()))
) AS lots ON true`;

/** Published: what each order of a member gives. */
export const accrualFactView = `
CREATE VIEW points.accrual_fact WITH (security_invoker = true) AS
SELECT accrual.brand_id, accrual.order_id, accrual.member_id, accrual.business_date, accrual.points
FROM points.accrual
WHERE accrual.member_id IS NOT NULL`;

/**
 * The other side of every entry, on the brand's account. It is derived, not stored: one entry can have but one
 * counter-entry, so that a stored one could only ever be equal or wrong. Appended to, never locked.
 */
export const liabilityView = `
CREATE VIEW points.liability WITH (security_invoker = true) AS
SELECT entry.brand_id, entry.id AS entry_id, entry.member_id, entry.kind, entry.at, entry.posted_at, -entry.points AS points
FROM points.entry`;

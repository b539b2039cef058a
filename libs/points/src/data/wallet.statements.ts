import { statement } from '@regulars/plugin-sdk';

export interface WalletBalanceRow {
  readonly member_id: string;
  readonly balance: number;
  readonly pending: number;
  readonly debt: number;
  readonly lifetime_earned: number;
  readonly held: number;
}

export const walletBalances = statement<WalletBalanceRow, [memberIds: readonly string[]]>(
  'points.wallet-balances',
  'SELECT member_id, balance, pending, debt, lifetime_earned, held FROM points.wallet_balance WHERE member_id = ANY($1)',
);

export interface NextExpiryRow {
  readonly member_id: string;
  readonly expires_on: string;
  readonly points: number;
}

/** Per member the first last usable day, and what is usable up to it. */
export const nextExpiries = statement<NextExpiryRow, [memberIds: readonly string[]]>(
  'points.next-expiries',
  `SELECT member.id AS member_id, first.expires_on, first.points
   FROM unnest($1::uuid[]) AS member(id)
   CROSS JOIN LATERAL (
     SELECT lot.expires_on, sum(lot.remaining)::int AS points
     FROM points.lot
     WHERE lot.member_id = member.id AND lot.remaining > 0 AND lot.expires_at > (SELECT platform.current_now())
     GROUP BY lot.expires_on ORDER BY lot.expires_on LIMIT 1
   ) AS first`,
);

export interface ShownLotRow {
  readonly member_id: string;
  readonly quantity: number;
  readonly reversed: number;
  readonly spent: number;
  readonly claimed: number;
  readonly expired: number;
  readonly remaining: number;
  readonly active_at: Date;
  readonly expires_at: Date | null;
}

/** Per member what can be or will be spent, first to expire first; behind it the newest of the others; 100 in all. */
export const shownLots = statement<ShownLotRow, [memberIds: readonly string[]]>(
  'points.shown-lots',
  `SELECT member.id AS member_id, shown.*
   FROM unnest($1::uuid[]) WITH ORDINALITY AS member(id, place)
   CROSS JOIN LATERAL (
     SELECT quantity, reversed, spent, claimed, expired, remaining, active_at, expires_at
     FROM (
       (SELECT *, true AS usable FROM points.lot
        WHERE lot.member_id = member.id AND remaining > 0 AND (expires_at IS NULL OR expires_at > (SELECT platform.current_now()))
        ORDER BY expires_at NULLS LAST, earned_at, id LIMIT 100)
       UNION ALL
       (SELECT *, false FROM points.lot
        WHERE lot.member_id = member.id AND NOT (remaining > 0 AND (expires_at IS NULL OR expires_at > (SELECT platform.current_now())))
        ORDER BY earned_at DESC, id DESC LIMIT 100)
     ) AS lots
     ORDER BY usable DESC, CASE WHEN usable THEN expires_at END NULLS LAST, CASE WHEN usable THEN earned_at END, earned_at DESC, id DESC
     LIMIT 100
   ) AS shown
   ORDER BY member.place`,
);

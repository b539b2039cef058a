import { statement } from '@regulars/plugin-sdk';

export interface WalletRow {
  readonly member_id: string;
  readonly total: number;
  readonly debt: number;
  readonly claimed: number;
  readonly written_off: number;
  readonly lifetime_earned: number;
  readonly entry_count: number;
}

/** As it is read: with the holds that nobody has ended. */
export interface LoadedWalletRow extends WalletRow {
  readonly holds: readonly HoldJson[];
}

export interface HoldJson {
  readonly id: string;
  readonly points: number;
  readonly allocations: readonly (readonly [string, number])[];
  /** ISO 8601 */
  readonly expires_at: string;
}

const WALLET_FIELDS = 'member_id, total, debt, claimed, written_off, lifetime_earned, entry_count';

export const walletsOf = statement<LoadedWalletRow, [memberIds: readonly string[]]>(
  'points.wallets',
  `SELECT ${WALLET_FIELDS}, coalesce((SELECT jsonb_agg(jsonb_build_object('id', hold.id, 'points', hold.points, 'allocations', hold.allocations, 'expires_at', hold.expires_at) ORDER BY hold.id)
     FROM points.hold WHERE hold.member_id = wallet.member_id AND hold.state = 'OPEN'), '[]') AS holds
   FROM points.wallet WHERE member_id = ANY($1)`,
);

export interface LotRow {
  readonly id: string;
  readonly member_id: string;
  readonly order_id: string | null;
  readonly quantity: number;
  readonly reversed: number;
  readonly spent: number;
  readonly claimed: number;
  readonly expired: number;
  readonly written_off: number;
  readonly claim_limit: number | null;
  readonly earned_at: Date;
  readonly active_at: Date;
  readonly expires_at: Date | null;
  readonly expires_on: string | null;
  readonly inactivity_months: number | null;
  readonly kept_until: Date | null;
}

export const LOT_FIELDS = `id, member_id, order_id, quantity, reversed, spent, claimed, expired, written_off, claim_limit,
  earned_at, active_at, expires_at, expires_on, inactivity_months, kept_until`;
const IN_USE = 'remaining > 0';
const BEARS_CLAIMS = '(claimed > 0 OR claim_limit > 0 OR written_off > 0)';
const IS_PLAIN = '(debt = 0 AND claimed = 0 AND written_off = 0)';

/**
 * Every lot in use or bearing claims of the members of $1, and of those of $2 who owe or owed something; of the
 * others of $2 what is due or pending; and the lots of the orders $3, and those of $4. One may come twice.
 */
export const lotsFor = statement<LotRow, [whole: readonly string[], light: readonly string[], orderIds: readonly string[], lotIds: readonly string[]]>(
  'points.lots',
  `WITH whole(member_id) AS MATERIALIZED (
     SELECT unnest($1::uuid[])
     UNION ALL SELECT member_id FROM points.wallet WHERE member_id = ANY($2) AND NOT ${IS_PLAIN}
   )
   SELECT ${LOT_FIELDS} FROM points.lot WHERE member_id IN (SELECT member_id FROM whole) AND ${IN_USE}
   UNION ALL SELECT ${LOT_FIELDS} FROM points.lot WHERE member_id IN (SELECT member_id FROM whole) AND ${BEARS_CLAIMS}
   UNION ALL SELECT ${LOT_FIELDS} FROM points.lot WHERE member_id = ANY($2) AND ${IN_USE}
     AND (expires_at <= (SELECT platform.current_now()) OR active_at > (SELECT platform.current_now()))
   UNION ALL SELECT ${LOT_FIELDS} FROM points.lot WHERE order_id = ANY($3)
   UNION ALL SELECT ${LOT_FIELDS} FROM points.lot WHERE id = ANY($4)`,
);

/** Lots that activity keeps alive: those that have expired too, since activity that was not known yet may revive them. */
export const lotsKeptByActivity = statement<LotRow, [memberIds: readonly string[]]>(
  'points.lots-kept-by-activity',
  `SELECT ${LOT_FIELDS} FROM points.lot WHERE member_id = ANY($1) AND inactivity_months IS NOT NULL AND quantity > reversed + spent`,
);

export interface ActivityRow {
  readonly member_id: string;
  readonly order_id: string | null;
  readonly on: string;
}

/** The dates on which members earned or burned; an order's stands beside its id. */
export const activityOf = statement<ActivityRow, [memberIds: readonly string[], timeZone: string, dayStartsAt: number]>(
  'points.activity',
  `SELECT member_id, order_id, business_date AS "on" FROM points.accrual WHERE member_id = ANY($1) AND points > 0
   UNION ALL
   SELECT member_id, NULL, ((at AT TIME ZONE $2) - make_interval(mins => $3))::date
   FROM points.entry WHERE member_id = ANY($1) AND (kind = 'BURN' OR (kind = 'EARN' AND order_id IS NULL))`,
);

export interface BurnRow {
  readonly id: string;
  readonly member_id: string;
  readonly order_id: string | null;
  readonly allocations: readonly (readonly [string, number])[];
  readonly restored: readonly (readonly [string, number])[];
  /** Whose the lots are now: members may have been merged since. */
  readonly owners: Readonly<Record<string, string>>;
}

const BURNS = `SELECT entry.id, entry.member_id, entry.order_id, entry.allocations,
     coalesce((SELECT jsonb_agg(part) FROM points.entry AS back, jsonb_array_elements(back.allocations) AS part
               WHERE back.restores_id = entry.id), '[]') AS restored,
     (SELECT coalesce(jsonb_object_agg(lot.id, lot.member_id), '{}')
      FROM points.entry AS e, jsonb_array_elements(e.allocations) AS part JOIN points.lot ON lot.id = (part ->> 0)::uuid
      WHERE e.id = entry.id OR e.restores_id = entry.id) AS owners
   FROM points.entry WHERE entry.kind = 'BURN' AND entry.restores_id IS NULL`;

/** Burns with what was restored of them before. */
export const burnsByIds = statement<BurnRow, [entryIds: readonly string[]]>('points.burns-by-ids', `${BURNS} AND entry.id = ANY($1)`);

/** The burn that an entry made or undid, and what of it is still spent. */
export const burnOfEntryRow = statement<{ burn_id: string; member_id: string; points: number }, [entryId: string]>(
  'points.burn-of-entry',
  `SELECT burn.id AS burn_id, burn.member_id,
     (-burn.points - (SELECT coalesce(sum(e.points), 0) FROM points.entry AS e WHERE e.restores_id = burn.id AND e.kind IN ('BURN', 'RESTORE_BURN')))::int AS points
   FROM points.entry AS told JOIN points.entry AS burn ON burn.id = coalesce(told.restores_id, told.id)
   WHERE told.id = $1 AND burn.kind = 'BURN'`,
);

export interface TillBurnRow extends BurnRow {
  /** Points by line number. */
  readonly lines: readonly (readonly [number, number])[];
}

/** What was paid with points for these orders. */
export const tillBurnsOf = statement<TillBurnRow, [orderIds: readonly string[]]>(
  'points.till-burns',
  `SELECT burn.*, paid.explanation -> 'lines' AS lines FROM (${BURNS} AND entry.order_id = ANY($1)) AS burn
   JOIN points.entry AS paid ON paid.id = burn.id WHERE paid.explanation ? 'lines' ORDER BY burn.id`,
);

import type { MigrationInterface, QueryRunner } from 'typeorm';
import * as before from './points.views';

/** An open one whose time is over holds nothing: who reads looks at the time. */
const holdTable = `
CREATE TABLE points.hold (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  points integer NOT NULL CHECK (points > 0),
  -- What it sets aside of which lot: [[lot, points], ...]
  allocations jsonb NOT NULL,
  state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'CAPTURED', 'RELEASED', 'EXPIRED')),
  held_at timestamptz NOT NULL DEFAULT platform.current_now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, member_id) REFERENCES points.wallet (brand_id, member_id),
  CHECK (expires_at > held_at AND (state = 'OPEN') = (ended_at IS NULL))
)`;

const holdIndexes = [
  `CREATE INDEX hold_open ON points.hold (brand_id, member_id) WHERE state = 'OPEN'`,
  `CREATE INDEX hold_due ON points.hold (brand_id, expires_at) WHERE state = 'OPEN'`,
  'CREATE INDEX hold_of_member ON points.hold (brand_id, member_id)',
];

/** What is held at this instant. */
const liveHoldView = `
CREATE VIEW points.live_hold WITH (security_invoker = true) AS
SELECT brand_id, id, member_id, points, allocations FROM points.hold WHERE state = 'OPEN' AND expires_at > (SELECT platform.current_now())`;

/** As before, and what is held; of lots that have expired, what is held of them is still there. */
const walletBalanceView = `
CREATE OR REPLACE VIEW points.wallet_balance WITH (security_invoker = true) AS
SELECT wallet.brand_id, wallet.member_id,
  (coalesce(lots.active, 0) + coalesce(kept.points, 0) - wallet.debt)::int AS balance,
  coalesce(lots.pending, 0)::int AS pending,
  wallet.debt, wallet.lifetime_earned,
  coalesce(holds.points, 0)::int AS held
FROM points.wallet
LEFT JOIN LATERAL (
  SELECT sum(lot.remaining) FILTER (WHERE lot.active_at <= (SELECT platform.current_now())) AS active,
    sum(lot.remaining) FILTER (WHERE lot.active_at > (SELECT platform.current_now())) AS pending
  FROM points.lot
  WHERE lot.brand_id = wallet.brand_id AND lot.member_id = wallet.member_id AND lot.remaining > 0
    AND (lot.expires_at IS NULL OR lot.expires_at > (SELECT platform.current_now()))
) AS lots ON true
LEFT JOIN LATERAL (
  SELECT sum(hold.points) AS points FROM points.live_hold AS hold WHERE hold.brand_id = wallet.brand_id AND hold.member_id = wallet.member_id
) AS holds ON true
LEFT JOIN LATERAL (
  SELECT sum(least(lot.remaining, part.points)) AS points
  FROM (
    SELECT (allocation ->> 0)::uuid AS lot_id, sum((allocation ->> 1)::int) AS points
    FROM points.live_hold AS hold, jsonb_array_elements(hold.allocations) AS allocation
    WHERE hold.brand_id = wallet.brand_id AND hold.member_id = wallet.member_id
    GROUP BY 1
  ) AS part
  JOIN points.lot ON lot.brand_id = wallet.brand_id AND lot.id = part.lot_id
  WHERE lot.member_id = wallet.member_id AND lot.expires_at <= (SELECT platform.current_now())
) AS kept ON true`;

const NEW_SETTINGS = ['burn_step integer NOT NULL DEFAULT 1', 'burn_minimum integer NOT NULL DEFAULT 0', 'burn_max_share_bp integer NOT NULL DEFAULT 10000'];

/** Points can be held for a sale, and a brand says how they pay at the till. */
export class HoldPoints1791500000421 implements MigrationInterface {
  readonly name = 'HoldPoints1791500000421';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [holdTable, ...holdIndexes]) await runner.query(sql);
    await runner.query(`CALL platform.protect('points.hold')`);
    for (const view of [liveHoldView, walletBalanceView]) await runner.query(view);
    await runner.query('GRANT SELECT ON points.live_hold TO regulars_app');
    for (const column of NEW_SETTINGS) await runner.query(`ALTER TABLE points.settings ADD COLUMN ${column}`);
    await runner.query('ALTER TABLE points.settings ADD CONSTRAINT burns CHECK (burn_step > 0 AND burn_minimum >= 0 AND burn_max_share_bp BETWEEN 1 AND 10000) NOT VALID');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW points.wallet_balance, points.live_hold');
    await runner.query('DROP TABLE points.hold');
    for (const column of ['burn_step', 'burn_minimum', 'burn_max_share_bp']) await runner.query(`ALTER TABLE points.settings DROP COLUMN ${column}`);
    await runner.query(before.walletBalanceView);
    await runner.query('GRANT SELECT ON points.wallet_balance TO regulars_app');
  }
}

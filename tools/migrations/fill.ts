import { Client } from 'pg';

/** The one brand that has it all: its rows stand side by side in every index. */
export const BRAND = '00000000-0000-7000-8000-000000000001';

/** Rows are numbered; so are their ids. */
const ID = `lpad(to_hex(n), 32, '0')::uuid`;
export const idOf = (number: number): string => number.toString(16).padStart(32, '0').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const AT = `timestamptz '2026-01-01' + n * interval '10 s'`;

/** Columns that the oldest release had: what came later has a default, or the release before could not have gone on. */
const FILLS: Readonly<Record<string, string>> = {
  'member.member': `(id, number, name, name_key, joined_at, created_at) SELECT ${ID}, 'M' || n, 'Name ' || n, 'name ' || n, ${AT}, ${AT}`,
  'member.identity': `(id, member_id, kind, value_index, value_sealed, created_at) SELECT ${ID}, ${ID}, 'PHONE', sha256(n::text::bytea), decode(repeat('ab', 40), 'hex'), ${AT}`,
  'member.consent': `(id, member_id, purpose, channel, granted, at, source) SELECT ${ID}, ${ID}, 'MARKETING', 'EMAIL', true, ${AT}, 'till'`,
  '"order"."order"': `(id, source, external_id, revision, status, member_id, channel, placed_at, updated_at, business_date, gross, discount, refunded, net, paid_with_points, counts, announced)
    SELECT ${ID}, 'till', 'O' || n, 1, 'PAID', ${ID}, 'POS', ${AT}, ${AT}, (${AT})::date, 500, 0, 0, 500, 0, true, true`,
  '"order".line': `(order_id, number, sku, quantity, refunded_quantity, unit_price, gross, discount, refunded, net, paid_with_points) SELECT ${ID}, 1, 'SKU' || n % 1000, 1, 0, 500, 500, 0, 0, 500, 0`,
  'points.wallet': `(member_id, total, debt, claimed, written_off, lifetime_earned, entry_count, created_at) SELECT ${ID}, 5, 0, 0, 0, 5, 1, ${AT}`,
  'points.lot': `(id, member_id, order_id, quantity, remaining, earned_at, active_at) SELECT ${ID}, ${ID}, ${ID}, 5, 5, ${AT}, ${AT}`,
  'points.entry': `(id, member_id, number, kind, points, balance_after, at, posted_at, order_id, allocations, explanation) SELECT ${ID}, ${ID}, 1, 'EARN', 5, 5, ${AT}, ${AT}, ${ID}, '[]', '{}'`,
  'points.accrual': `(order_id, member_id, source, external_id, placed_at, business_date, points, points_without_visits, pins, explained_by) SELECT ${ID}, ${ID}, 'till', 'O' || n, ${AT}, (${AT})::date, 5, 5, '{}', ${ID}`,
  'platform.event': `(id, name, member_id, payload, actor, at) SELECT ${ID}, 'order.paid', ${ID}, '{"order": "one"}', 'till', ${AT}`,
  'platform.idempotency': `(caller, operation, key, arguments_hash, payload) SELECT 'till', 'orderUpsert', 'K' || n, sha256(n::text::bytea), '{}'`,
  'platform.audit_entry': `(id, at, actor_kind, actor_id, actor_name, operation) SELECT ${ID}, ${AT}, 'integration', 'till', 'Till', 'orderUpsert'`,
  'platform.member_key': `(member_id, wrapped) SELECT ${ID}, decode(repeat('ab', 60), 'hex')`,
};

/**
 * Fills the tables that grow with a shop, as far as they are there and empty. Foreign keys are not looked up, because
 * what they name is there; whatever a CHECK says, holds.
 *
 * @returns which were filled
 */
export async function fill(ownerUrl: string, rows: number): Promise<string[]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const filled: string[] = [];
  try {
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off; SET app.brand_id = '${BRAND}'; SET app.now = '2026-11-01'`);
    await client.query(`INSERT INTO platform.plan (code, name) VALUES ('all', 'All') ON CONFLICT DO NOTHING`);
    await client.query(`INSERT INTO platform.brand (id, code, name, time_zone, currency, region, plan_code) VALUES ($1, 'one', 'One', 'UTC', 'EUR', 'IE', 'all') ON CONFLICT DO NOTHING`, [BRAND]);
    for (const [table, sql] of Object.entries(FILLS)) {
      if (!(await isEmpty(client, table))) continue;
      await client.query(`INSERT INTO ${table} ${sql.replace('(', '(brand_id, ').replace('SELECT', `SELECT '${BRAND}'::uuid,`)} FROM generate_series(1, ${rows}) AS n`);
      await client.query(`VACUUM (ANALYZE) ${table}`);
      filled.push(table);
    }
    await client.query('CHECKPOINT');
    return filled;
  } finally {
    await client.end();
  }
}

async function isEmpty(client: Client, table: string): Promise<boolean> {
  const { rows: [there] } = await client.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [table]);
  if (!there?.exists) return false;
  const { rows } = await client.query(`SELECT FROM ${table} LIMIT 1`);
  return rows.length === 0;
}

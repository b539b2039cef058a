import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { COUPONS, POINTS, USES } from '../shop/till-shop';

/** As the limit knows a member's coupons. */
export const limitCode = (memberUuid: string, index: number): string => `${memberUuid}-${index}`;

/** The limit's own tables, with the same members, coupons and points. */
export async function setUpTill(ownerUrl: string, brand: string, memberUuids: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(readFileSync(join(__dirname, 'till.sql'), 'utf8'));
    await client.query('INSERT INTO bench.tier (brand_id, id, threshold) VALUES ($1, 1, 0), ($1, 2, 500000), ($1, 3, 10000000)', [brand]);
    await client.query('INSERT INTO bench.stamp_program (brand_id, id, min_amount) VALUES ($1, 1, 0), ($1, 2, 1000), ($1, 3, 2000)', [brand]);
    await client.query('INSERT INTO bench.member (brand_id, id, tier_id, balance) SELECT $1, unnest($2::uuid[]), 1, $3', [brand, memberUuids, POINTS]);
    await client.query(`INSERT INTO bench.lot (brand_id, member_id, remaining, expires_at) SELECT $1, unnest($2::uuid[]), $3, now() + interval '1 year'`, [brand, memberUuids, POINTS]);
    await client.query(`INSERT INTO bench.template (brand_id, id, percent_bp, amount, uses)
      SELECT $1, n, CASE WHEN n % 2 = 0 THEN 500 END, CASE WHEN n % 2 = 1 THEN 100 END, $3 FROM generate_series(0, $2::int - 1) n`, [brand, COUPONS, USES]);
    const coupons = memberUuids.flatMap((member) => Array.from({ length: COUPONS }, (_, index) => ({ code: limitCode(member, index), member_id: member, template_id: index })));
    await client.query('INSERT INTO bench.coupon (brand_id, code, member_id, template_id) SELECT $1, c.code, c.member_id, c.template_id FROM jsonb_to_recordset($2::jsonb) AS c(code text, member_id uuid, template_id int)', [brand, JSON.stringify(coupons)]);
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

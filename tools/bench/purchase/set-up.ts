import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

/** The limit's own tables, with the same members. */
export async function setUpPurchases(ownerUrl: string, brand: string, memberUuids: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(readFileSync(join(__dirname, 'record-purchase.sql'), 'utf8'));
    await client.query('INSERT INTO bench.tier (brand_id, id, threshold) VALUES ($1, 1, 0), ($1, 2, 500000), ($1, 3, 10000000)', [brand]);
    await client.query('INSERT INTO bench.stamp_program (brand_id, id, min_amount) VALUES ($1, 1, 0), ($1, 2, 1000)', [brand]);
    await client.query('INSERT INTO bench.member (brand_id, id, tier_id) SELECT $1, unnest($2::uuid[]), 1', [brand, memberUuids]);
    await client.query('INSERT INTO bench.account (brand_id, member_id) SELECT $1, unnest($2::uuid[])', [brand, memberUuids]);
  } finally {
    await client.end();
  }
}

import { Client } from 'pg';

/** Rows as the owner of the database sees them: row-level security hides nothing. */
export async function rowsOf<R extends object>(ownerUrl: string, sql: string, values: readonly unknown[] = []): Promise<R[]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return (await client.query<R>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** The cursor of a brand's newest event, as its subscribers were given it. */
export async function newestCursor(ownerUrl: string, brandId: string): Promise<string> {
  const [row] = await rowsOf<{ cursor: string }>(ownerUrl, `SELECT xid::text || '.' || id AS cursor FROM platform.event e WHERE brand_id = $1 AND member_id IS NOT NULL ORDER BY e.xid DESC, e.id DESC LIMIT 1`, [brandId]);
  if (!row) throw new Error('Nothing has happened yet');
  return row.cursor;
}

import { Client } from 'pg';

/** Runs one statement as the database's owner, whom row-level security hides nothing from. */
export async function queryAsOwner<R extends object>(ownerUrl: string, sql: string, values: readonly unknown[] = []): Promise<R[]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return (await client.query<R>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

import type { PlanDetails } from '@regulars/plugin-sdk';
import { Client } from 'pg';

/** The same database, logged in to as somebody else. */
export function urlAs(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = password;
  return url.toString();
}

async function asOwner(ownerUrl: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Brings the plans that the installation's own files define up to date; other plans stay as they are. */
export const ensurePlans = (ownerUrl: string, plans: readonly PlanDetails[]): Promise<void> =>
  asOwner(ownerUrl, async (client) => {
    await client.query(
      `INSERT INTO platform.plan (code, name, plugins, limits)
       SELECT code, name, ARRAY(SELECT jsonb_array_elements_text(plugins)), limits FROM jsonb_to_recordset($1::jsonb) AS plan (code text, name text, plugins jsonb, limits jsonb)
       ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, plugins = EXCLUDED.plugins, limits = EXCLUDED.limits`,
      [JSON.stringify(plans)],
    );
  });

/** Drops every schema of ours: all data of the installation is lost. */
export const resetDatabase = (ownerUrl: string): Promise<void> =>
  asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ schema: string }>(
      `SELECT quote_ident(nspname) AS schema FROM pg_namespace
        WHERE nspname = 'graphile_worker' OR EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = pg_namespace.oid AND relname = '_migration')`,
    );
    if (rows.length > 0) await client.query(`DROP SCHEMA ${rows.map(({ schema }) => schema).join(', ')} CASCADE`);
  });

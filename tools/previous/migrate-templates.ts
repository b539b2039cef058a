import { modules } from '@regulars/gateway/installation';
import { migrate } from '@regulars/kernel';
import { Client } from 'pg';
import { runProgram } from '../programs/program';
import { queryAsOwner } from '../postgres/query-as-owner';

const schemaOf = (id: string): string => id.replaceAll('-', '_');

/** Databases that specs copy: made by the release, and brought to this build's schema, each with the modules it has. */
async function main({ databaseUrl }: { readonly databaseUrl: string }): Promise<boolean> {
  const templates = await queryAsOwner<{ datname: string }>(databaseUrl, `SELECT datname FROM pg_database WHERE datname LIKE 'regulars\\_template\\_%' AND datname NOT LIKE '%\\_draft' ORDER BY datname`);
  const ran = new Set<string>();
  for (const { datname } of templates) {
    await queryAsOwner(databaseUrl, `ALTER DATABASE ${datname} ALLOW_CONNECTIONS true`);
    const url = new URL(databaseUrl);
    url.pathname = `/${datname}`;
    for (const name of await migrate(url.toString(), await modulesOf(url.toString()))) ran.add(name);
    await queryAsOwner(databaseUrl, `ALTER DATABASE ${datname} ALLOW_CONNECTIONS false`);
  }
  if (templates.length === 0) throw new Error('The release has made no database to copy');
  process.stdout.write(`${templates.length} databases that its specs copy were migrated by this build: ${[...ran].join(', ') || 'there was nothing to do'}\n`);
  return true;
}

async function modulesOf(url: string): Promise<typeof modules> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ nspname: string }>('SELECT nspname FROM pg_namespace');
  await client.end();
  return modules.filter(({ id }) => rows.some(({ nspname }) => nspname === schemaOf(id)));
}

runProgram(main);

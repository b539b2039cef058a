import { randomBytes } from 'node:crypto';
import { APP_ROLE, RELAY_ROLE } from '@regulars/kernel';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { Client } from 'pg';
import { superuserUrl, TEST_PASSWORDS, urlOf } from './addresses';
import { templateOf } from './template';

/** A migrated database of its own. */
export interface TestDatabase {
  readonly name: string;
  /** As superuser: what row-level security does not bind. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly relayUrl: string;
  drop(): Promise<void>;
}

async function inCluster<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: superuserUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function addressesOf(name: string): TestDatabase {
  return {
    name,
    ownerUrl: urlOf(name),
    appUrl: urlOf(name, { user: APP_ROLE, password: TEST_PASSWORDS.app }),
    relayUrl: urlOf(name, { user: RELAY_ROLE, password: TEST_PASSWORDS.relay }),
    drop: () => inCluster(async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

const newName = (): string => `regulars_test_${randomBytes(8).toString('hex')}`;

/** A copy of the template of these modules. */
export function createTestDatabase(modules: readonly PluginDefinition[]): Promise<TestDatabase> {
  return inCluster(async (client) => {
    const name = newName();
    const template = await templateOf(client, modules);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
    return addressesOf(name);
  });
}

/** A database in which nothing has run yet; the roles are there. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return inCluster(async (client) => {
    const name = newName();
    await templateOf(client, []);
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    return addressesOf(name);
  });
}

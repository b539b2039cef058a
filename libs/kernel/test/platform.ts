/**
 * A small stand-in for @regulars/testing, which builds upon the kernel and so cannot be used by its specs: the same
 * names, without GraphQL.
 */
import { randomBytes } from 'node:crypto';
import { actorOf, type BrandPatch, type Context, type NewBrand, Platform, type PluginDefinition, statement } from '@regulars/plugin-sdk';
import { Client, Pool } from 'pg';
import { pino } from 'pino';
import { urlAs } from '../src/installation';
import { masterKey } from '../src/keys';
import { migrate } from '../src/migrate';
import { createPlatform, type PlatformRuntime, typeParsers } from '../src/platform';
import { inDependencyOrder } from '../src/registry';
import { APP_ROLE, ensureRoles, RELAY_ROLE } from '../src/roles';
import type { Scope } from '../src/runtime';
import { systemScope } from '../src/worker/scope';

export interface TestDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly relayUrl: string;
  drop(): Promise<void>;
}

/** The same for all spec files of a run, which share the cluster's roles; those of @regulars/testing. */
const PASSWORDS = { app: 'regulars-test-app', relay: 'regulars-test-relay' };

function clusterUrl(database = 'postgres'): string {
  const url = new URL(process.env.REGULARS_TEST_DATABASE_URL ?? '');
  url.pathname = `/${database}`;
  return url.toString();
}

async function inCluster<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const newName = (): string => `regulars_test_${randomBytes(8).toString('hex')}`;

function addressesOf(name: string): TestDatabase {
  const ownerUrl = clusterUrl(name);
  return {
    ownerUrl,
    appUrl: urlAs(ownerUrl, APP_ROLE, PASSWORDS.app),
    relayUrl: urlAs(ownerUrl, RELAY_ROLE, PASSWORDS.relay),
    drop: () => inCluster(async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** A database in which nothing has run yet; the roles are there. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = newName();
  await inCluster((client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0`));
  await ensureRoles(clusterUrl(name), PASSWORDS);
  return addressesOf(name);
}

/** What the platform itself brings: migrated by whichever spec file of a run asks first, then copied. */
const TEMPLATE = `regulars_test_kernel_${process.env.REGULARS_TEST_RUN}`;
const TEMPLATE_LOCK = 7_314_219;

async function ensureTemplate(client: Client): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [TEMPLATE]);
  if (rowCount === 1) return;
  const draft = newName();
  await client.query(`CREATE DATABASE ${draft} TEMPLATE template0`);
  await ensureRoles(clusterUrl(draft), PASSWORDS);
  await migrate(clusterUrl(draft), []);
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${TEMPLATE}`);
}

export async function createTestDatabase(modules: readonly PluginDefinition[]): Promise<TestDatabase> {
  const name = newName();
  await inCluster(async (client) => {
    await ensureTemplate(client);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
  });
  const database = addressesOf(name);
  if (modules.length > 0) await migrate(database.ownerUrl, inDependencyOrder(modules));
  return database;
}

/** A Monday at noon in Taipei. */
export const CLOCK_START = new Date('2026-01-05T04:00:00Z');

const OPERATOR: Scope = { brandId: null, audience: 'platform', actor: actorOf({ kind: 'platform', id: '00000000-0000-4000-8000-000000000001', name: 'operator' }) };
const insertPlan = statement<never, [string, readonly string[]]>('spec.insert-plan', 'INSERT INTO platform.plan (code, name, plugins) VALUES ($1, $1, $2)');

export interface BrandOptions extends Partial<Omit<NewBrand, 'planCode'>>, Pick<BrandPatch, 'locales'> {
  readonly plugins?: readonly string[];
}

export class TestPlatform {
  readonly runtime: PlatformRuntime;
  readonly owner: Pool;
  private readonly nodes: PlatformRuntime[] = [];
  private brandsMade = 0;

  constructor(readonly database: TestDatabase, private readonly modules: readonly PluginDefinition[]) {
    this.owner = new Pool({ connectionString: database.ownerUrl, max: 4, types: typeParsers });
    this.owner.on('error', () => undefined);
    this.runtime = this.node();
  }

  /** One more process on the same database. */
  node(modules: readonly PluginDefinition[] = this.modules): PlatformRuntime {
    const logger = pino({ level: process.env.REGULARS_TEST_LOG ?? 'silent' });
    const node = createPlatform({ modules, appUrl: this.database.appUrl, relayUrl: this.database.relayUrl, masterKey: masterKey(Buffer.alloc(32, 7)), logger, allowsLocalProviders: true });
    this.nodes.push(node);
    return node;
  }

  /** A sandbox in Taipei whose clock begins at `CLOCK_START`, unless told otherwise; its plan grants every plugin. */
  async brand({ plugins = [], ...options }: BrandOptions = {}): Promise<TestShop> {
    const code = `shop-${++this.brandsMade}`;
    const sandbox = options.sandbox ?? true;
    const granted = this.modules.filter((module) => !module.core).map(({ id }) => id);
    const id = await this.runtime.transaction(OPERATOR, async (ctx) => {
      await ctx.sql(insertPlan(code, granted));
      return ctx.use(Platform).createBrand({
        code, name: code, timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW', dayStartsAt: 0, planCode: code, sandbox, clockStartsAt: sandbox ? CLOCK_START : null, ...options,
      });
    });
    const shop = new TestShop(this, id);
    for (const plugin of plugins) await shop.enable(plugin);
    return shop;
  }

  /** Rows as the superuser sees them, of every brand. */
  async rows<R extends object>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.owner.query<R>(sql, [...values])).rows;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.nodes.map((node) => node.stop()), this.owner.end()]);
    await this.database.drop();
  }
}

export class TestShop {
  constructor(private readonly platform: TestPlatform, readonly id: string) {}

  /** A write unit of work. */
  context<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
    return this.platform.runtime.transaction(systemScope(this.id, 'spec'), work);
  }

  read<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
    return this.platform.runtime.transaction(systemScope(this.id, 'spec', { readOnly: true }), work);
  }

  async now(): Promise<Date> {
    const [row] = await this.platform.rows<{ now: Date }>('SELECT platform.clock(clock_offset) AS now FROM platform.brand WHERE id = $1', [this.id]);
    if (!row) throw new Error('There is no such brand');
    return row.now;
  }

  advanceTo(instant: Date): Promise<void> {
    return this.context((ctx) => ctx.use(Platform).advanceClock(instant));
  }

  enable(plugin: string): Promise<void> {
    return this.context((ctx) => ctx.use(Platform).enablePlugin(plugin));
  }

  disable(plugin: string): Promise<void> {
    return this.context((ctx) => ctx.use(Platform).disablePlugin(plugin));
  }
}

export const createTestPlatform = async (modules: readonly PluginDefinition[]): Promise<TestPlatform> =>
  new TestPlatform(await createTestDatabase(modules), modules);

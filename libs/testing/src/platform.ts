import { createPlatform, drain, type Drained, masterKey, type PlatformOptions, type PlatformRuntime, type ReactionFault, typeParsers } from '@regulars/kernel';
import { Platform, type PluginDefinition } from '@regulars/plugin-sdk';
import { Pool } from 'pg';
import { pino } from 'pino';
import { TestCaller } from './caller';
import { createTestDatabase, type TestDatabase } from './database';
import { type Digest, digestOf } from './digest';
import { type BrandOptions, createBrand, OPERATOR } from './new-brand';
import { allPermissions, TestShop } from './shop';

export interface TestPlatformOptions extends Pick<PlatformOptions, 'breaker' | 'reactionBudget'> {
  /** Connections for units of work, of each process; default 16. */
  readonly poolSize?: number;
}

/** `REGULARS_TEST_LOG=debug npx jest …` shows what the platform logs. */
const logger = pino({ level: process.env.REGULARS_TEST_LOG ?? 'silent' });

/** The installation of one spec file, on a database of its own. */
export class TestPlatform {
  /** The process that serves the callers. */
  readonly runtime: PlatformRuntime;
  /** A superuser's connections, for assertions: row-level security hides nothing from them. */
  readonly owner: Pool;
  /** Plugin reactions that failed and were left for later, in any process. */
  readonly reactionFaults: ReactionFault[] = [];
  private readonly nodes: PlatformRuntime[] = [];
  private brandsMade = 0;

  constructor(readonly database: TestDatabase, readonly modules: readonly PluginDefinition[], private readonly options: TestPlatformOptions) {
    // A digest looks at every table at once: compiling that, planning it anew or starting processes for it takes longer than doing it.
    this.owner = new Pool({ connectionString: database.ownerUrl, max: 4, types: typeParsers, options: '-c jit=off -c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan' });
    // Dropping the database ends its connections, idle ones too.
    this.owner.on('error', () => undefined);
    this.runtime = this.node();
  }

  get ownerUrl(): string {
    return this.database.ownerUrl;
  }

  /** One more process on the same database, with caches of its own; `caller.via(node)` calls it. */
  node(modules: readonly PluginDefinition[] = this.modules): PlatformRuntime {
    return this.nodeAt(this.database, modules);
  }

  /** A process that reaches the database by other addresses: over a link that fails. */
  nodeAt({ appUrl, relayUrl }: Pick<TestDatabase, 'appUrl' | 'relayUrl'>, modules: readonly PluginDefinition[] = this.modules): PlatformRuntime {
    const node = createPlatform({
      modules, appUrl, relayUrl, masterKey: masterKey(Buffer.alloc(32, 7)), logger, allowsLocalProviders: true,
      ...this.options,
      onReactionFault: (fault) => this.reactionFaults.push(fault),
    });
    this.nodes.push(node);
    return node;
  }

  /** A new brand with these plugins enabled. */
  async brand(options: BrandOptions = {}): Promise<TestShop> {
    const shop = new TestShop(this, await createBrand(this.runtime, options.code ?? `shop-${++this.brandsMade}`, options));
    const { locales } = options;
    if (locales) await shop.context((ctx) => ctx.use(Platform).updateBrand({ locales }));
    await shop.enable(...(options.plugins ?? []));
    return shop;
  }

  /** Who runs the installation, on the platform audience; with every permission unless told otherwise. */
  operator(permissions: readonly string[] = allPermissions(this.modules)): TestCaller {
    return new TestCaller(this.runtime, { ...OPERATOR, actor: { ...OPERATOR.actor, permissions: new Set(permissions) } });
  }

  /** Rows as the superuser sees them, of every brand. */
  async rows<R extends object>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.owner.query<R>(sql, [...values])).rows;
  }

  /** Lets handlers, deferred reactions and tasks have their turn until nothing is left to do; throws when one fails. */
  async drain(): Promise<Drained> {
    const done = await this.tryDrain();
    const [first, ...others] = done.failures;
    if (first) throw new Error(`${first.what} failed${others.length > 0 ? `, and ${others.map(({ what }) => what).join(', ')}` : ''}: ${String(first.error)}`, { cause: first.error });
    return done;
  }

  /** As `drain`; what fails is tried once, and answered. */
  tryDrain(): Promise<Drained> {
    return drain(this.runtime);
  }

  /** Tries again, at once, what failed before. */
  async retry(): Promise<Drained> {
    for (const queue of ['delivery', 'deferred_reaction']) await this.owner.query(`UPDATE platform.${queue} SET due_at = clock_timestamp() WHERE state = 'PENDING'`);
    return this.tryDrain();
  }

  /** Every row of the database, summed up. */
  digest(): Promise<Digest> {
    return digestOf(this.owner);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.nodes.map((node) => node.stop()), this.owner.end()]);
    await this.database.drop();
  }
}

/** The modules at work over a fresh, migrated database; `stop()` drops it. */
export async function createTestPlatform(modules: readonly PluginDefinition[], options: TestPlatformOptions = {}): Promise<TestPlatform> {
  return new TestPlatform(await createTestDatabase(modules), modules, options);
}

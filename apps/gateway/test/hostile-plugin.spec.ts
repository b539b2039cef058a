import { brand } from '@regulars/brand';
import { isolationGaps, migrate, Registry } from '@regulars/kernel';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { type Context, definePlugin, during, type PluginDefinition, publicId, statement } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestShop } from '@regulars/testing';
import { Authorized, FieldResolver, Query, Resolver } from 'type-graphql';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Order, OrderUpserted } from '@regulars/order/contract';
import type { Gateway } from '../src/gateway';
import { call, send, Stage } from './stage';

/** How long the plugin blocks the process, in ms; in the long form 2,000. */
const BLOCK = Number(process.env.REGULARS_HOSTILE_BLOCK ?? 400);
/** How much memory it takes for an order, in MB; in the long form 500. */
const HOARD = Number(process.env.REGULARS_HOSTILE_HOARD ?? 60);
const ORDERS = 8;

/** What the plugin does with the next order. */
const hostile: { does: 'work' | 'throw' | 'hang' | 'block' | 'hoard' | 'meddle' | 'wait' } = { does: 'work' };
/** Called by one that waits; it goes on with what is answered. */
let whileItWaits = async (): Promise<void> => undefined;

const note = statement<never, [ids: readonly string[]]>('hostile.note', 'INSERT INTO hostile.seen (order_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING');

async function react(ctx: Context, batch: readonly { readonly after: { readonly id: string } }[]): Promise<void> {
  if (hostile.does === 'throw') throw new Error('I do not like orders');
  if (hostile.does === 'hang') await new Promise(() => undefined);
  if (hostile.does === 'block') for (const end = performance.now() + BLOCK; performance.now() < end; );
  if (hostile.does === 'hoard') Array.from({ length: HOARD }, () => new Array<number>(131_072).fill(Math.random())); // 8 bytes each
  if (hostile.does === 'meddle') (Object.prototype as Record<string, unknown>).toll = () => 'of everything';
  if (hostile.does === 'wait') await whileItWaits();
  await ctx.sql(note(batch.map((one) => one.after.id)));
}

const migration = (sql: string): (new () => MigrationInterface) => class CreateSeen1790000000000 implements MigrationInterface {
  readonly name = 'CreateSeen1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sql);
  }

  async down(): Promise<void> {}
};

const TABLE = 'CREATE TABLE hostile.seen (brand_id uuid NOT NULL DEFAULT platform.current_brand(), order_id uuid NOT NULL, PRIMARY KEY (brand_id, order_id));';
const plugin = (more: Partial<PluginDefinition> = {}): PluginDefinition => definePlugin({
  id: 'hostile', version: '1.0.0', sdk: '^1.0.0', requires: { order: '^1.0.0' }, migrations: [migration(`${TABLE} CALL platform.protect('hostile.seen')`)],
  reactions: [during(OrderUpserted, 'see', react as never)], ...more,
});
const core = [brand, member, order];

describe('a hostile plugin at work', () => {
  let stage: Stage;
  let gateway: Gateway;
  let quiet: TestShop;
  let orders = 0;

  beforeAll(async () => {
    stage = new Stage(await createTestPlatform([...core, plugin()], { reactionBudget: { time: 1_000, blocking: BLOCK * 0.75 } }));
    gateway = await stage.gateway();
    quiet = await stage.platform.brand();
  });
  afterEach(() => {
    hostile.does = 'work';
  });
  afterAll(() => stage.stop());

  const ORDER = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { message } } }';
  const tokenOf = (shop: TestShop): Promise<string> => shop.token({ permissions: [...shop.everything().scope.actor.permissions] });

  /** Sends orders one after the other; answers what was wrong with any. */
  async function sell(token: string, isOver: (sold: number) => boolean): Promise<{ readonly sold: number; readonly wrong: unknown[] }> {
    const wrong: unknown[] = [];
    let sold = 0;
    for (; !isOver(sold); sold++) {
      const id = `order-${++orders}`;
      const input = { source: 'pos', externalId: id, placedAt: '2026-01-05T03:00:00Z', revision: 1, lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '10' }] };
      const { status, body } = await send(`${gateway.url}/graphql`, token, ORDER, { input, key: id });
      if (status !== 200 || body.errors || body.data.orderUpsert.userErrors.length > 0) wrong.push(body);
    }
    return { sold, wrong };
  }

  const countOf = async (table: string, shop: TestShop): Promise<number> => (await stage.platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE brand_id = $1`, [shop.id]))[0]?.n ?? -1;

  it.each(['throw', 'hang', 'block', 'meddle', 'hoard'] as const)('that would %s: other brands see nothing of it, no order is lost, and what it should have done is done later', async (does) => {
    const shop = await stage.platform.brand({ plugins: ['hostile'] });
    const [token, quietToken, before] = [await tokenOf(shop), await tokenOf(quiet), await countOf('"order"."order"', quiet)];
    hostile.does = does;
    let over = false;
    const elsewhere = sell(quietToken, () => over);
    const here = await sell(token, (sold) => sold === ORDERS);
    over = true;
    const there = await elsewhere;
    expect([here, there.wrong]).toEqual([{ sold: ORDERS, wrong: [] }, []]);
    expect([await countOf('"order"."order"', shop), (await countOf('"order"."order"', quiet)) - before]).toEqual([ORDERS, there.sold]);
    expect(({} as { toll?: unknown }).toll).toBeUndefined();
    // Two that harm others do what they should; whatever is wrong, soon it is no longer tried.
    if (does !== 'hoard') expect(await countOf('hostile.seen', shop)).toBe(does === 'block' || does === 'meddle' ? 2 : 0);
    const figures = (await call(`${gateway.url}/metrics`)).body;
    expect(figures).toMatch(/^regulars_breakers_open\{plugin="hostile"\} [1-5]$/m);
    expect(figures).toMatch(does === 'meddle' ? /^regulars_built_ins_changed_total 2$/m : /^regulars_built_ins_changed_total \d$/m);
    hostile.does = 'work';
    await stage.platform.drain();
    expect([await countOf('hostile.seen', shop), await countOf('hostile.seen', quiet)]).toEqual([ORDERS, 0]);
  }, 30_000);

  it('is at work when its brand\'s plan ceases to grant it: that order ends as it began, the next is written without it, and nothing of it is left for later', async () => {
    const shop = await stage.platform.brand({ plugins: ['hostile'] });
    const token = await tokenOf(shop);
    const operator = stage.platform.operator();
    await operator.ok('mutation { planCreate(input: { code: "BARE", name: "Bare", plugins: [], limits: {} }) { userErrors { message } } }');
    let waited = 0;
    whileItWaits = async () => {
      if (++waited === 1) await operator.ok('mutation ($id: ID!) { brandPlanChange(brandId: $id, planCode: "BARE") { userErrors { message } } }', { id: publicId('brd', shop.id) });
    };
    hostile.does = 'wait';
    let over = false;
    const elsewhere = sell(await tokenOf(quiet), () => over);
    const here = await sell(token, (sold) => sold === 2);
    over = true;
    expect([here, (await elsewhere).wrong]).toEqual([{ sold: 2, wrong: [] }, []]);
    await stage.platform.drain();
    expect([waited, await countOf('"order"."order"', shop), await countOf('hostile.seen', shop), await countOf('platform.deferred_reaction', shop)]).toEqual([1, 2, 1, 0]);
  }, 30_000);
});

describe('a hostile plugin does not come to work', () => {
  @Resolver()
  class Unguarded {
    @Query(() => String)
    hostileSecret(): string {
      return '';
    }
  }

  @Resolver(() => Order)
  class Claimant {
    @Authorized('hostile:read')
    @FieldResolver(() => String)
    externalId(): string {
      return '';
    }
  }

  it.each<[string, Partial<PluginDefinition>, string]>([
    ['forgets a permission', { resolvers: { staff: [Unguarded] } }, 'hostile: root field hostileSecret states no permission (@Authorized)'],
    ['claims another\'s field', { resolvers: { staff: [Claimant] } }, 'hostile: field Order.externalId (staff) is another module\'s to resolve'],
    ['names another\'s permission as its own', { permissions: { all: 'order:write' } }, 'hostile: permission order:write must begin with hostile:'],
  ])('that %s', (_, more, problem) => {
    expect(() => new Registry([...core, plugin(more)])).toThrow(`The installed modules cannot be composed:\n- ${problem}`);
  });

  it('that has put something on all objects while it was loaded', () => {
    (Object.prototype as Record<string, unknown>).toll = 1;
    try {
      expect(() => new Registry([...core, plugin()])).toThrow('- Object.prototype.toll is not the language\'s own: something that was loaded has put it on what all code shares');
    } finally {
      delete (Object.prototype as Record<string, unknown>).toll;
    }
  });

  it('that makes tables in another\'s schema, or forgets row-level security', async () => {
    const platform = await createTestPlatform(core);
    try {
      const strays = plugin({ migrations: [migration(TABLE.replace('hostile.seen', 'member.seen'))] });
      await expect(migrate(platform.ownerUrl, [...core, strays])).rejects.toThrow('Migration hostile/CreateSeen1790000000000 failed: it makes member.seen outside the schema hostile');
      expect(await platform.rows(`SELECT to_regclass('member.seen') AS made`)).toEqual([{ made: null }]);
      const forgetful = [...core, plugin({ migrations: [migration(`${TABLE} GRANT SELECT ON hostile.seen TO regulars_app`)] })];
      await platform.owner.query('CREATE SCHEMA reports; CREATE MATERIALIZED VIEW reports.orders AS SELECT * FROM "order"."order"');
      expect(await isolationGaps(platform.runtime.relay, forgetful)).toEqual([]);
      await migrate(platform.ownerUrl, forgetful);
      expect(await isolationGaps(platform.runtime.relay, forgetful)).toEqual(['hostile.seen: does not force row-level security on its owner', 'hostile.seen: has no policy', 'hostile.seen: has no row-level security']);
    } finally {
      await platform.stop();
    }
  });
});

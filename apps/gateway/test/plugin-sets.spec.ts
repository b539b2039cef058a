import { brand } from '@regulars/brand';
import { Registry, Schemas } from '@regulars/kernel';
import { member } from '@regulars/member';
import { Member } from '@regulars/member/contract';
import { definePlugin, type PluginDefinition } from '@regulars/plugin-sdk';
import { createTestPlatform } from '@regulars/testing';
import { printSchema } from 'graphql';
import { Authorized, FieldResolver, Query, Resolver } from 'type-graphql';
import type { Gateway } from '../src/gateway';
import { type Answer, send, Stage } from './stage';

/** Adds a root field and a field of members, both of which answer its name. */
function pluginOf(id: string): PluginDefinition {
  const word = `${id}Word`;
  @Resolver()
  class Root {
    @Authorized(`${id}:read`)
    @Query(() => String)
    [word](): string {
      return id;
    }
  }
  @Resolver(() => Member)
  class OfMember {
    @FieldResolver(() => String)
    [word](): string {
      return id;
    }
  }
  return definePlugin({ id, version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' }, permissions: { read: `${id}:read` }, resolvers: { staff: [Root, OfMember] } });
}

const IDS = ['amber', 'birch', 'cedar', 'dahlia', 'elder', 'fern'];
const SETS = Array.from({ length: 2 ** IDS.length }, (_, set) => IDS.filter((_id, bit) => set & (1 << bit)));
const modules = [brand, member, ...IDS.map(pluginOf)];
const wordsIn = (set: readonly string[]): string[] => set.map((id) => `${id}Word`);

describe('64 sets of plugins', () => {
  const registry = new Registry(modules);
  const coreWith = (set: readonly string[]): ReadonlySet<string> => new Set(['brand', 'member', ...set]);
  const wordsOf = (schemas: Schemas, set: readonly string[]): string[][] => {
    const { schema } = schemas.for('staff', coreWith(set));
    return ['Query', 'Member'].map((type) => Object.keys((schema.getType(type) as unknown as { getFields(): object }).getFields()).filter((name) => name.endsWith('Word')));
  };

  it('have more schemas than are kept: each is right each time, and nothing of one is left in another', () => {
    const schemas = new Schemas(registry, 5);
    const before = printSchema(schemas.for('staff', coreWith([])).schema);
    const some = SETS.filter((_, set) => set % 9 === 0);
    for (const set of [...some, ...some]) {
      expect(wordsOf(schemas, set)).toEqual([wordsIn(set), wordsIn(set)]);
      expect(schemas.size).toBeLessThanOrEqual(5);
    }
    expect(schemas.size).toBe(5);
    expect(printSchema(schemas.for('staff', coreWith([])).schema)).toBe(before);
  });

  it('are one schema for an audience that sees nothing of any of them, and the same set is the same schema', () => {
    const schemas = new Schemas(registry);
    expect(new Set(SETS.map((set) => schemas.for('member', coreWith(set)).schema)).size).toBe(1);
    expect(new Set([['amber', 'fern'], ['fern', 'amber'], ['birch']].map((set) => schemas.for('staff', coreWith(set)).schema)).size).toBe(2);
  });
});

describe('64 brands with as many sets, at one gateway', () => {
  let stage: Stage;
  let gateway: Gateway;
  let tokens: string[];

  beforeAll(async () => {
    stage = new Stage(await createTestPlatform(modules));
    gateway = await stage.gateway();
    tokens = [];
    for (const plugins of SETS) {
      const shop = await stage.platform.brand({ plugins });
      const staff = shop.everything();
      await staff.one('mutation { memberJoin(input: { email: "m@example.com" }, idempotencyKey: "m") { member { id } userErrors { message } } }');
      tokens.push(await shop.token({ permissions: [...staff.scope.actor.permissions] }));
    }
  }, 60_000);
  afterAll(() => stage.stop());

  const ask = (set: number, query: string): Promise<Answer> => send(`${gateway.url}/graphql`, tokens[set] as string, query);
  const wordsAsked = (set: readonly string[]): string => wordsIn(set).join(' ');
  const answers = (set: readonly string[]): object => Object.fromEntries(set.map((id) => [`${id}Word`, id]));

  it('answer each brand its own fields, and none of another\'s, whoever else asks at the time', async () => {
    const everyWord = `{ ${wordsAsked(IDS)} }`;
    const visit = async (set: number): Promise<void> => {
      const own = SETS[set] as string[];
      const { body } = await ask(set, `{ __typename ${wordsAsked(own)} members(first: 1) { nodes { __typename ${wordsAsked(own)} } } }`);
      expect(body).toEqual({ data: { __typename: 'Query', ...answers(own), members: { nodes: [{ __typename: 'Member', ...answers(own) }] } } });
      // The same text from everybody: what one set's brands may ask is kept for no other's.
      const { body: all } = await ask(set, everyWord);
      const foreign = IDS.filter((id) => !own.includes(id)).map((id) => `Cannot query field "${id}Word" on type "Query".`);
      expect(all.errors?.map(({ message }: Error) => message) ?? []).toEqual(foreign.slice(0, 5).concat(foreign.length > 5 ? [expect.any(String)] : []));
      expect(all.data).toEqual(foreign.length > 0 ? undefined : answers(IDS));
    };
    // Three times: operations that come back are compiled.
    const visits = Array.from({ length: 3 * SETS.length }, (_, index) => (index * 37) % SETS.length);
    const next = visits[Symbol.iterator]();
    await Promise.all(Array.from({ length: 8 }, async () => {
      for (const set of next) await visit(set);
    }));
  }, 60_000);
});

import { publicId } from '@regulars/plugin-sdk';
import type { TestCaller } from '@regulars/testing';
import { type GraphQLSchema, isRequiredArgument } from 'graphql';
import { argumentsFor, operationFor } from '@regulars/testing';
import { CANARY, type World } from './world';

/** Values of a brand by the name of the field they stood in, or by the prefix of an id. */
export interface Harvest {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** What an id's prefix stands for: `Member`. */
  readonly nouns: ReadonlyMap<string, string>;
  /** What only this brand has: seen in another's answer, it has leaked. */
  readonly own: ReadonlySet<string>;
}

export const schemaFor = ({ platform }: World, audience: 'staff' | 'member' | 'platform'): GraphQLSchema =>
  platform.runtime.schemaFor(audience, new Set(platform.modules.map(({ id }) => id))).schema;

/** Calls `visit` with every text in an answer and the name of its field. */
export function eachText(value: unknown, visit: (text: string, name: string) => void, name = ''): void {
  if (typeof value === 'string') visit(value, name);
  else if (Array.isArray(value)) for (const item of value) eachText(item, visit, name);
  else if (value !== null && typeof value === 'object') for (const [key, item] of Object.entries(value)) eachText(item, visit, key);
}

/** Every answer that needs no arguments, as deep as it goes, of each of the callers; one document after the other, since to compile it takes longest. */
export async function answersOf(world: World, callers: readonly TestCaller[], except: readonly string[] = []): Promise<readonly (readonly unknown[])[]> {
  const answers = new Map<TestCaller, unknown[]>(callers.map((caller) => [caller, []]));
  for (const audience of new Set(callers.map(({ scope }) => scope.audience))) {
    const schema = schemaFor(world, audience);
    const asking = callers.filter(({ scope }) => scope.audience === audience);
    for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
      if (field.args.some(isRequiredArgument) || except.includes(field.name)) continue;
      const document = operationFor(schema, 'query', field, 4);
      for (const caller of asking) answers.get(caller)?.push((await caller.run(document, argumentsFor(field.args))).data ?? null);
    }
  }
  return [...answers.values()];
}

/** Says nothing by itself: times, constants, and what is too short to be told from chance. */
const isCommon = (text: string): boolean => text.length < 6 || /^\d{4}-\d\d-\d\d/.test(text) || /^[A-Z_]+$/.test(text) || /^[\d.]{1,8}$/.test(text);

export async function harvest(world: World): Promise<Harvest> {
  const texts = (answers: readonly unknown[]): [string, string][] => {
    const found: [string, string][] = [];
    eachText(answers, (text, name) => found.push([name, text]));
    return found;
  };
  const [staffOfB, memberOfB, ...ofOthers] = await answersOf(world, [world.staffOfB, world.memberOfB, world.ownerOfA, world.memberOfA]);
  const ofB = texts([staffOfB, memberOfB]);
  const ofA = new Set(texts(ofOthers).map(([, text]) => text));
  const byName = new Map<string, readonly string[]>();
  for (const [name, text] of ofB) if (!ofA.has(text) && text !== '' && !byName.get(name)?.includes(text)) byName.set(name, [...(byName.get(name) ?? []), text]);
  for (const [name, values] of world.named) byName.set(name, values);
  const ids = await idsOf(world);
  const own = new Set([...ofB.map(([, text]) => text), ...[...world.named.values()].flat(), ...[...ids.values()].flat()].filter((text) => !ofA.has(text) && !isCommon(text)));
  const nouns = new Map([...world.platform.runtime.registry.nodes].map(([prefix, { value }]) => [prefix, value.type.name]));
  return { byName, ids, nouns, own };
}

const PER_PREFIX = 3;

/** Public ids under which staff of the other brand find something, by prefix. */
async function idsOf({ platform, b }: World): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = await platform.rows<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE a.attname = 'id' AND a.atttypid = 'uuid'::regtype AND c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%'
        AND EXISTS (SELECT FROM pg_attribute o WHERE o.attrelid = c.oid AND o.attname = 'brand_id')`,
  );
  const reads = tables.map(({ name }) => `(SELECT id FROM ${name} WHERE brand_id = $1 ORDER BY id LIMIT 50)`);
  const uuids = (await platform.rows<{ id: string }>(reads.join(' UNION '), [b.id])).map(({ id }) => id);
  const found = new Map<string, string[]>([['brd', [publicId('brd', b.id)]]]);
  await b.read(async (ctx) => {
    for (const [prefix, { value }] of platform.runtime.registry.nodes) {
      const objects = await value.load(ctx, uuids);
      const known = uuids.filter((_, index) => objects[index] != null).slice(0, PER_PREFIX).map((uuid) => publicId(prefix, uuid));
      if (known.length > 0) found.set(prefix, known);
    }
  });
  return found;
}

/** What in an answer is the other brand's, beside what the question said itself. */
export function leaksIn(answer: unknown, { own }: Harvest, said: readonly string[]): readonly string[] {
  const leaked = new Set<string>();
  const isSaid = (text: string): boolean => said.some((value) => value === text || value.toLowerCase() === text.toLowerCase());
  eachText(answer, (text) => {
    if (own.has(text) && !isSaid(text)) leaked.add(text);
    const rest = said.reduce((left, value) => left.replaceAll(value, ''), text);
    if (rest.toLowerCase().includes(CANARY)) leaked.add(text);
  });
  return [...leaked];
}

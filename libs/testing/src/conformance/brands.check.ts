import { newUuid, publicId } from '@regulars/plugin-sdk';
import { type Answer, type TestCaller } from '../caller';
import { type ArgumentPath, argumentsFor, idPaths } from '../schema/arguments';
import { operationFor } from '../schema/operation';
import type { TestShop } from '../shop';
import { type KnownIds, knownIds, uuidsIn, uuidsOf } from './ids';
import { callerWithout, nameOf, type RootField, rootFieldsOf } from './root-fields';
import { type Check, shopWith, type Subject } from './subject';

/** Two brands with data of their own, and what may be told of the one. */
interface Neighbours {
  readonly a: TestShop;
  readonly b: TestShop;
  readonly idsOfA: KnownIds;
  readonly uuidsOfA: ReadonlySet<string>;
  readonly callerOf: (shop: TestShop, root: RootField) => TestCaller;
}

/** A batch whose rows were all refused, each for itself, has used its key. */
const KEYS_OF_B = 'platform.idempotency of brand B';
/** What a brand looks at of its own is written down. */
const READS: readonly string[] = ['platform.audit_entry of brand A', 'platform.audit_entry of brand B'];

/** Whatever brand B asks, with whatever ids: it learns nothing of brand A, not even that something is there, and writes nothing. */
export const keepsBrandsApart: Check = async (subject) => {
  const [a, b] = [await shopWith(subject, 2), await shopWith(subject, 1)];
  const members = new Map([[a, await someMember(subject, a)], [b, await someMember(subject, b)]]);
  const neighbours: Neighbours = {
    a, b, idsOfA: await knownIds(subject, a), uuidsOfA: await uuidsOf(subject, a),
    callerOf: (shop, { audience }) => callerWithout(subject, shop, audience, [], members.get(shop)),
  };
  const problems: string[] = [];
  let before = [await a.digest(), await b.digest()];
  for (const root of rootFieldsOf(subject).filter(({ audience, kind }) => audience !== 'platform' && kind !== 'subscription')) {
    problems.push(...(await problemsOf(neighbours, root)));
    const after = [await a.digest(), await b.digest()];
    const changed = changes(before, after).filter((table) => table !== KEYS_OF_B && !(root.kind === 'query' && READS.includes(table)));
    problems.push(...changed.map((table) => `${nameOf(root)} wrote to ${table} though it was given another brand's ids`));
    before = after;
  }
  return problems;
};

async function someMember({ platform }: Subject, shop: TestShop): Promise<string | undefined> {
  if (!platform.modules.some(({ id }) => id === 'member')) return undefined;
  const [row] = await platform.rows<{ id: string }>('SELECT id FROM member.member WHERE brand_id = $1 ORDER BY id LIMIT 1', [shop.id]);
  return row?.id;
}

function changes(before: readonly Readonly<Record<string, string>>[], after: typeof before): string[] {
  return ['A', 'B'].flatMap((brand, index) => Object.keys(after[index] ?? {}).filter((table) => after[index]?.[table] !== before[index]?.[table]).map((table) => `${table} of brand ${brand}`));
}

async function problemsOf(neighbours: Neighbours, root: RootField): Promise<string[]> {
  const { field, kind } = root;
  const paths = idPaths(field.args);
  const document = operationFor(root.schema, kind, field, kind === 'query' ? 3 : 1);
  const problems = kind === 'query' ? leaks(neighbours, await neighbours.callerOf(neighbours.b, root).run(document, argumentsFor(field.args)), '') : [];
  for (const path of paths) {
    for (const [prefix, ids] of neighbours.idsOfA) {
      for (const id of ids) problems.push(...(await probe(neighbours, root, document, path, { prefix, id })));
    }
  }
  return [...new Set(problems)].map((problem) => `${nameOf(root)} ${problem}`);
}

/** The same question about a thing of brand A and about a thing that nobody has must get the same answer. */
async function probe(neighbours: Neighbours, root: RootField, document: string, path: ArgumentPath, { prefix, id }: { prefix: string; id: string }): Promise<string[]> {
  const { a, b, callerOf } = neighbours;
  const ask = async (shop: TestShop, asked: string): Promise<Answer> => callerOf(shop, root).run(document, argumentsFor(root.field.args, { path, id: asked }));
  // What brand A has looked at is what a cache would hold.
  if (root.kind === 'query') await ask(a, id);
  const absent = publicId(prefix, newUuid());
  const [foreign, nothing] = [await ask(b, id), await ask(b, absent)];
  const where = `with a ${prefix}_ id of brand A in ${path.join('.')}`;
  const same = JSON.stringify(foreign).replaceAll(id, 'ID') === JSON.stringify(nothing).replaceAll(absent, 'ID');
  return [...leaks(neighbours, foreign, where, id), ...(same ? [] : [`answers otherwise than for an id that nobody has ${where}`])];
}

/** A refusal may repeat the id it is about; nothing else may. */
function leaks({ uuidsOfA }: Neighbours, answer: Answer, where: string, asked = ''): string[] {
  const repeated = new Set(uuidsIn(asked));
  const found = [
    ...uuidsIn(JSON.stringify(answer)).filter((uuid) => uuidsOfA.has(uuid) && !repeated.has(uuid)),
    ...uuidsIn(JSON.stringify(withoutUserErrors(answer.data))).filter((uuid) => uuidsOfA.has(uuid)),
  ];
  return found.length > 0 ? [`shows brand B something of brand A ${where}`.trimEnd()] : [];
}

function withoutUserErrors(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUserErrors);
  if (value === null || typeof value !== 'object') return value ?? null;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'userErrors').map(([key, item]) => [key, withoutUserErrors(item)]));
}

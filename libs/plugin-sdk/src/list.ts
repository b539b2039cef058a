import { createHash } from 'node:crypto';
import { allOf, type Condition, condition, render } from './condition';
import type { Connection } from './connection';
import type { Context, Json } from './context';
import { InvalidInputError, reject } from './errors';
import { CountPrecision, Direction } from './graphql-types';
import { defineLoader, type Loader } from './loader';
import type { Statement } from './statement';

export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly offset?: number | null;
}

/** SQL that is never null, and how a cursor's text becomes its type again. */
export interface SortKey {
  readonly expression: string;
  readonly type: 'timestamptz' | 'text' | 'bigint' | 'int' | 'uuid' | 'date' | 'numeric' | 'xid8';
  readonly direction: Direction;
}

export interface ListDefinition<Row, Item> {
  /** Names its statements; a cursor of one list is refused by every other. */
  readonly name: string;
  readonly select: string;
  readonly from: string;
  /** The last sort key: makes the order total. */
  readonly id: SortKey;
  /** SQL of the column that holds the parent's uuid, for lists nested in an object. */
  readonly parent?: string;
  readonly toItem: (row: Row, ctx: Context) => Item;
}

export interface ListRequest {
  readonly where?: Condition;
  readonly orderBy?: readonly SortKey[];
  readonly page: PageArgs;
}

const MAX_PAGE = 100;
const MAX_OFFSET = 10_000;

interface Window {
  readonly size: number;
  readonly backwards: boolean;
  readonly cursor: readonly string[] | null;
  readonly offset: number;
}

const refuse = (path: string, message: string): never => reject(new InvalidInputError(message, path));

function windowOf(ctx: Context, list: string, page: PageArgs, keys: number, defaultSize: number): Window {
  const backwards = page.last != null;
  if (backwards && page.first != null) refuse('last', 'Give first or last, not both.');
  const size = (backwards ? page.last : page.first) ?? defaultSize;
  if (size < 0 || size > MAX_PAGE) refuse(backwards ? 'last' : 'first', `Give 0 to ${MAX_PAGE}.`);
  const offset = page.offset ?? 0;
  if (offset < 0 || offset > MAX_OFFSET) refuse('offset', `Give 0 to ${MAX_OFFSET}.`);
  const [token, path] = backwards ? [page.before, 'before'] : [page.after, 'after'];
  if (backwards ? page.after != null : page.before != null) refuse(backwards ? 'after' : 'before', 'Use first with after, and last with before.');
  if (token != null && page.offset != null) refuse('offset', 'Give a cursor or an offset, not both.');
  const cursor = token == null ? null : ctx.unseal(`list:${list}`, token);
  if (token != null && (!Array.isArray(cursor) || cursor.length !== keys)) refuse(path as string, 'This is no cursor of this list.');
  return { size, backwards, cursor: cursor as readonly string[] | null, offset };
}

const opposite = (direction: Direction): Direction => (direction === Direction.ASC ? Direction.DESC : Direction.ASC);

/** Rows strictly behind the cursor: for keys a, b, c it is a>x OR (a=x AND (b>y OR (b=y AND c>z))). */
function behind(keys: readonly SortKey[], cursor: readonly string[]): Condition {
  const [key, ...rest] = keys;
  if (!key) return condition('false');
  const beyond = condition(`${key.expression} ${key.direction === Direction.ASC ? '>' : '<'} ?::${key.type}`, cursor[0]);
  if (rest.length === 0) return beyond;
  const deeper = behind(rest, cursor.slice(1));
  return condition(`${beyond.text} OR (${key.expression} = ?::${key.type} AND (${deeper.text}))`, ...beyond.values, cursor[0], ...deeper.values);
}

const cursorColumns = (keys: readonly SortKey[]): string =>
  keys.map((key, index) => `(${key.type === 'timestamptz' ? `to_char(${key.expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : key.expression})::text AS _key_${index}`).join(', ');

const named = <R>(name: string, text: string, values: readonly unknown[]): Statement<R> => ({
  name: `${name}.${createHash('sha256').update(text).digest('base64url').slice(0, 10)}`,
  text,
  values,
});

type KeyedRow = Record<string, unknown>;

function connectionFrom<Row, Item>(
  ctx: Context, list: ListDefinition<Row, Item>, rows: readonly KeyedRow[], keys: number, window: Window, count: Connection<Item>['count'],
): Connection<Item> {
  const more = rows.length > window.size;
  const shown = rows.slice(0, window.size);
  if (window.backwards) shown.reverse();
  const cursorOf = (row: KeyedRow): string => ctx.seal(`list:${list.name}`, Array.from({ length: keys }, (_, index) => row[`_key_${index}`] as Json));
  const edges = shown.map((row) => ({
    get cursor() { return cursorOf(row); }, // sealing is dear, and most are never looked at
    node: list.toItem(row as Row, ctx),
  }));
  const hasStart = window.cursor !== null || window.offset > 0;
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: window.backwards ? hasStart : more,
      hasPreviousPage: window.backwards ? more : hasStart,
      get startCursor() { return edges[0]?.cursor ?? null; },
      get endCursor() { return edges.at(-1)?.cursor ?? null; },
    },
    count,
  };
}

function plan<Row, Item>(ctx: Context, list: ListDefinition<Row, Item>, request: ListRequest, defaultSize: number) {
  const keys = [...(request.orderBy ?? []), list.id];
  const window = windowOf(ctx, list.name, request.page, keys.length, defaultSize);
  const sorted = window.backwards ? keys.map((key) => ({ ...key, direction: opposite(key.direction) })) : keys;
  const where = request.where ?? condition('true');
  const page = window.cursor ? allOf([where, behind(sorted, window.cursor)]) : where;
  return { keys, window, where, page, order: sorted.map((key) => `${key.expression} ${key.direction}`).join(', ') };
}

/** A page of a list: one statement, one row more than asked for; a second one only when the count is selected. */
export async function listPage<Row, Item>(ctx: Context, list: ListDefinition<Row, Item>, request: ListRequest): Promise<Connection<Item>> {
  const { keys, window, where, page, order } = plan(ctx, list, request, 20);
  const values: unknown[] = [];
  const text = `SELECT ${list.select}, ${cursorColumns(keys)} FROM ${list.from} WHERE ${render(page, values)} ORDER BY ${order} LIMIT $${values.push(window.size + 1)} OFFSET $${values.push(window.offset)}`;
  const rows = await ctx.sql(named<KeyedRow>(list.name, text, values));
  const count = async (limit: number) => {
    const countValues: unknown[] = [];
    const countText = `SELECT count(*)::int AS n FROM (SELECT 1 FROM ${list.from} WHERE ${render(where, countValues)} LIMIT $${countValues.push(limit + 1)}) AS counted`;
    const [row] = await ctx.sql(named<{ n: number }>(`${list.name}.count`, countText, countValues));
    return countOf(row?.n ?? 0, limit);
  };
  return connectionFrom(ctx, list, rows, keys.length, window, count);
}

const countOf = (found: number, limit: number) =>
  found > limit ? { value: limit, precision: CountPrecision.AT_LEAST } : { value: found, precision: CountPrecision.EXACT };

/** The request of one nested list: whose, and which page of it. */
export interface NestedRequest extends ListRequest {
  readonly parent: string;
}

/**
 * A loader of pages nested in many parents: one statement for all parents that ask the same
 * (`list.parent` must be given). The default page is 10.
 */
export function nestedListLoader<Row, Item>(list: ListDefinition<Row, Item>): Loader<NestedRequest, Connection<Item>> {
  const shapeOf = (request: NestedRequest): string => JSON.stringify([request.where ?? null, request.orderBy ?? null, request.page]);
  return defineLoader(
    async (ctx, requests) => {
      const answers = new Map<NestedRequest, Connection<Item>>();
      const groups = new Map<string, NestedRequest[]>();
      for (const request of requests) {
        const shape = shapeOf(request);
        groups.set(shape, [...(groups.get(shape) ?? []), request]);
      }
      await Promise.all([...groups.values()].map((group) => loadGroup(ctx, list, group, answers)));
      return requests.map((request) => answers.get(request) as Connection<Item>);
    },
    (request) => `${request.parent}|${shapeOf(request)}`,
  );
}

async function loadGroup<Row, Item>(
  ctx: Context, list: ListDefinition<Row, Item>, group: readonly NestedRequest[], answers: Map<NestedRequest, Connection<Item>>,
): Promise<void> {
  const [shape] = group;
  if (!shape || !list.parent) return;
  const { keys, window, where, page, order } = plan(ctx, list, shape, 10);
  const parents = group.map((request) => request.parent);
  const values: unknown[] = [parents];
  const inner = `SELECT ${list.select}, ${cursorColumns(keys)} FROM ${list.from} WHERE ${list.parent} = parent.id AND (${render(page, values)}) ORDER BY ${order} LIMIT $${values.push(window.size + 1)} OFFSET $${values.push(window.offset)}`;
  const text = `SELECT parent.id AS _parent, page.* FROM unnest($1::uuid[]) WITH ORDINALITY AS parent(id, place) CROSS JOIN LATERAL (${inner}) AS page ORDER BY parent.place`;
  const rows = await ctx.sql(named<KeyedRow>(`${list.name}.nested`, text, values));
  const byParent = new Map<string, KeyedRow[]>(parents.map((parent) => [parent, []]));
  for (const row of rows) byParent.get(row._parent as string)?.push(row);
  const counts = nestedCounts(list, where);
  for (const request of group) {
    const count = (limit: number) => ctx.load(counts, { parent: request.parent, limit });
    answers.set(request, connectionFrom(ctx, list, byParent.get(request.parent) ?? [], keys.length, window, count));
  }
}

function nestedCounts<Row, Item>(list: ListDefinition<Row, Item>, where: Condition) {
  return defineLoader<{ parent: string; limit: number }, ReturnType<typeof countOf>>(
    async (ctx, requests) => {
      const limit = Math.max(...requests.map((request) => request.limit));
      const values: unknown[] = [requests.map((request) => request.parent)];
      const inner = `SELECT count(*)::int AS n FROM (SELECT 1 FROM ${list.from} WHERE ${list.parent} = parent.id AND (${render(where, values)}) LIMIT $${values.push(limit + 1)}) AS counted`;
      const rows = await ctx.sql(named<{ id: string; n: number }>(`${list.name}.nested-count`, `SELECT parent.id, counted.n FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) AS parent CROSS JOIN LATERAL (${inner}) AS counted`, values));
      const found = new Map(rows.map((row) => [row.id, row.n]));
      return requests.map((request) => countOf(found.get(request.parent) ?? 0, request.limit));
    },
    (request) => `${request.parent}|${request.limit}`,
  );
}

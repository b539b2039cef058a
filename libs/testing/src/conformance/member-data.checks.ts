import type { Context, Json, JsonObject } from '@regulars/plugin-sdk';
import type { TestShop } from '../shop';
import { keysAbout, memberTables, rowsAbout } from './rows';
import { type Check, shopWith, type Subject } from './subject';

/** As the member module declares it. */
interface MemberDataOwner {
  readonly module: string;
  readonly merge: (ctx: Context, pair: { readonly survivorId: string; readonly loserId: string }) => Promise<JsonObject>;
  readonly unmerge: (ctx: Context, pair: { readonly survivorId: string; readonly loserId: string }, journal: JsonObject) => Promise<readonly unknown[]>;
  readonly export: (ctx: Context, memberId: string) => Promise<JsonObject>;
  readonly erase: (ctx: Context, memberId: string) => Promise<void>;
}

/** The plugin's rows about members, and what it says becomes of them. */
interface Holding {
  readonly owner: MemberDataOwner;
  readonly tables: readonly string[];
  /** Tables whose rows may go and change: no history. */
  readonly loose: readonly string[];
}

async function holdingOf(subject: Subject): Promise<Holding | string[]> {
  const tables = await memberTables(subject);
  if (tables.length === 0) return [];
  const owned = subject.platform.runtime.registry.extensions('member', 'member-data').find(({ module }) => module === subject.plugin);
  if (!owned) return [`${tables.join(', ')} hold a member_id but ${subject.plugin.id} does not extend MemberData`];
  const books = [...(subject.options.books ?? []), ...(await appendOnly(subject))];
  return { owner: owned.value.value as MemberDataOwner, tables, loose: tables.filter((table) => !books.includes(table.replaceAll('"', '')) && !books.includes(table)) };
}

/** The database itself refuses to change these. */
async function appendOnly({ platform }: Subject): Promise<string[]> {
  const rows = await platform.rows<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE t.tgname = 'append_only'`,
  );
  return rows.map(({ name }) => name);
}

/** Members that the plugin has rows about, those with most tables first. */
async function membersIn({ platform }: Subject, shop: TestShop, tables: readonly string[]): Promise<string[]> {
  const reads = tables.map((table) => `SELECT DISTINCT member_id, '${table}' AS t FROM ${table} WHERE brand_id = $1 AND member_id IS NOT NULL`);
  const rows = await platform.rows<{ id: string }>(`SELECT member_id AS id FROM (${reads.join(' UNION ALL ')}) m GROUP BY member_id ORDER BY count(*) DESC, member_id`, [shop.id]);
  return rows.map(({ id }) => id);
}

/** A check of what becomes of one member, in a shop where two members have been through the scenario. */
const checkOf = (work: (subject: Subject, shop: TestShop, holding: Holding, members: readonly [string, string]) => Promise<string[]>): Check => async (subject) => {
  const holding = await holdingOf(subject);
  if (Array.isArray(holding)) return holding;
  const shop = await shopWith(subject, 2);
  const [first, second] = await membersIn(subject, shop, holding.tables);
  if (!first || !second) return [`two rounds of the scenario leave rows about ${first ? 'one member' : 'no member'} in ${holding.tables.join(', ')}: make it two`];
  return work(subject, shop, holding, [first, second]);
};

const says = (value: Json | undefined): boolean => value !== null && value !== undefined && (typeof value !== 'object' || Object.values(value).some((item) => says(item as Json)));

/** Somebody who asks what is known of them is told something, and every text of theirs that the plugin catalogues. */
export const exportsMembers: Check = checkOf(async (subject, shop, { owner, tables }, [memberId]) => {
  const exported = JSON.stringify(await shop.read((ctx) => owner.export(ctx, memberId)));
  if (!says(JSON.parse(exported) as Json)) return [`the export of a member whom ${subject.plugin.id} has rows about is empty`];
  const told = async (table: string, column: string): Promise<boolean> => {
    const rows = await subject.platform.rows<{ value: unknown }>(`SELECT DISTINCT ${column} AS value FROM ${table} WHERE brand_id = $1 AND member_id = $2 AND ${column} IS NOT NULL`, [shop.id, memberId]);
    return rows.every(({ value }) => typeof value !== 'string' || exported.includes(JSON.stringify(value).slice(1, -1)));
  };
  const columns = (subject.plugin.personalData ?? []).filter(({ form, table }) => form === 'CLEAR' && tables.some((one) => one.replaceAll('"', '') === table.replaceAll('"', '')));
  const found = await Promise.all(columns.map(async ({ table, column }) => ({ name: `${table}.${column}`, isTold: await told(table, column) })));
  return found.filter(({ isTold }) => !isTold).map(({ name }) => `the export of a member leaves out what stands in ${name}`);
});

/** After an erasure no row is about the member, but for the books; and in those nothing that was sealed as personal is left. */
export const erasesMembers: Check = checkOf(async (subject, shop, { owner, tables, loose }, [memberId, other]) => {
  const others = await countRows(subject, shop, tables, other);
  await shop.context((ctx) => owner.erase(ctx, memberId));
  const left = await countRows(subject, shop, loose, memberId);
  const untouched = await countRows(subject, shop, tables, other);
  return [
    ...[...left].filter(([, count]) => count > 0).map(([table, count]) => `${table} keeps ${count} rows about an erased member; if they are books, say so in options.books`),
    ...(await sealedRemains(subject, shop, tables, memberId)).map((column) => `${column} keeps what was sealed as personal about an erased member`),
    ...[...others].filter(([table, count]) => untouched.get(table) !== count).map(([table]) => `${table} lost rows about another member`),
  ];
});

/** After a merge no row is about the one who is gone, but for the books. */
export const mergesMembers: Check = checkOf(async (subject, shop, { owner, loose }, [survivorId, loserId]) => {
  await shop.context((ctx) => owner.merge(ctx, { survivorId, loserId }));
  const left = await countRows(subject, shop, loose, loserId);
  return [...left].filter(([, count]) => count > 0).map(([table, count]) => `${table} keeps ${count} rows about a member who was merged into another; if they are books, say so in options.books`);
});

/**
 * What was merged and parted again has what it had, books included; only history that nobody may change grows. The
 * modules it requires take part, since their rows say whose is what; journals go through JSON, as they do in the database.
 */
export const unmergesMembers: Check = checkOf(async (subject, shop, { tables }, [survivorId, loserId]) => {
  const history = await appendOnly(subject);
  const rows = async (): Promise<[string, readonly string[]][]> => {
    const kept = tables.filter((table) => !history.includes(table)).flatMap((table) => [{ table, id: survivorId, whose: 'survivor' }, { table, id: loserId, whose: 'loser' }]);
    return Promise.all(kept.map(async ({ table, id, whose }) => [`${table} of the ${whose}`, await keysAbout(subject, table, shop, id)]));
  };
  const owners = subject.platform.runtime.registry.extensions('member', 'member-data').filter(({ module }) => subject.modules.includes(module)).map(({ value }) => value.value as MemberDataOwner);
  const before = await rows();
  const journals = await shop.context(async (ctx) => {
    const written: string[] = [];
    for (const owner of owners) written.push(JSON.stringify(await owner.merge(ctx, { survivorId, loserId })));
    return written;
  });
  await shop.context(async (ctx) => {
    for (const [index, owner] of owners.entries()) await owner.unmerge(ctx, { survivorId, loserId }, JSON.parse(journals[index] ?? '{}') as JsonObject);
  });
  const after = new Map(await rows());
  return before.filter(([table, keys]) => JSON.stringify(after.get(table)) !== JSON.stringify(keys)).map(([table]) => `the rows in ${table} are not those from before the merge`);
});

async function countRows(subject: Subject, shop: TestShop, tables: readonly string[], memberId: string): Promise<ReadonlyMap<string, number>> {
  return new Map(await Promise.all(tables.map(async (table) => [table, (await rowsAbout(subject, table, shop, memberId)).length] as const)));
}

/**
 * Columns of ciphertext and blind indexes that still hold something. What is sealed under the member's own key (format 3
 * of the codec, with the member's uuid) may stay in books: the key goes with the member.
 */
async function sealedRemains({ platform }: Subject, shop: TestShop, tables: readonly string[], memberId: string): Promise<string[]> {
  const columns = await platform.rows<{ table: string; column: string }>(
    `SELECT t.name AS "table", quote_ident(a.attname) AS "column" FROM unnest($1::text[]) AS t(name) JOIN pg_attribute a ON a.attrelid = t.name::regclass WHERE a.atttypid = 'bytea'::regtype AND NOT a.attisdropped`,
    [tables],
  );
  const found = await Promise.all(columns.map(async ({ table, column }) => {
    const [row] = await platform.rows<{ left: boolean }>(`SELECT EXISTS (SELECT FROM ${table} WHERE brand_id = $1 AND member_id = $2 AND ${column} IS NOT NULL AND substring(${column} FROM 1 FOR 17) <> '\\x03' || uuid_send($2::uuid)) AS left`, [shop.id, memberId]);
    return row?.left ? [`${table}.${column}`] : [];
  }));
  return found.flat();
}

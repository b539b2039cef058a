import { setTimeout as sleep } from 'node:timers/promises';
import type { PersonalColumn, PluginDefinition } from '@regulars/plugin-sdk';
import { Client, escapeIdentifier } from 'pg';
import { NO_BRAND } from './brands';
import { BrandCodec, newMemberKey } from './codec';
import { isConflict } from './failures';
import type { MasterKey } from './keys';
import { insertKeys, sorted } from './member-keys';

const BATCH = 500;
const ATTEMPTS = 10;
const RETRY_WAIT = 50; // ms

interface Row {
  readonly id: string;
  readonly sealed: Buffer | null;
  readonly member_id: string | null;
  /** What an earlier version wrote in clear. */
  readonly plain: string | null;
}

/** One brand's part of the work; of what belongs to no brand, under the nil uuid. */
interface Tenant {
  readonly client: Client;
  readonly brandId: string;
  readonly codec: BrandCodec;
}

type KeyOfMember = ReadonlyMap<string, Buffer | null>;

/**
 * Seals anew, under the newest key, everything that modules say is sealed: what is a member's under the member's key,
 * which itself is wrapped anew. Goes on beside all other work, in batches of one transaction each; what was changed
 * meanwhile is left as it is, for it was sealed then. Can be broken off and begun again. Reasons in the audit stay as
 * they are: those rows are never changed, so older keys are kept.
 *
 * @param ownerUrl the role that owns the tables
 * @returns how many values were sealed anew
 */
export async function rotateKeys(ownerUrl: string, master: MasterKey, modules: readonly PluginDefinition[]): Promise<number> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const tenant = (brandId: string): Tenant => ({ client, brandId, codec: new BrandCodec(master, brandId) });
  try {
    let rotated = 0;
    const { rows: brands } = await client.query<{ id: string }>('SELECT id FROM platform.brand ORDER BY id');
    for (const { id } of brands) rotated += await wrapAnew(tenant(id));
    for (const column of modules.flatMap(({ personalData = [] }) => personalData).filter(({ form }) => form === 'SEALED')) {
      const tenants = (await isOfBrands(client, column)) ? brands.map(({ id }) => id) : [NO_BRAND];
      for (const brandId of tenants) rotated += await rotateColumn(tenant(brandId), column);
    }
    return rotated;
  } finally {
    await client.end();
  }
}

async function isOfBrands(client: Client, { table }: PersonalColumn): Promise<boolean> {
  const { rows } = await client.query(`SELECT FROM pg_attribute WHERE attrelid = $1::regclass AND attname = 'brand_id' AND NOT attisdropped`, [quoted(table)]);
  return rows.length > 0;
}

/** Whoever was chosen to end a deadlock with work of the shop goes again, without hurry. */
async function within<T>(tenant: Tenant, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withinOnce(tenant, work);
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS) throw error;
      await sleep(RETRY_WAIT * attempt);
    }
  }
}

async function withinOnce<T>({ client, brandId }: Tenant, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT platform.enter($1, NULL, false)', [brandId]);
    const done = await work();
    await client.query('COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Pages through rows by id: `read` answers those after an id, `change` how many of them were sealed anew. */
async function inBatches<R extends { readonly id: string }>(read: (after: string) => Promise<readonly R[]>, change: (rows: readonly R[]) => Promise<number>): Promise<number> {
  let changed = 0;
  for (let after = NO_BRAND; ; ) {
    const rows = await read(after);
    changed += await change(rows);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return changed;
    after = last.id;
  }
}

interface WrappedKey {
  /** The member's. */
  readonly id: string;
  readonly wrapped: Buffer;
}

/** The members' own keys: what is sealed under them stays as it is. */
function wrapAnew(tenant: Tenant): Promise<number> {
  const { client, codec } = tenant;
  const read = (after: string): Promise<readonly WrappedKey[]> => within(tenant, async () => (await client.query<WrappedKey>(
    `SELECT member_id AS id, wrapped FROM platform.member_key WHERE member_id > $1 AND wrapped IS NOT NULL AND brand_id = platform.current_brand() ORDER BY member_id LIMIT ${BATCH}`, [after])).rows);
  return inBatches(read, async (rows) => {
    const old = rows.filter(({ wrapped }) => !codec.isCurrent(wrapped));
    if (old.length === 0) return 0;
    const anew = old.map(({ id, wrapped }) => codec.wrap(id, codec.unwrap(id, wrapped)));
    return within(tenant, async () => (await client.query(
      `UPDATE platform.member_key AS k SET wrapped = r.anew FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS r(id, old, anew)
        WHERE k.member_id = r.id AND k.wrapped = r.old AND k.brand_id = platform.current_brand()`,
      [old.map(({ id }) => id), old.map(({ wrapped }) => wrapped), anew])).rowCount ?? 0);
  });
}

/** Names of schemas may be words of SQL. */
const quoted = (table: string): string => table.split('.').map(escapeIdentifier).join('.');

function rotateColumn(tenant: Tenant, { table, column, member, was }: PersonalColumn): Promise<number> {
  const { client, codec, brandId } = tenant;
  const ofBrand = brandId === NO_BRAND ? '' : 'AND brand_id = platform.current_brand()';
  const [memberId, plain] = [member ?? 'NULL::uuid', was ?? 'NULL::text'];
  const read = (after: string): Promise<readonly Row[]> => within(tenant, async () => (await client.query<Row>(
    `SELECT id, ${column} AS sealed, ${memberId} AS member_id, ${plain} AS plain FROM ${quoted(table)}
      WHERE id > $1 AND (${column} IS NOT NULL OR ${plain} IS NOT NULL) ${ofBrand} ORDER BY id LIMIT ${BATCH}`, [after])).rows);
  return inBatches(read, async (rows) => {
    const keys = await keysOf(tenant, rows.filter((row) => isOld(codec, row, false)));
    const old = rows.filter((row) => isOld(codec, row, keys.get(row.member_id ?? '') === null));
    if (old.length === 0) return 0;
    const anew = old.map((row) => sealedAnew(codec, keys, row, { table, column, row: row.id }));
    return within(tenant, async () => (await client.query(
      `UPDATE ${quoted(table)} AS t SET ${column} = r.anew ${was ? `, ${was} = NULL` : ''} FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::text[]) AS r(id, old, anew, plain)
        WHERE t.id = r.id AND t.${column} IS NOT DISTINCT FROM r.old ${was ? `AND t.${was} IS NOT DISTINCT FROM r.plain` : ''} ${ofBrand.replace('brand_id', 't.brand_id')}`,
      [old.map(({ id }) => id), old.map(({ sealed }) => sealed), anew, old.map((row) => row.plain)])).rowCount ?? 0);
  });
}

/** @param isErased the member's key was destroyed: what is left stands under the installation's */
const isOld = (codec: BrandCodec, { sealed, member_id }: Row, isErased: boolean): boolean =>
  sealed === null || (codec.ownerOf(sealed) === null && ((member_id !== null && !isErased) || !codec.isCurrent(sealed)));

function sealedAnew(codec: BrandCodec, keys: KeyOfMember, { sealed, member_id, plain }: Row, place: { readonly table: string; readonly column: string; readonly row: string }): Buffer {
  const text = sealed === null ? (plain as string) : codec.open(sealed, place);
  const key = member_id === null ? null : keys.get(member_id);
  return member_id !== null && key ? codec.sealOf(member_id, key, text, place) : codec.seal(text, place);
}

/** In a transaction of its own, so that nobody who has locked a row waits for it. */
async function keysOf(tenant: Tenant, rows: readonly Row[]): Promise<KeyOfMember> {
  const { client, codec } = tenant;
  const ids = sorted(new Set(rows.flatMap(({ member_id }) => member_id ?? [])));
  if (ids.length === 0) return new Map();
  const { rows: keys } = await within(tenant, async () => {
    const { text, values } = insertKeys(ids, ids.map((id) => codec.wrap(id, newMemberKey())));
    await client.query(text, [...values]);
    return client.query<{ member_id: string; wrapped: Buffer | null }>('SELECT member_id, wrapped FROM platform.member_key WHERE member_id = ANY($1) AND brand_id = platform.current_brand()', [ids]);
  });
  return new Map(keys.map(({ member_id, wrapped }) => [member_id, wrapped && codec.unwrap(member_id, wrapped)]));
}

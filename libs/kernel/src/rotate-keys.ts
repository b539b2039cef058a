import type { PersonalColumn, PluginDefinition } from '@regulars/plugin-sdk';
import { Client } from 'pg';
import { NO_BRAND } from './brands';
import { BrandCodec } from './codec';
import type { MasterKey } from './keys';

const BATCH = 500;

interface Sealed {
  readonly id: string;
  readonly sealed: Buffer;
}

/**
 * Seals anew, under the newest key, everything that modules say is sealed. Goes on beside all other work, in batches of
 * one transaction each; what was changed meanwhile is left as it is, for it was sealed then. Can be broken off and begun
 * again. Reasons in the audit stay as they are: those rows are never changed, so older keys are kept.
 *
 * @param ownerUrl the role that owns the tables
 * @returns how many values were sealed anew
 */
export async function rotateKeys(ownerUrl: string, master: MasterKey, modules: readonly PluginDefinition[]): Promise<number> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    let rotated = 0;
    const { rows: brands } = await client.query<{ id: string }>('SELECT id FROM platform.brand ORDER BY id');
    for (const column of modules.flatMap(({ personalData = [] }) => personalData).filter(({ form }) => form === 'SEALED')) {
      const tenants = (await isOfBrands(client, column)) ? brands.map(({ id }) => id) : [NO_BRAND];
      for (const brandId of tenants) rotated += await rotateColumn(client, new BrandCodec(master, brandId), column, brandId);
    }
    return rotated;
  } finally {
    await client.end();
  }
}

async function isOfBrands(client: Client, { table }: PersonalColumn): Promise<boolean> {
  const { rows } = await client.query(`SELECT FROM pg_attribute WHERE attrelid = $1::regclass AND attname = 'brand_id' AND NOT attisdropped`, [table]);
  return rows.length > 0;
}

async function rotateColumn(client: Client, codec: BrandCodec, { table, column }: PersonalColumn, brandId: string): Promise<number> {
  let rotated = 0;
  const ofBrand = brandId === NO_BRAND ? '' : 'AND brand_id = platform.current_brand()';
  for (let after = NO_BRAND; ; ) {
    await client.query('BEGIN');
    try {
      await client.query('SELECT platform.enter($1, NULL, false)', [brandId]);
      const { rows } = await client.query<Sealed>(`SELECT id, ${column} AS sealed FROM ${table} WHERE id > $1 AND ${column} IS NOT NULL ${ofBrand} ORDER BY id LIMIT ${BATCH}`, [after]);
      const old = rows.filter(({ sealed }) => !codec.isCurrent(sealed));
      const anew = old.map(({ id, sealed }) => {
        const place = { table, column, row: id };
        return codec.seal(codec.open(sealed, place), place);
      });
      const { rowCount } = await client.query(
        `UPDATE ${table} AS t SET ${column} = r.anew FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS r(id, old, anew) WHERE t.id = r.id AND t.${column} = r.old ${ofBrand}`,
        [old.map(({ id }) => id), old.map(({ sealed }) => sealed), anew],
      );
      await client.query('COMMIT');
      rotated += rowCount ?? 0;
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) return rotated;
      after = last.id;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  }
}

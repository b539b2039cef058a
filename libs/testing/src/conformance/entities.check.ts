import { DataSource } from 'typeorm';
import { type Check, schemaNameOf } from './subject';

/**
 * SQL may be stricter than entities, never looser: keys and checks that only migrations know are not to be dropped; nor
 * is the transaction of a sealed row, for whose type TypeORM has no name.
 */
const STRICTER = /DROP (CONSTRAINT|INDEX|COLUMN "xid"$)/;

/** What TypeORM would change to make the tables as the entities say: nothing. And every table has an entity. */
export const entitiesEqualTables: Check = async ({ plugin, platform }) => {
  const source = await new DataSource({ type: 'postgres', url: platform.ownerUrl, entities: [...(plugin.entities ?? [])] as never, extra: { max: 1 } }).initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    const changes = upQueries.map(({ query }) => query).filter((query) => !STRICTER.test(query)).map((query) => `the entities ask for: ${query}`);
    const known = new Set(source.entityMetadatas.map((entity) => entity.tableName));
    const tables = await platform.rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> '_migration' ORDER BY relname`,
      [`"${schemaNameOf(plugin)}"`],
    );
    return [...changes, ...tables.filter(({ name }) => !known.has(name)).map(({ name }) => `table ${name} has no entity`)];
  } finally {
    await source.destroy();
  }
};

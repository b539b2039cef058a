import { migrate, Registry } from '@regulars/kernel';
import { type Check, schemaNameOf } from './subject';

/** The subject's database was migrated from nothing; a second time there is nothing left to do. */
export const migratesTwice: Check = async ({ plugin, modules, platform }) => {
  const expected = (plugin.migrations ?? []).length;
  const ran = expected === 0 ? [] : await platform.rows<{ name: string }>(`SELECT name FROM "${schemaNameOf(plugin)}"._migration ORDER BY id`);
  const missing = ran.length === expected ? [] : [`of ${expected} migrations ${ran.length} ran: ${ran.map(({ name }) => name).join(', ')}`];
  try {
    const second = await migrate(platform.ownerUrl, new Registry(modules).modules);
    return [...missing, ...second.map((name) => `${name} ran once more when the database was migrated again`)];
  } catch (error) {
    return [(error as Error).message];
  }
};

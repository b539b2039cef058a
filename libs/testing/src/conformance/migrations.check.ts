import { migrate, Registry } from '@regulars/kernel';
import { createEmptyDatabase } from '../database';
import type { Check } from './subject';

/** Migrates from nothing; a second time there is nothing left to do. */
export const migratesTwice: Check = async ({ plugin, modules }) => {
  const ordered = new Registry(modules).modules;
  const database = await createEmptyDatabase();
  try {
    const expected = (plugin.migrations ?? []).length;
    const first = (await migrate(database.ownerUrl, ordered)).filter((name) => name.startsWith(`${plugin.id}/`));
    const second = await migrate(database.ownerUrl, ordered);
    const missing = first.length === expected ? [] : [`of ${expected} migrations ${first.length} ran: ${first.join(', ')}`];
    return [...missing, ...second.map((name) => `${name} ran once more when the database was migrated again`)];
  } catch (error) {
    return [(error as Error).message];
  } finally {
    await database.drop();
  }
};

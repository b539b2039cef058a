import type { MigrationInterface } from 'typeorm';
import { shopStoppers } from '../migrations/shop-stoppers';
import type { Check } from './subject';

/** Why a migration is excused that no version of today would bring. */
export const BEFORE_THE_RULE = 'was there before the rule: it holds up writes to both while it makes a table that is empty';

/** Upgrades while the shop is at work, and the version before goes on meanwhile. */
export const keepsShopOpen: Check = ({ plugin, options }) => unexcusedShopStoppers(plugin.migrations ?? [], options.shopStoppers ?? {});

/** @param excused migrations that may, by name, with the reason */
export async function unexcusedShopStoppers(migrations: readonly (new () => MigrationInterface)[], excused: Readonly<Record<string, string>>): Promise<string[]> {
  const problems: string[] = [];
  const unused = new Set(Object.keys(excused));
  for (const Migration of migrations) {
    const migration = new Migration();
    const name = migration.name ?? Migration.name;
    const found = await shopStoppers(migration);
    if (found.length > 0 && unused.delete(name)) continue;
    problems.push(...found.map((stopper) => `${name}: ${stopper}`));
  }
  return [...problems, ...[...unused].map((name) => `${name} is excused, and stops nothing`)];
}

import { installedModules, plans } from '@regulars/gateway/installed';
import { APP_ROLE, ensurePlans, ensureRoles, keyFromFile, migrate, RELAY_ROLE, urlAs } from '@regulars/kernel';

/** The database as the two roles of the processes see it. */
export interface Addresses {
  readonly appUrl: string;
  readonly relayUrl: string;
}

const passwordOf = (keyFile: string): string => keyFromFile(keyFile).derive('database-roles').toString('hex');

export function addressesOf(ownerUrl: string, keyFile: string): Addresses {
  const password = passwordOf(keyFile);
  return { appUrl: urlAs(ownerUrl, APP_ROLE, password), relayUrl: urlAs(ownerUrl, RELAY_ROLE, password) };
}

/** Roles, migrations and the product's plans. Answers which migrations ran. */
export async function setUpDatabase(ownerUrl: string, keyFile: string): Promise<readonly string[]> {
  const password = passwordOf(keyFile);
  await ensureRoles(ownerUrl, { app: password, relay: password });
  const ran = await migrate(ownerUrl, installedModules());
  await ensurePlans(ownerUrl, plans);
  return ran;
}

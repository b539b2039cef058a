import { randomBytes } from 'node:crypto';
import { type Context, holdBrand, type JsonObject, newUuid, NotFoundError, Problems, reject } from '@regulars/plugin-sdk';
import type { ChannelDriver } from '../channels/channel';
import { allAccounts, deleteAccount, insertAccount, replaceAccount } from '../data/channel-account.statements';
import { MessageHostForbiddenError } from '../errors';
import { sealCredentials } from './accounts';
import { driverNamed } from './channels';
import { askQuota } from './provider-quota';
import { say } from './texts';

const KEY_SIZE = 18; // bytes

/** Saves credentials, in the place of what was there; what the provider calls stays. */
export async function connect(ctx: Context, code: string, credentials: unknown): Promise<{ readonly code: string }> {
  const driver = driverNamed(ctx, code, 'channel');
  const read = readCredentials(driver, credentials);
  await ctx.sql(holdBrand());
  const earlier = (await ctx.sql(allAccounts())).find(({ channel }) => channel === driver.code);
  const id = earlier?.id ?? newUuid();
  const sealed = sealCredentials(ctx, id, read);
  await ctx.sql(earlier ? replaceAccount(id, sealed) : insertAccount(id, driver.code, sealed, randomBytes(KEY_SIZE).toString('base64url')));
  await askQuota(ctx, driver);
  return { code: driver.code };
}

/** The credentials are gone, and what the provider calls is not there any more. */
export async function disconnect(ctx: Context, code: string): Promise<{ readonly code: string }> {
  const driver = driverNamed(ctx, code, 'channel');
  await ctx.sql(holdBrand());
  const gone = await ctx.sql(deleteAccount(driver.code));
  if (gone.length === 0) reject(new NotFoundError(say.notConnected, 'channel', code));
  return { code: driver.code };
}

/** Says what is missing or wrong, never what was given. */
function readCredentials(driver: ChannelDriver, credentials: unknown): JsonObject {
  const read = driver.credentials.safeParse(credentials);
  const problems = new Problems();
  for (const { path } of read.error?.issues ?? []) problems.add(['credentials', ...path.map(String)], say.notACredential);
  problems.throwIfAny();
  const credentialsRead = read.data as JsonObject;
  for (const name of driver.forbiddenIn?.(credentialsRead) ?? []) problems.push(new MessageHostForbiddenError(['credentials', name]));
  problems.throwIfAny();
  return credentialsRead;
}

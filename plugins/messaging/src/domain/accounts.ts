import { randomBytes } from 'node:crypto';
import { type Context, holdBrand, inboundUrl, type JsonObject, newUuid, NotFoundError, PersonalData, Problems, reject } from '@regulars/plugin-sdk';
import type { ChannelDriver } from '../channels/channel';
import { isEqual } from '../channels/signature';
import { type AccountRow, allAccounts, deleteAccount, insertAccount, replaceAccount } from '../data/channel-account.statements';
import { MessageHostForbiddenError } from '../errors';
import { driverNamed } from './channels';
import { say } from './texts';

/** As whom the brand speaks to a provider. */
export interface ChannelAccount {
  readonly credentials: JsonObject;
  /** Absent where the world does not reach this installation. */
  readonly webhookUrl?: string;
}

const KEY_SIZE = 18; // bytes

const placeOf = (row: string) => ({ table: 'messaging.channel_account', column: 'sealed', row });

/** As this process last saw them. */
const accountsOf = (ctx: Context): Promise<readonly AccountRow[]> => ctx.cached('messaging.channel-accounts', (reading) => reading.sql(allAccounts()));

/** Null: the brand has saved nothing, and nothing leaves by this channel. */
export async function accountOf(ctx: Context, channel: string): Promise<ChannelAccount | null> {
  const row = (await accountsOf(ctx)).find((account) => account.channel === channel);
  return row ? openAccount(ctx, row) : null;
}

export function openAccount(ctx: Context, row: AccountRow): ChannelAccount {
  const webhookUrl = webhookUrlOf(ctx, row);
  return { credentials: openCredentials(ctx, row), ...(webhookUrl !== null && { webhookUrl }) };
}

/** The account that a provider calls by this key. */
export async function accountWithKey(ctx: Context, channel: string, key: string): Promise<JsonObject | null> {
  const row = (await accountsOf(ctx)).find((account) => account.channel === channel);
  return row && isEqual(key, row.hook_key) ? openCredentials(ctx, row) : null;
}

const openCredentials = (ctx: Context, { id, sealed }: AccountRow): JsonObject => JSON.parse(ctx.use(PersonalData).open(sealed, placeOf(id))) as JsonObject;

const webhookUrlOf = (ctx: Context, { channel, hook_key: key }: AccountRow): string | null => inboundUrl(ctx.brand.id, 'messaging', channel.toLowerCase(), key);

/** How a channel stands for the brand; of the credentials nothing. */
export interface ChannelStanding {
  readonly connectedAt: Date | null;
  readonly webhookUrl: string | null;
}

/** As it stands in this transaction, by channel. */
export async function standings(ctx: Context): Promise<ReadonlyMap<string, ChannelStanding>> {
  const rows = await ctx.sql(allAccounts());
  return new Map(rows.map((row) => [row.channel, { connectedAt: row.connected_at, webhookUrl: webhookUrlOf(ctx, row) }]));
}

/** Saves credentials, in the place of what was there; what the provider calls stays. */
export async function connect(ctx: Context, code: string, credentials: unknown): Promise<{ readonly code: string }> {
  const driver = driverNamed(ctx, code, 'channel');
  const read = readCredentials(driver, credentials);
  await ctx.sql(holdBrand());
  const earlier = (await ctx.sql(allAccounts())).find(({ channel }) => channel === driver.code);
  const id = earlier?.id ?? newUuid();
  const sealed = ctx.use(PersonalData).seal(JSON.stringify(read), placeOf(id));
  await ctx.sql(earlier ? replaceAccount(id, sealed) : insertAccount(id, driver.code, sealed, randomBytes(KEY_SIZE).toString('base64url')));
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

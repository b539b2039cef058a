import { type Context, inboundUrl, type JsonObject, PersonalData } from '@regulars/plugin-sdk';
import { isEqual } from '../channels/signature';
import { type AccountRow, allAccounts } from '../data/channel-account.statements';

/** As whom the brand speaks to a provider. */
export interface ChannelAccount {
  readonly credentials: JsonObject;
  /** Absent where the world does not reach this installation. */
  readonly webhookUrl?: string;
}

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

export const sealCredentials = (ctx: Context, id: string, credentials: JsonObject): Buffer => ctx.use(PersonalData).seal(JSON.stringify(credentials), placeOf(id));

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

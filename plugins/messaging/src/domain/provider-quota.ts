import { type Context, defineJob, defineTask, wallClock } from '@regulars/plugin-sdk';
import type { ChannelDriver, ProviderQuota } from '../channels/channel';
import { allAccounts } from '../data/channel-account.statements';
import { noteProviderQuota, type ProviderQuotaRow } from '../data/provider-quota.statements';
import { accountOf } from './accounts';
import { driverOf } from './channels';
import { beforeDeadline } from './provider-deadline';

/** More are as many: neither the database nor GraphQL counts further. */
const MOST = 2 ** 31 - 1;

/** Asks a provider how much it still sends this month. Where it does not say, what was known stays, and it is asked again the next day. */
export const quotaTask = defineTask<{ readonly channel: string }>('messaging.provider-quota', async (work, { channel }) => {
  const asked = await work.transaction(async (ctx) => ({ driver: driverOf(ctx, channel), account: await accountOf(ctx, channel), at: ctx.now }));
  const { driver, account, at } = asked;
  if (!driver?.quota || !account) return;
  const said = await beforeDeadline(work, async (signal) => readQuota(await driver.quota?.({ ...account, signal }))).catch(() => null);
  if (said) await work.conclude((ctx) => ctx.sql(noteProviderQuota(channel, said.limit, said.used, at)));
  else work.signal.throwIfAborted(); // whoever goes on asks again
});

/** Null: it says nothing that can be counted with. */
function readQuota(said: ProviderQuota | undefined): ProviderQuota | null {
  const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
  if (!said || !isCount(said.used) || (said.limit !== null && !isCount(said.limit))) return null;
  return { limit: said.limit === null ? null : Math.min(said.limit, MOST), used: Math.min(said.used, MOST) };
}

/** Once this transaction commits, if it is a provider that says it. */
export async function askQuota(ctx: Context, driver: ChannelDriver | null): Promise<void> {
  if (driver?.quota) await ctx.enqueue(quotaTask, { channel: driver.code });
}

export const quotaJob = defineJob({
  id: 'provider-quota',
  cron: '37 5 * * *',
  async run(ctx) {
    for (const { channel } of await ctx.sql(allAccounts())) await askQuota(ctx, driverOf(ctx, channel));
  },
  // Where a clock jumps to, it is asked once, and not for every day between.
  nextDue: () => Promise.resolve(null),
});

const monthIn = (ctx: Context, at: Date): string => wallClock(at, ctx.brand.timeZone).date.slice(0, 7);

/** What the provider had left when it said so, this month; null: no bound, or none that is known. */
export const providerLeft = (ctx: Context, said: ProviderQuotaRow | undefined): number | null =>
  said?.provider_limit == null || monthIn(ctx, said.provider_at) < monthIn(ctx, ctx.now) ? null : said.provider_limit - said.provider_used;

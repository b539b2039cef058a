import { type Context, instantArray, newUuid, PersonalData, plainArray, textArray } from '@regulars/plugin-sdk';
import type { ChannelDriver } from '../channels/channel';
import { countUnits } from '../data/channel.statements';
import {
  type BatchRow, claim, delay, dueOfBroadcast, type DueRow, dueSingles, insertBatch, leaseBatch, openBroadcasts, orphanedBatch, suppress,
} from '../data/send.statements';
import { type ChannelAccount, accountOf } from './accounts';
import { compose, type Composed, monthOf, type Outgoing } from './compose';
import { holdChannel } from './hold-channel';
import { settleUncertain } from './settle';

/** How long a worker has for a batch, until another takes it for gone. */
const LEASE_SECONDS = 90;
/** How often a batch is sent again whose worker is gone: after that it is what ends workers. */
const MOST_ATTEMPTS = 5;
/** Looked at in one transaction; whom nothing can be sent to makes no batch full. */
const LOOK_AT = 200;

/** A batch that is about to leave. */
export interface ClaimedBatch {
  readonly key: string;
  readonly outgoing: readonly Outgoing[];
  /** As whom the provider is asked. Null: the brand has no account there, and what would leave goes into the outbox. */
  readonly account: ChannelAccount | null;
  /** It was under way before, and nobody knows what the provider took of it then. */
  readonly isRepeat: boolean;
}

/** `idle`: there is nothing to do now. */
export type Claim = { readonly is: 'batch'; readonly batch: ClaimedBatch } | { readonly is: 'idle' | 'again' };

const placeOf = (row: string) => ({ table: 'messaging.batch', column: 'payload_sealed', row });

/**
 * Decides what leaves next by a channel, and writes it down: from here on it is under way, and whoever finds it there
 * when its time is over knows that its worker is gone. One at a time for a channel, so that caps and quotas hold.
 */
export async function claimBatch(ctx: Context, driver: ChannelDriver): Promise<Claim> {
  const channel = await holdChannel(ctx, driver.code);
  if (channel.paused_until !== null && channel.paused_until > ctx.now) return { is: 'idle' };
  const [orphan] = await ctx.sql(orphanedBatch(driver.code));
  const account = await accountOf(ctx, driver.code);
  if (orphan) return takeUp(ctx, driver, account, orphan);
  const rows = await dueRows(ctx, driver);
  if (rows.length === 0) return { is: 'idle' };
  const composed = await compose(ctx, driver, channel, rows);
  const outgoing = await writeDown(ctx, driver, composed);
  return outgoing ? { is: 'batch', batch: { ...outgoing, account, isRepeat: false } } : { is: 'again' };
}

/** What answers something a member did goes before what was written to many. */
async function dueRows(ctx: Context, driver: ChannelDriver): Promise<readonly DueRow[]> {
  const limit = Math.max(driver.batchSize, LOOK_AT);
  const singles = await ctx.sql(dueSingles(driver.code, limit));
  if (singles.length > 0) return inOrderOfPriority(singles);
  const [broadcast] = await ctx.sql(openBroadcasts(driver.code));
  return broadcast ? ctx.sql(dueOfBroadcast(broadcast.id, limit)) : [];
}

const inOrderOfPriority = (rows: readonly DueRow[]): DueRow[] => [...rows.filter(({ purpose }) => purpose === 'SERVICE'), ...rows.filter(({ purpose }) => purpose === 'MARKETING')];

async function writeDown(ctx: Context, driver: ChannelDriver, { outgoing, suppressed, waiting }: Composed): Promise<Pick<ClaimedBatch, 'key' | 'outgoing'> | null> {
  if (suppressed.length > 0) void ctx.sql(suppress(plainArray(suppressed.map(({ id }) => id)), textArray(suppressed.map(({ reason }) => reason))));
  if (waiting.length > 0) void ctx.sql(delay(plainArray(waiting.map(({ id }) => id)), instantArray(waiting.map(({ until }) => until))));
  if (outgoing.length === 0) return null;
  const key = newUuid();
  void ctx.sql(claim(key, plainArray(outgoing.map(({ message }) => message.id)), plainArray(outgoing.map(({ units }) => units))));
  void ctx.sql(countUnits(driver.code, monthOf(ctx), outgoing.reduce((sum, { units }) => sum + units, 0)));
  void ctx.sql(insertBatch(key, driver.code, ctx.use(PersonalData).seal(JSON.stringify(outgoing), placeOf(key)), LEASE_SECONDS));
  return { key, outgoing };
}

/**
 * A batch whose worker is gone. Where the provider (or our own outbox) takes a batch that comes again for what it is, it is
 * sent again, as it was, under its key. Where not, nobody can tell what of it went out: it is not sent twice.
 */
async function takeUp(ctx: Context, driver: ChannelDriver, account: ChannelAccount | null, { id, payload_sealed, attempts }: BatchRow): Promise<Claim> {
  const outgoing = JSON.parse(ctx.use(PersonalData).open(payload_sealed, placeOf(id))) as Outgoing[];
  const isSafe = (driver.deduplicates || account === null) && attempts < MOST_ATTEMPTS;
  if (!isSafe) {
    await settleUncertain(ctx, driver.code, id, outgoing);
    return { is: 'again' };
  }
  await ctx.sql(leaseBatch(id, LEASE_SECONDS));
  return { is: 'batch', batch: { key: id, outgoing, account, isRepeat: true } };
}

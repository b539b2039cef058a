import { type Context, instantArray, newUuid, plainArray, textArray } from '@regulars/plugin-sdk';
import type { ChannelDriver } from '../channels/channel';
import { countUnits } from '../data/channel.statements';
import { batchesOf, claim, delay, dueOfBroadcast, type DueRow, dueSingles, insertBatch, type LookAt, openBroadcasts, suppress } from '../data/send.statements';
import { accountOf, type ChannelAccount } from './accounts';
import { type ClaimedBatch, markOf, sealBatch } from './claimed-batch';
import { compose, type Composed, monthOf } from './compose';
import { takeUp } from './take-up';
import { endTurn, holdTurn } from './turn';

/** So many batches of which nobody knows what the provider took: it gets no more until it has answered for one of them. */
const MOST_IN_DOUBT = 8;
/** What comes sooner is waited for. */
const SOON = 3_000; // ms

/** `batches`: none, where nothing leaves of what was looked at; `soon`: nothing to do for so long; `over`: nothing to do, and the turn is given back. */
export type Claim = { readonly is: 'batches'; readonly batches: readonly ClaimedBatch[] } | { readonly is: 'over' } | { readonly is: 'soon'; readonly ms: number };

/**
 * Decides what leaves next by a channel, and writes it down: from here on it is under way. One at a time for a channel, so
 * that caps and quotas hold; a batch that stands there and is none of `mine`, which this run has in hand, is one whose
 * worker is gone.
 * @param room how many batches the run has room for
 */
export async function claimBatches(ctx: Context, driver: ChannelDriver, turn: string, mine: readonly string[], room: number): Promise<Claim> {
  const channel = await holdTurn(ctx, driver.code, turn);
  if (!channel) return { is: 'over' };
  const idle = async (ms: number): Promise<Claim> => {
    if (ms <= SOON || mine.length > 0) return { is: 'soon', ms };
    await endTurn(ctx, driver.code, turn);
    return { is: 'over' };
  };
  const paused = (channel.paused_until?.getTime() ?? 0) - ctx.now.getTime();
  if (paused > 0) return idle(paused);
  const [account, batches] = await Promise.all([accountOf(ctx, driver.code), ctx.sql(batchesOf(driver.code))]);
  const others = batches.filter(({ id }) => !mine.includes(id));
  const orphan = others.find(({ due_in }) => due_in <= 0);
  if (orphan) return takeUp(ctx, driver, account, orphan);
  const rows = others.length < MOST_IN_DOUBT ? await dueRows(ctx, driver) : [];
  if (rows.length === 0) return idle(Math.min(...others.map(({ due_in }) => due_in)));
  // Of small batches several are decided at once.
  const composed = await compose(ctx, driver, channel, rows, driver.batchSize * (isSmall(driver) ? room : 1));
  return { is: 'batches', batches: writeDown(ctx, driver, account, composed) };
}

const isSmall = ({ batchSize }: ChannelDriver): boolean => batchSize <= 20;

/** What answers something a member did goes before what was written to many. */
async function dueRows(ctx: Context, driver: ChannelDriver): Promise<readonly DueRow[]> {
  // More than leave: whom nothing can be sent to makes no batch full.
  const lookAt: LookAt = isSmall(driver) ? 50 : 500;
  const singles = await ctx.sql(dueSingles(driver.code, lookAt));
  if (singles.length > 0) return inOrderOfPriority(singles);
  const [broadcast] = await ctx.sql(openBroadcasts(driver.code));
  return broadcast ? ctx.sql(dueOfBroadcast(broadcast.id, lookAt)) : [];
}

const inOrderOfPriority = (rows: readonly DueRow[]): DueRow[] => [...rows.filter(({ purpose }) => purpose === 'SERVICE'), ...rows.filter(({ purpose }) => purpose === 'MARKETING')];

function writeDown(ctx: Context, driver: ChannelDriver, account: ChannelAccount | null, { outgoing, suppressed, waiting }: Composed): ClaimedBatch[] {
  if (suppressed.length > 0) void ctx.sql(suppress(plainArray(suppressed.map(({ id }) => id)), textArray(suppressed.map(({ reason }) => reason))));
  if (waiting.length > 0) void ctx.sql(delay(plainArray(waiting.map(({ id }) => id)), instantArray(waiting.map(({ until }) => until))));
  if (outgoing.length === 0) return [];
  const month = monthOf(ctx);
  void ctx.sql(countUnits(driver.code, month, outgoing.reduce((sum, { units }) => sum + units, 0)));
  return inPieces(outgoing, driver.batchSize).map((piece) => {
    const key = newUuid();
    void ctx.sql(claim(key, plainArray(piece.map(({ message }) => message.id)), plainArray(piece.map(({ units }) => units))));
    void ctx.sql(insertBatch(key, driver.code, sealBatch(ctx, key, { outgoing: piece, month, account: markOf(driver, account) })));
    return { key, outgoing: piece, month, account, attempt: 1, withheld: new Set() };
  });
}

function inPieces<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

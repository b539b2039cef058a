import { type Context, defineJob, defineTask, type TaskRun } from '@regulars/plugin-sdk';
import type { ChannelDriver, SendOutcome } from '../channels/channel';
import { channelsWithWork, clearOutbox, finishBroadcasts, liveBatches, nextDue } from '../data/send.statements';
import { startDue } from './broadcast-start';
import { driverOf } from './channels';
import { type ClaimedBatch, claimBatch } from './claim';
import { providerDeadline } from './provider-deadline';
import { settleBatch, settleUncertain } from './settle';

/** A run ends after so long, and the next goes on: others have their turn, and what ends a process is not always the same run. */
const TURN = 15_000; // ms
/** Batches of a channel that are asked of its provider at the same time. */
const AT_ONCE = 4;

export interface Work {
  readonly channel: string;
}

interface Answered {
  readonly batch: ClaimedBatch;
  /** Null: nobody knows. */
  readonly outcomes: readonly SendOutcome[] | null;
}

/** Sends what is due by a channel: decides and writes down, asks the provider with no transaction open, writes down what it said. */
export const sendTask = defineTask<Work>('messaging.send', async (work, { channel }) => {
  const driver = await work.transaction(async (ctx) => ((await ctx.sql(liveBatches(channel)))[0]?.n ?? 0) < AT_ONCE ? driverOf(ctx, channel) : null);
  if (!driver) return; // others are at it already
  const isAllSent = await sendInTurn(work, driver, performance.now() + TURN);
  await work.transaction(async (ctx) => {
    await ctx.sql(finishBroadcasts());
    if (!isAllSent) await ctx.enqueue(sendTask, { channel });
  });
});

/** False: the turn was over before there was nothing left. */
async function sendInTurn(work: TaskRun, driver: ChannelDriver, until: number): Promise<boolean> {
  const underWay = new Map<string, Promise<Answered>>();
  for (;;) {
    const isOver = work.signal.aborted || performance.now() >= until;
    const claim = isOver || underWay.size >= AT_ONCE ? null : await work.transaction((ctx) => claimBatch(ctx, driver));
    if (claim?.is === 'again') continue;
    if (claim?.is === 'batch') {
      underWay.set(claim.batch.key, ask(work, driver, claim.batch));
      continue;
    }
    if (underWay.size === 0) return claim?.is === 'idle';
    const answered = await Promise.race(underWay.values());
    underWay.delete(answered.batch.key);
    await settle(work, driver, answered);
  }
}

async function ask(work: TaskRun, driver: ChannelDriver, batch: ClaimedBatch): Promise<Answered> {
  const messages = batch.outgoing.map(({ message }) => message);
  if (batch.account === null) return { batch, outcomes: messages.map(({ id }) => ({ outcome: 'SENT', providerId: id })) };
  try {
    return { batch, outcomes: await driver.send({ ...batch.account, signal: providerDeadline(work) }, { key: batch.key, messages }) };
  } catch {
    return { batch, outcomes: null };
  }
}

/** Of what nobody knows, a batch that may come again waits until its time is over; any other is over now. */
async function settle(work: TaskRun, driver: ChannelDriver, { batch, outcomes }: Answered): Promise<void> {
  if (driver.deduplicates && !isKnown(batch, outcomes)) return;
  await work.transaction((ctx) => (outcomes === null ? settleUncertain(ctx, driver.code, batch.key, batch.outgoing) : settleBatch(ctx, driver.code, batch, outcomes)));
}

/** A provider that does not take a batch when it comes again may have taken it the first time: under another key it would go out twice. */
const isKnown = ({ isRepeat }: ClaimedBatch, outcomes: readonly SendOutcome[] | null): boolean =>
  outcomes !== null && !(isRepeat && outcomes.some(({ outcome }) => outcome === 'RETRY'));

/** Each minute: broadcasts begin whose time has come, and what is due is sent, by each channel beside the others. */
export const sendJob = defineJob({
  id: 'send',
  cron: '* * * * *',
  nextDue: async (ctx) => (await ctx.sql(nextDue()))[0]?.at ?? null,
  async run(ctx) {
    await startDue(ctx);
    await sendWhatIsDue(ctx);
  },
});

/** Whatever is due now leaves once this transaction commits. */
export async function sendWhatIsDue(ctx: Context): Promise<void> {
  for (const { channel } of await ctx.sql(channelsWithWork())) await ctx.enqueue(sendTask, { channel });
}

/** What the development outbox has shown for a week is gone. */
export const clearOutboxJob = defineJob({ id: 'clear-outbox', cron: '40 3 * * *', run: async (ctx) => void (await ctx.sql(clearOutbox())) });

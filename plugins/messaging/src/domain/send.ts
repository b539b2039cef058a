import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, defineJob, defineTask, newUuid, type TaskRun } from '@regulars/plugin-sdk';
import type { ChannelDriver, SendOutcome } from '../channels/channel';
import { channelsWithWork, clearOutbox, nextDue, postponeBatch } from '../data/send.statements';
import { startDue } from './broadcast-start';
import { claimBatch } from './claim';
import type { ClaimedBatch } from './claimed-batch';
import { beforeDeadline } from './provider-deadline';
import { settleBatch, settleUncertain } from './settle';
import { pauseBefore } from './take-up';
import { beginTurn, endTurn, holdTurn } from './turn';

/** A run ends after so long, and the next goes on: others have their turn, and what ends a process is not always the same run. */
const TURN = 15_000; // ms
/** Batches of a channel that are asked of its provider at the same time. */
const AT_ONCE = 4;
/** While a provider is slow. */
const RENEW_EVERY = 5_000; // ms

export interface Work {
  readonly channel: string;
  /** Names the run, also when it comes again because its worker is gone. */
  readonly run: string;
}

interface Sending extends Work {
  readonly driver: ChannelDriver;
}

interface Answered {
  readonly batch: ClaimedBatch;
  /** Null: nobody knows. */
  readonly outcomes: readonly SendOutcome[] | null;
}

/** Sends what is due by a channel: decides and writes down, asks the provider with no transaction open, writes down what it said. */
export const sendTask = defineTask<Work>('messaging.send', async (work, { channel, run }) => {
  const driver = await work.transaction((ctx) => beginTurn(ctx, channel, run));
  if (driver) await sendInTurn(work, { channel, run, driver });
});

/** What is due by a channel leaves once this transaction commits. */
export const sendBy = (ctx: Context, channel: string): Promise<void> => ctx.enqueue(sendTask, { channel, run: newUuid() });

async function sendInTurn(work: TaskRun, sending: Sending): Promise<void> {
  const underWay = new Map<string, Promise<Answered>>();
  const until = performance.now() + TURN;
  for (;;) {
    const isOver = work.signal.aborted || performance.now() >= until;
    const claim = isOver || underWay.size >= AT_ONCE ? null : await work.transaction((ctx) => claimBatch(ctx, sending.driver, sending.run, [...underWay.keys()]));
    if (claim?.is === 'batch') underWay.set(claim.batch.key, ask(work, sending.driver, claim.batch));
    else if (claim?.is === 'again') continue;
    else if (underWay.size > 0) await settleNext(work, sending, underWay);
    else if (claim?.is === 'soon') await sleep(claim.ms);
    else {
      if (isOver && !work.signal.aborted) await work.transaction((ctx) => passOn(ctx, sending));
      return;
    }
  }
}

async function passOn(ctx: Context, { channel, run }: Work): Promise<void> {
  if (!(await holdTurn(ctx, channel, run))) return;
  await endTurn(ctx, channel, run);
  await sendBy(ctx, channel);
}

async function ask(work: TaskRun, driver: ChannelDriver, batch: ClaimedBatch): Promise<Answered> {
  const messages = batch.outgoing.map(({ message }) => message);
  if (batch.account === null) return { batch, outcomes: messages.map(({ id }) => ({ outcome: 'SENT', providerId: id })) };
  const { account, key, withheld } = batch;
  try {
    return { batch, outcomes: await beforeDeadline(work, (signal) => driver.send({ ...account, signal }, { key, messages, withheld })) };
  } catch {
    return { batch, outcomes: null };
  }
}

/** The turn is kept while the provider takes its time. */
async function settleNext(work: TaskRun, { channel, run, driver }: Sending, underWay: Map<string, Promise<Answered>>): Promise<void> {
  const enough = new AbortController();
  const answered = await Promise.race([...underWay.values(), sleep(RENEW_EVERY, null, { signal: enough.signal }).catch(() => null)]);
  enough.abort();
  if (answered === null) {
    await work.conclude((ctx) => holdTurn(ctx, channel, run));
    return;
  }
  underWay.delete(answered.batch.key);
  await work.conclude((ctx) => settle(ctx, driver, answered));
}

/** Of what nobody knows, a batch that may come again waits for its time; any other is over now. */
async function settle(ctx: Context, driver: ChannelDriver, { batch, outcomes }: Answered): Promise<void> {
  if (driver.keepsKeys !== null && !isKnown(batch, outcomes)) await ctx.sql(postponeBatch(batch.key, batch.attempt, pauseBefore(batch.attempt + 1)));
  else if (outcomes === null) await settleUncertain(ctx, driver.code, batch);
  else await settleBatch(ctx, driver.code, batch, outcomes);
}

/** A provider that does not take a batch when it comes again may have taken it the first time: under another key it would go out twice. */
const isKnown = ({ attempt }: ClaimedBatch, outcomes: readonly SendOutcome[] | null): boolean =>
  outcomes !== null && !(attempt > 1 && outcomes.some(({ outcome }) => outcome === 'RETRY'));

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
  for (const { channel } of await ctx.sql(channelsWithWork())) await sendBy(ctx, channel);
}

/** What the development outbox has shown for a week is gone. */
export const clearOutboxJob = defineJob({ id: 'clear-outbox', cron: '40 3 * * *', run: async (ctx) => void (await ctx.sql(clearOutbox())) });

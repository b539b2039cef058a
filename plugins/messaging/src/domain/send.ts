import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, defineJob, defineTask, newUuid, type TaskRun } from '@regulars/plugin-sdk';
import type { ChannelDriver, SendOutcome } from '../channels/channel';
import { channelsWithWork, clearOutbox, finishBroadcasts, nextDue, postponeBatch } from '../data/send.statements';
import { startDue } from './broadcast-start';
import { cancelWhatIsLeft } from './cancel-rest';
import { suppressChannelless } from './channelless';
import { claimBatches } from './claim';
import type { ClaimedBatch } from './claimed-batch';
import { beforeDeadline } from './provider-deadline';
import { isAnswered, notePace, settleBatch, settleUncertain } from './settle';
import { pauseBefore } from './take-up';
import { beginTurn, endTurn, holdTurn } from './turn';

/** A run ends after so long, and the next goes on: others have their turn, and what ends a process is not always the same run. */
const RUN_FOR = 15_000; // ms
/** Batches of a channel that are under way at the same time; of one message each, more. */
const atOnce = ({ batchSize }: ChannelDriver): number => (batchSize === 1 ? 16 : 4);
const MOST_WRITES = 3;
/** While a provider is slow. */
const RENEW_EVERY = 5_000; // ms

export interface Work {
  readonly channel: string;
  /** Names the run, also when it comes again because its worker is gone. */
  readonly run: string;
}

interface Sending extends Work {
  /** Names this time that it runs. */
  readonly turn: string;
  readonly driver: ChannelDriver;
}

/** A batch of which it is written down what became of it, or that nobody knows; `fault`: or not even that. */
interface Ended {
  readonly key: string;
  /** The provider said of some of it what it does with it. */
  readonly isAnswered: boolean;
  readonly fault?: unknown;
}

/** Sends what is due by a channel: decides and writes down, asks the provider with no transaction open, writes down what it said. */
export const sendTask = defineTask<Work>('messaging.send', async (work, { channel, run }) => {
  const turn = newUuid();
  const driver = await work.transaction((ctx) => beginTurn(ctx, channel, run, turn));
  if (driver) await sendInTurn(work, { channel, run, turn, driver });
});

/** What is due by a channel leaves once this transaction commits. */
export const sendBy = (ctx: Context, channel: string): Promise<void> => ctx.enqueue(sendTask, { channel, run: newUuid() });

/** What leaves next is decided while providers are asked about what left before, and while it is written down what they said. */
async function sendInTurn(work: TaskRun, sending: Sending): Promise<void> {
  const { driver, turn } = sending;
  setMaxListeners(0, work.signal); // each batch under way is one
  const underWay = new Map<string, Promise<Ended>>();
  const until = performance.now() + RUN_FOR;
  let [proven, fault]: [number, unknown] = [1, undefined];
  for (;;) {
    const isOver = work.signal.aborted || performance.now() >= until || fault !== undefined;
    const room = isOver ? 0 : Math.min(atOnce(driver), proven) - underWay.size;
    const claim = room > 0 ? await work.transaction((ctx) => claimBatches(ctx, driver, turn, [...underWay.keys()], room)).catch((error: unknown) => void (fault = error)) : null;
    if (claim?.is === 'batches') for (const batch of claim.batches) underWay.set(batch.key, carry(work, driver, batch));
    else if (underWay.size > 0) {
      const ended = await nextEnd(work, sending, underWay);
      // A provider in trouble is found out with one batch, not with all there is room for.
      if (ended) proven = ended.isAnswered || driver.hasManyProviders ? proven * 2 : 1;
      fault ??= ended?.fault;
    }
    else if (claim?.is === 'soon') await sleep(claim.ms);
    else if (fault !== undefined) throw fault;
    else return isOver && !work.signal.aborted ? work.transaction((ctx) => passOn(ctx, sending)) : undefined;
  }
}

async function passOn(ctx: Context, { channel, turn }: Sending): Promise<void> {
  if (!(await holdTurn(ctx, channel, turn))) return;
  await endTurn(ctx, channel, turn);
  await sendBy(ctx, channel);
}

/** Never rejects: nobody waits for it yet. */
const carry = (work: TaskRun, driver: ChannelDriver, batch: ClaimedBatch): Promise<Ended> =>
  ask(work, driver, batch)
    .then(async (outcomes) => {
      await persistently(() => work.conclude((ctx) => settle(ctx, driver, batch, outcomes)));
      return { key: batch.key, isAnswered: isAnswered(outcomes) };
    })
    .catch((fault: unknown) => ({ key: batch.key, isAnswered: false, fault }));

/** What a provider said it says once. */
async function persistently(write: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (tries === MOST_WRITES) throw error;
      await sleep(tries * 200);
    }
  }
}

/** Null: nobody knows what became of them. */
async function ask(work: TaskRun, driver: ChannelDriver, { account, key, outgoing, withheld }: ClaimedBatch): Promise<readonly SendOutcome[] | null> {
  const messages = outgoing.map(({ message }) => message);
  if (account === null) return messages.map(() => ({ outcome: 'SENT', providerId: null }));
  return beforeDeadline(work, (signal) => driver.send({ ...account, signal }, { key, messages, withheld })).catch(() => null);
}

/** Waits for one of them, or, while a provider takes its time, keeps the turn. */
async function nextEnd(work: TaskRun, { channel, turn }: Sending, underWay: Map<string, Promise<Ended>>): Promise<Pick<Ended, 'isAnswered' | 'fault'> | null> {
  const enough = new AbortController();
  const ended = await Promise.race([...underWay.values(), sleep(RENEW_EVERY, null, { signal: enough.signal }).catch(() => null)]);
  enough.abort();
  if (ended === null) return work.conclude((ctx) => holdTurn(ctx, channel, turn)).then(() => null, (fault: unknown) => ({ isAnswered: false, fault }));
  underWay.delete(ended.key);
  return ended;
}

/** Of what nobody knows, a batch that may come again waits for its time; any other is over now. */
async function settle(ctx: Context, driver: ChannelDriver, batch: ClaimedBatch, outcomes: readonly SendOutcome[] | null): Promise<void> {
  if (driver.keepsKeys !== null && !isKnown(batch, outcomes)) await ctx.sql(postponeBatch(batch.key, batch.attempt, pauseBefore(batch.attempt + 1)));
  else if (outcomes === null) await settleUncertain(ctx, driver.code, batch);
  else await settleBatch(ctx, driver.code, batch, outcomes);
  if (!driver.hasManyProviders) await notePace(ctx, driver.code, outcomes);
}

/** A provider that does not take a batch when it comes again may have taken it the first time: under another key it would go out twice. */
const isKnown = ({ attempt }: ClaimedBatch, outcomes: readonly SendOutcome[] | null): boolean =>
  outcomes !== null && !(attempt > 1 && outcomes.some(({ outcome }) => outcome === 'RETRY'));

/** Each minute: broadcasts begin whose time has come, what is due is sent, by each channel beside the others, and what is left of others ends. */
export const sendJob = defineJob({
  id: 'send',
  cron: '* * * * *',
  nextDue: async (ctx) => (await ctx.sql(nextDue()))[0]?.at ?? null,
  async run(ctx) {
    await startDue(ctx);
    for (const { channel } of await suppressChannelless(ctx, await ctx.sql(channelsWithWork()))) await sendBy(ctx, channel);
    await cancelWhatIsLeft(ctx);
    await ctx.sql(finishBroadcasts());
  },
});

/** What the development outbox has shown for a week is gone. */
export const clearOutboxJob = defineJob({ id: 'clear-outbox', cron: '40 3 * * *', run: async (ctx) => void (await ctx.sql(clearOutbox())) });

import { type Context, instantArray, PersonalData, plainArray, textArray } from '@regulars/plugin-sdk';
import type { SendOutcome } from '../channels/channel';
import { uncertain } from '../channels/outcomes';
import { giveUnitsBack, noteNoTrouble, noteTrouble, pauseChannel } from '../data/channel.statements';
import { holdBroadcastsOf, insertOutbox, markUnreachable, type SentRow, settleFailed, settleRetry, settleSent, settleUncertain as writeUncertain, takeBatch } from '../data/send.statements';
import type { ClaimedBatch } from './claimed-batch';
import type { Outgoing } from './compose';
import { tellSent } from './events';
import { providerKeyOf } from './hashed-id';

/** What the provider asked to wait for is no try. */
const MOST_TRIES = 6;
const FIRST_PAUSE = 60_000; // ms; four times as long after each try
const LONGEST_PAUSE = 6 * 3_600_000;

type Settled = readonly [outgoing: Outgoing, outcome: SendOutcome];

/** Writes down what became of a batch; once, whoever comes first with it. */
export async function settleBatch(ctx: Context, channel: string, batch: ClaimedBatch, outcomes: readonly SendOutcome[]): Promise<void> {
  const [taken] = await ctx.sql(takeBatch(batch.key, batch.attempt));
  if (!taken) return;
  const settled = batch.outgoing.map((outgoing, index): Settled => [outgoing, outcomeOf(batch, outgoing, outcomes[index])]);
  const [sent, units] = await Promise.all([
    noteSent(ctx, channel, batch, settled),
    Promise.all([noteRetries(ctx, channel, batch.key, settled), noteFailures(ctx, channel, batch.key, settled)]).then((counts) => counts[0] + counts[1]),
    noteUncertain(ctx, batch.key, settled),
  ]);
  if (units > 0) void ctx.sql(giveUnitsBack(channel, batch.month, units)); // what was not taken is not billed
  tellSent(ctx, channel, sent);
}

/** What a provider refuses when it comes again it may have taken before. */
function outcomeOf({ attempt, withheld }: ClaimedBatch, { message }: Outgoing, outcome: SendOutcome = { outcome: 'FAILED', reason: 'NO_OUTCOME', permanent: false }): SendOutcome {
  if (withheld.has(message.id)) return uncertain;
  return attempt > 1 && outcome.outcome === 'FAILED' && !outcome.permanent ? uncertain : outcome;
}

const idsOf = (settled: readonly Settled[]): string => plainArray(settled.map(([{ message }]) => message.id));

async function noteSent(ctx: Context, channel: string, { key, account }: Pick<ClaimedBatch, 'key' | 'account'>, all: readonly Settled[]): Promise<readonly SentRow[]> {
  const settled = all.filter(([, { outcome }]) => outcome === 'SENT');
  if (settled.length === 0) return [];
  const rows = ctx.sql(settleSent(key, idsOf(settled), textArray(settled.map(([, outcome]) => (outcome.outcome === 'SENT' && outcome.providerId !== null ? providerKeyOf(outcome.providerId) : null)))));
  if (account === null) void ctx.sql(insertOutbox(idsOf(settled), channel, settled.map(([outgoing]) => sealForOutbox(ctx, outgoing.message.id, outgoing))));
  return rows;
}

/** What the development outbox shows of it. */
export function sealForOutbox(ctx: Context, id: string, { message }: Pick<Outgoing, 'message'>): Buffer {
  const { to, content, purpose, language } = message;
  return ctx.use(PersonalData).seal(JSON.stringify({ to, content, purpose, language }), { table: 'messaging.outbox', column: 'content_sealed', row: id });
}

async function noteRetries(ctx: Context, channel: string, key: string, all: readonly Settled[]): Promise<number> {
  const settled = all.flatMap(([outgoing, outcome]) => (outcome.outcome === 'RETRY' ? [{ outgoing, outcome, tries: outgoing.tries + (outcome.afterMs === null ? 1 : 0) }] : []));
  if (settled.length === 0) return 0;
  const [last, more] = [settled.filter(({ tries }) => tries >= MOST_TRIES), settled.filter(({ tries }) => tries < MOST_TRIES)];
  const given = last.map(({ outgoing, outcome: { reason } }): Settled => [outgoing, { outcome: 'FAILED', reason, permanent: false }]);
  const due = more.map(({ outgoing, outcome: { afterMs } }) => new Date(ctx.now.getTime() + (afterMs ?? pauseAfter(outgoing.tries))));
  await ctx.sql(holdBroadcastsOf(key));
  const [units, rows] = await Promise.all([
    noteFailures(ctx, channel, key, given),
    ctx.sql(settleRetry(key, plainArray(more.map(({ outgoing }) => outgoing.message.id)), instantArray(due), plainArray(more.map(({ tries }) => tries)))),
  ]);
  return units + sum(rows);
}

/**
 * How the channel goes on. Who says how long to wait says it of everything; who took nothing of a batch, or did not say
 * what, is left alone for a while. After what became of messages: others hold the channel before them only where nobody waits.
 */
export async function notePace(ctx: Context, channel: string, outcomes: readonly SendOutcome[] | null): Promise<void> {
  const asked = Math.max(0, ...(outcomes ?? []).map((outcome) => (outcome.outcome === 'RETRY' ? outcome.afterMs ?? 0 : 0)));
  if (!isAnswered(outcomes)) await ctx.sql(noteTrouble(channel, asked / 1_000));
  else if (asked > 0) await ctx.sql(pauseChannel(channel, new Date(ctx.now.getTime() + asked)));
  else await ctx.sql(noteNoTrouble(channel));
}

/** Whether a provider said of some of it that it takes it, or that it never will. */
export const isAnswered = (outcomes: readonly SendOutcome[] | null): boolean => outcomes?.some(({ outcome }) => outcome === 'SENT' || outcome === 'FAILED') ?? false;

const pauseAfter = (tries: number): number => Math.min(FIRST_PAUSE * 4 ** tries, LONGEST_PAUSE);

const sum = (rows: readonly { units: number }[]): number => rows.reduce((total, { units }) => total + units, 0);

async function noteFailures(ctx: Context, channel: string, key: string, all: readonly Settled[]): Promise<number> {
  const settled = all.filter(([, { outcome }]) => outcome === 'FAILED');
  if (settled.length === 0) return 0;
  const reasonOf = ([, outcome]: Settled): string => (outcome.outcome === 'FAILED' ? outcome.reason : '');
  const gone = settled.filter(([{ index }, outcome]) => outcome.outcome === 'FAILED' && outcome.permanent && index !== '');
  const rows = ctx.sql(settleFailed(key, idsOf(settled), textArray(settled.map(reasonOf))));
  if (gone.length > 0) void ctx.sql(markUnreachable(idsOf(gone), channel, textArray(gone.map(([{ index }]) => index)), textArray(gone.map(reasonOf))));
  return sum(await rows);
}

async function noteUncertain(ctx: Context, key: string, all: readonly Settled[]): Promise<void> {
  const settled = all.filter(([, { outcome }]) => outcome === 'UNCERTAIN');
  if (settled.length > 0) await ctx.sql(writeUncertain(key, idsOf(settled)));
}

/** Nobody can tell what of it went out. */
export const settleUncertain = (ctx: Context, channel: string, batch: ClaimedBatch): Promise<void> =>
  settleBatch(ctx, channel, batch, batch.outgoing.map(() => uncertain));


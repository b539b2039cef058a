import { type Context, instantArray, PersonalData, plainArray, publicId, textArray } from '@regulars/plugin-sdk';
import type { SendOutcome } from '../channels/channel';
import { countUnits, pauseChannel } from '../data/channel.statements';
import { holdBroadcastsOf, insertOutbox, markUnreachable, type SentRow, settleFailed, settleRetry, settleSent, takeBatch } from '../data/send.statements';
import type { ClaimedBatch } from './claim';
import { monthOf, type Outgoing } from './compose';
import { MessageSent } from './events';
import { BROADCAST_PREFIX, MESSAGE_PREFIX } from './ids';

const MOST_TRIES = 6;
const FIRST_PAUSE = 60_000; // ms; four times as long after each try
const LONGEST_PAUSE = 6 * 3_600_000;

type Settled = readonly [outgoing: Outgoing, outcome: SendOutcome];

/** Writes down what became of a batch; once, whoever comes first with it. */
export async function settleBatch(ctx: Context, channel: string, batch: Pick<ClaimedBatch, 'key' | 'outgoing' | 'account'>, outcomes: readonly SendOutcome[]): Promise<void> {
  const [taken] = await ctx.sql(takeBatch(batch.key));
  if (!taken) return;
  const settled = batch.outgoing.map((outgoing, index): Settled => [outgoing, outcomes[index] ?? { outcome: 'FAILED', reason: 'NO_OUTCOME', permanent: false }]);
  const [sent, units] = await Promise.all([
    noteSent(ctx, channel, batch, settled),
    Promise.all([noteRetries(ctx, channel, batch.key, settled), noteFailures(ctx, channel, batch.key, settled)]).then((counts) => counts[0] + counts[1]),
  ]);
  if (units > 0) void ctx.sql(countUnits(channel, monthOf(ctx), -units)); // what was not taken is not billed
  for (const { id, member_id, broadcast_id } of sent) {
    ctx.emit(MessageSent, { messageId: publicId(MESSAGE_PREFIX, id), channel, broadcastId: broadcast_id && publicId(BROADCAST_PREFIX, broadcast_id) }, member_id);
  }
}

const idsOf = (settled: readonly Settled[]): string => plainArray(settled.map(([{ message }]) => message.id));

async function noteSent(ctx: Context, channel: string, { key, account }: Pick<ClaimedBatch, 'key' | 'account'>, all: readonly Settled[]): Promise<readonly SentRow[]> {
  const settled = all.filter(([, { outcome }]) => outcome === 'SENT');
  if (settled.length === 0) return [];
  const rows = ctx.sql(settleSent(key, idsOf(settled), textArray(settled.map(([, outcome]) => (outcome.outcome === 'SENT' ? outcome.providerId : null)))));
  if (account === null) void ctx.sql(insertOutbox(idsOf(settled), channel, settled.map(([outgoing]) => sealForOutbox(ctx, outgoing.message.id, outgoing))));
  return rows;
}

/** What the development outbox shows of it. */
export function sealForOutbox(ctx: Context, id: string, { message }: Pick<Outgoing, 'message'>): Buffer {
  const { to, content, purpose, language } = message;
  return ctx.use(PersonalData).seal(JSON.stringify({ to, content, purpose, language }), { table: 'messaging.outbox', column: 'content_sealed', row: id });
}

async function noteRetries(ctx: Context, channel: string, key: string, all: readonly Settled[]): Promise<number> {
  const settled = all.filter(([, outcome]) => outcome.outcome === 'RETRY');
  if (settled.length === 0) return 0;
  const due = settled.map(([{ tries }, outcome]) => new Date(ctx.now.getTime() + ((outcome.outcome === 'RETRY' ? outcome.afterMs : null) ?? pauseAfter(tries))));
  const asked = settled.flatMap(([, outcome]) => (outcome.outcome === 'RETRY' && outcome.afterMs !== null ? [outcome.afterMs] : []));
  // Who says how long to wait says it of everything.
  if (asked.length > 0) void ctx.sql(pauseChannel(channel, new Date(ctx.now.getTime() + Math.max(...asked))));
  const [last, more] = [settled.filter(([{ tries }]) => tries + 1 >= MOST_TRIES), settled.filter(([{ tries }]) => tries + 1 < MOST_TRIES)];
  const given = last.map(([outgoing, outcome]): Settled => [outgoing, { outcome: 'FAILED', reason: outcome.outcome === 'RETRY' ? outcome.reason : 'GIVEN_UP', permanent: false }]);
  await ctx.sql(holdBroadcastsOf(key));
  const [units, rows] = await Promise.all([
    noteFailures(ctx, channel, key, given),
    ctx.sql(settleRetry(key, idsOf(more), instantArray(due.filter((_, index) => (settled[index]?.[0].tries ?? 0) + 1 < MOST_TRIES)))),
  ]);
  return units + sum(rows);
}

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

/** Nobody can tell what of it went out. It counts as sent, for quotas, and against caps it does not. */
export async function settleUncertain(ctx: Context, channel: string, key: string, outgoing: readonly Outgoing[]): Promise<void> {
  const [taken] = await ctx.sql(takeBatch(key));
  if (!taken) return;
  await noteFailures(ctx, channel, key, outgoing.map((one): Settled => [one, { outcome: 'FAILED', reason: 'UNCERTAIN', permanent: false }]));
}


import { Contacts } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import type { ChannelDriver } from '../channels/channel';
import { type BatchRow, dropBatch, type FactsRow, lockBatch, postponeBatch, retryBatch } from '../data/send.statements';
import { settings } from '../settings';
import type { ChannelAccount } from './accounts';
import type { Claim } from './claim';
import { type BatchContent, type ClaimedBatch, markOf, openBatch } from './claimed-batch';
import type { Outgoing } from './compose';
import { type Decision, decideSend } from './decide-send';
import { factsOfMessages, lastWroteAt } from './replies';
import { settleUncertain } from './settle';

const FIRST_PAUSE = 10; // s; three times as long before each further attempt
const LONGEST_PAUSE = 3_600;

const NONE: Claim = { is: 'batches', batches: [] };
const LOOK_AGAIN_AFTER = 60_000; // ms until it is looked again whether a broadcast goes on
const RETRY_HELD_AFTER = 200; // ms that whoever settles it late may take

/** Seconds between two attempts of a batch: a provider has time to come back, and what ends workers does not end one after the other. */
export const pauseBefore = (attempt: number): number => Math.min(FIRST_PAUSE * 3 ** (attempt - 2), LONGEST_PAUSE);

/**
 * A batch whose worker is gone, or of which the provider did not say what it took. Where the provider (or our own outbox)
 * does a batch once under its key, it is sent again under that, as long as the provider keeps that, to
 * whom may still be written to. Where not, nobody can tell what of it went out: it is not sent twice.
 */
export async function takeUp(ctx: Context, driver: ChannelDriver, account: ChannelAccount | null, { id, attempts, age }: BatchRow): Promise<Claim> {
  const [locked] = await ctx.sql(lockBatch(id));
  if (!locked) return { is: 'soon', ms: RETRY_HELD_AFTER };
  const content = readBatch(ctx, id, locked.payload_sealed);
  if (!content) {
    await ctx.sql(dropBatch(id));
    return NONE;
  }
  const { outgoing, month, account: mark } = content;
  const batch: ClaimedBatch = { key: id, outgoing, month, account, attempt: attempts + 1, withheld: new Set() };
  const keyEnds = account === null ? Infinity : driver.keepsKeys ?? 0;
  if (age >= keyEnds || mark !== markOf(driver, account)) return giveUp(ctx, driver, { ...batch, attempt: attempts });
  const decisions = await decideAgain(ctx, driver, outgoing);
  const waits = [...decisions.values()].flatMap((decision) => (decision.is === 'WAIT' ? [decision.until.getTime() - ctx.now.getTime()] : []));
  if (waits.length > 0) return putOff(ctx, driver, { ...batch, attempt: attempts }, Math.max(...waits), keyEnds - age);
  const withheld = new Set([...decisions].filter(([, { is }]) => is === 'SUPPRESS').map(([messageId]) => messageId));
  if (withheld.size === outgoing.length) return giveUp(ctx, driver, { ...batch, attempt: attempts });
  await ctx.sql(retryBatch(id, pauseBefore(attempts + 2)));
  return { is: 'batches', batches: [{ ...batch, withheld }] };
}

/** Null: whatever it was sealed with is gone. */
function readBatch(ctx: Context, id: string, sealed: Buffer): BatchContent | null {
  try {
    return openBatch(ctx, id, sealed);
  } catch {
    return null;
  }
}

async function giveUp(ctx: Context, driver: ChannelDriver, batch: ClaimedBatch): Promise<Claim> {
  await settleUncertain(ctx, driver.code, batch);
  return NONE;
}

/** What is quiet now, or paused, leaves afterwards, if its key is good until then. */
async function putOff(ctx: Context, driver: ChannelDriver, batch: ClaimedBatch, ms: number, keyEndsIn: number): Promise<Claim> {
  if (ms >= keyEndsIn) return giveUp(ctx, driver, batch);
  await ctx.sql(postponeBatch(batch.key, batch.attempt, Math.ceil(ms / 1_000)));
  return NONE;
}

/** What stands against each by now. What the batch itself takes of caps and quotas was counted when it was first sent. */
async function decideAgain(ctx: Context, driver: ChannelDriver, outgoing: readonly Outgoing[]): Promise<ReadonlyMap<string, Decision>> {
  const facts = new Map((await factsOfMessages(ctx, driver, outgoing.map(({ message }) => message.id))).map((row) => [row.id, row]));
  const members = [...facts.values()].map(({ member_id }) => member_id);
  const [addresses, { quietHours, perDay, perWeek }] = await Promise.all([
    driver.identity === null ? null : ctx.use(Contacts).addresses(driver.identity, members),
    ctx.settings(settings),
  ]);
  const policy = { quietHours, perDay, perWeek, timeZone: ctx.brand.timeZone };
  return new Map(outgoing.map(({ message, index }) => {
    const stored = facts.get(message.id);
    const isTheirs = addresses === null || addresses.get(stored?.member_id ?? '')?.index === index;
    return [message.id, stoppedBy(ctx, stored) ?? decideSend({
      purpose: message.purpose, now: ctx.now, expiresAt: stored?.expires_at ?? ctx.now, isActive: stored?.status === 'ACTIVE', consent: stored?.consent ?? null,
      reach: !isTheirs ? 'NONE' : stored?.dead_index === index ? 'BLOCKED' : 'OK',
      replyWithin: driver.replyWithin?.(message.content) ?? null, lastWroteAt: lastWroteAt(stored, index), sentInDay: 0, sentInWeek: 0, unitsLeft: null, reserve: 0,
    }, policy)];
  }));
}

/** A broadcast that was stopped meanwhile stops what it has under way, too, as far as that may not have left. */
function stoppedBy(ctx: Context, stored: FactsRow | undefined): Decision | null {
  if (stored?.broadcast_state === 'CANCELLED') return { is: 'SUPPRESS', reason: 'CANCELLED' };
  return stored?.broadcast_state === 'PAUSED' ? { is: 'WAIT', until: new Date(ctx.now.getTime() + LOOK_AGAIN_AFTER) } : null;
}

import { Contacts } from '@regulars/member/contract';
import { type Context, plainArray, textArray, wallClock } from '@regulars/plugin-sdk';
import type { ChannelEvent } from '../channels/channel';
import { countUnits, giveUnitsBack } from '../data/channel.statements';
import { holdTold, setTold, type ToldRow } from '../data/delivery.statements';
import { markUnreachable } from '../data/send.statements';
import { driverOf } from './channels';
import { monthOf } from './compose';
import { isUnsettled, stateAfter, type ToldKind } from './delivery';
import { tellSent } from './events';
import { providerKeyOf } from './hashed-id';
import { sendBy } from './send';
import { takeTestTold } from './test-told';

/** A message, and what it comes to by all that is told of it at once. */
interface Told {
  readonly before: ToldRow;
  readonly after: ToldRow;
  /** Of a failure. */
  readonly failure: ChannelEvent | null;
}

/**
 * What a provider says of messages it has taken: also before we have written down that it has. Answers which messages are
 * not known here, as codes.
 */
export async function takeTold(ctx: Context, channel: string, events: readonly ChannelEvent[]): Promise<readonly string[]> {
  if (events.length === 0) return [];
  const rows = await ctx.sql(holdTold(channel, events.flatMap(({ messageId }) => messageId ?? []), events.flatMap((event) => keyOf(event) ?? [])));
  const told = new Map(rows.map((row): [string, Told] => [row.id, { before: row, after: row, failure: null }]));
  const refused: string[] = [];
  for (const event of events) {
    const row = rows.find(({ id }) => id === event.messageId) ?? rows.find(({ provider_id }) => provider_id !== null && provider_id === keyOf(event));
    if (row) told.set(row.id, taking(ctx, told.get(row.id) as Told, event));
    else if (!(await takeTestTold(ctx, channel, event))) refused.push('MESSAGE_UNKNOWN');
  }
  await writeDown(ctx, channel, [...told.values()].filter(({ before, after }) => before !== after));
  return refused;
}

const keyOf = ({ providerId }: ChannelEvent): string | null => (providerId === undefined ? null : providerKeyOf(providerId));

function taking(ctx: Context, { before, after, failure }: Told, event: ChannelEvent): Told {
  const { kind, at, data } = event;
  const state = stateAfter(after, kind as ToldKind);
  if (state === null) return { before, after, failure };
  const isFailure = state === 'FAILED';
  const reason = typeof data?.reason === 'string' ? data.reason : 'PROVIDER_REFUSED';
  return {
    before,
    after: {
      ...after, state, reason: isFailure ? reason : null, provider_id: after.provider_id ?? keyOf(event), sent_at: after.sent_at ?? ctx.now,
      delivered_at: kind === 'DELIVERED' || kind === 'OPENED' ? (after.delivered_at ?? at) : after.delivered_at, opened_at: kind === 'OPENED' ? (after.opened_at ?? at) : after.opened_at,
    },
    failure: isFailure ? event : null,
  };
}

/** Messages before addresses, and these before what is counted of the channel: in the order in which what became of a batch is written down. */
async function writeDown(ctx: Context, channel: string, told: readonly Told[]): Promise<void> {
  await Promise.all(told.map(({ after }) => ctx.sql(setTold(after.id, after.state, after.reason, after.provider_id, after.sent_at as Date, after.delivered_at, after.opened_at))));
  await noteGone(ctx, channel, told);
  const [taken, free] = [unitsOf(told.filter(({ before }) => before.state === 'QUEUED')), unitsOf(told.filter((one) => isFree(ctx, one)))];
  if (taken > 0) await ctx.sql(countUnits(channel, monthOf(ctx), taken)); // they had been given back
  if (free > 0) await ctx.sql(giveUnitsBack(channel, monthOf(ctx), free));
  tellSent(ctx, channel, told.flatMap(({ before }) => (isUnsettled(before) ? [before] : [])));
  // It may have been the last that a broadcast waited for.
  if (told.some(({ before }) => before.state === 'QUEUED')) await sendBy(ctx, channel);
}

const unitsOf = (told: readonly Told[]): number => told.reduce((sum, { before }) => sum + before.units, 0);

/** Counted, and not billed. What is told of a month that is over changes nothing of this one. */
const isFree = (ctx: Context, { before, failure }: Told): boolean =>
  before.state !== 'QUEUED' && failure?.data?.billed === false && wallClock(before.asked_at, ctx.brand.timeZone).date.slice(0, 7) === monthOf(ctx);

/** An address of which the provider says that nothing reaches it, if it is still the member's. */
async function noteGone(ctx: Context, channel: string, told: readonly Told[]): Promise<void> {
  const driver = driverOf(ctx, channel);
  const gone = told.filter(({ failure }) => failure?.data?.permanent === true && failure.address !== undefined);
  if (gone.length === 0 || driver?.identity == null) return;
  const addresses = await ctx.use(Contacts).addresses(driver.identity, [...new Set(gone.map(({ before }) => before.member_id))]);
  const known = gone.flatMap(({ after, failure }) => {
    const address = addresses.get(after.member_id);
    return address !== undefined && driver.readAddress(address.value) === failure?.address ? [{ id: after.id, index: address.index, reason: after.reason }] : [];
  });
  if (known.length > 0) await ctx.sql(markUnreachable(plainArray(known.map(({ id }) => id)), channel, textArray(known.map(({ index }) => index)), textArray(known.map(({ reason }) => reason))));
}

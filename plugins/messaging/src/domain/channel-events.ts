import type { Context } from '@regulars/plugin-sdk';
import type { ChannelEvent } from '../channels/channel';
import { takeArrival } from './beacons';
import { driverOf } from './channels';
import { isTold } from './delivery';
import { lockConcerned, takeContact, takeLinked } from './line-link';
import { takeReply, tellingKind } from './replies';
import { takeTold } from './take-told';

/** Answers why nothing came of it, as a code; null: it was taken. */
type Taker = (ctx: Context, event: ChannelEvent, channel: string) => Promise<string | null>;

type Takers = Readonly<Partial<Record<ChannelEvent['kind'], Taker>>>;

/** What becomes of what a provider tells beside what became of messages, by channel and kind. */
const TAKERS: Readonly<Record<string, Takers>> = {
  LINE: { FOLLOWED: takeContact, BLOCKED: takeContact, LINKED: takeLinked, ARRIVED: takeArrival },
};

/** By whichever channel. */
const ANYWHERE: Takers = { REPLIED: takeReply };

/** Answers what was refused, as codes. What nobody takes was told for nothing. */
export async function takeEvents(ctx: Context, channel: string, events: readonly ChannelEvent[]): Promise<readonly string[]> {
  const kind = tellingKind(driverOf(ctx, channel));
  if (kind !== null) await lockConcerned(ctx, kind, events);
  const refused = [...(await takeTold(ctx, channel, inOrder(events.filter(isTold))))];
  for (const event of inOrder(events.filter((one) => !isTold(one)))) {
    const refusal = await (TAKERS[channel]?.[event.kind] ?? ANYWHERE[event.kind])?.(ctx, event, channel);
    if (refusal != null) refused.push(refusal);
  }
  return refused;
}

/** By whom they are about, so that two requests about the same people wait for each other in no circle; and then as they happened. */
const inOrder = (events: readonly ChannelEvent[]): ChannelEvent[] =>
  [...events].sort((a, b) => compare(a.address ?? '', b.address ?? '') || a.at.getTime() - b.at.getTime());

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

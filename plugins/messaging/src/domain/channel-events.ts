import type { Context } from '@regulars/plugin-sdk';
import type { ChannelEvent } from '../channels/channel';

type Taker = (ctx: Context, channel: string, event: ChannelEvent) => Promise<void>;

/** What becomes of what a provider tells, by kind. */
const TAKERS: Readonly<Partial<Record<ChannelEvent['kind'], Taker>>> = {};

/** What nobody takes was told for nothing. */
export const takeEvent: Taker = async (ctx, channel, event) => TAKERS[event.kind]?.(ctx, channel, event);

import { type Context, NotFoundError, reject } from '@regulars/plugin-sdk';
import { type ChannelDriver, Channels } from '../channels/channel';
import { say } from './texts';

/** In the order of the modules that bring them. */
export const driversOf = (ctx: Context): readonly ChannelDriver[] => ctx.extensions(Channels);

export const driverOf = (ctx: Context, code: string): ChannelDriver | null => driversOf(ctx).find((driver) => driver.code === code) ?? null;

export function driverNamed(ctx: Context, code: string, path: string): ChannelDriver {
  return driverOf(ctx, code) ?? reject(new NotFoundError(say.noSuchChannel, path, code));
}

import { type Context, parseDecimal, Problems, scaleOf } from '@regulars/plugin-sdk';
import { setChannel } from '../data/channel.statements';
import { driverNamed } from './channels';
import { holdChannel } from './hold-channel';
import { say } from './texts';

export interface ChannelTerms {
  readonly channel: string;
  readonly unitPrice: string;
  readonly monthlyUnits?: number | null;
  readonly reserveUnits: number;
}

/** Decimals of a unit's price beyond those of the currency. */
export const FINER_DECIMALS = 4;

/** What a unit costs, and how many may be sent in a month. */
export async function changeChannel(ctx: Context, { channel, unitPrice, monthlyUnits, reserveUnits }: ChannelTerms): Promise<{ readonly code: string }> {
  const driver = driverNamed(ctx, channel, 'input.channel');
  await holdChannel(ctx, driver.code);
  const problems = new Problems();
  const price = parseDecimal(unitPrice, scaleOf(ctx.brand.currency) + FINER_DECIMALS);
  if (price === null || price < 0n) problems.add('input.unitPrice', say.notAPrice);
  if ((monthlyUnits ?? 0) < 0) problems.add('input.monthlyUnits', say.negative);
  if (reserveUnits < 0) problems.add('input.reserveUnits', say.negative);
  problems.throwIfAny();
  await ctx.sql(setChannel(driver.code, price ?? 0n, monthlyUnits ?? null, reserveUnits));
  return { code: driver.code };
}

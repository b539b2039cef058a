import { type Context, Limits, reject } from '@regulars/plugin-sdk';
import { TooBusy } from './passwords';
import { failed } from './refusals';

/** At one address, whether somebody has it or not, counted over all processes. */
const TRIES = [{ max: 10, seconds: 900 }];

/** Counts a try at somebody's secrets before anything of them is looked at; rejects where there were too many. */
export async function countTry(ctx: Context, subject: string, path: string): Promise<void> {
  const wait = await ctx.use(Limits).take('brand.staff-sign-in', subject, TRIES);
  if (wait !== null) reject(failed(path, wait));
}

export const forgetTries = (ctx: Context, subject: string): Promise<void> => ctx.use(Limits).clear('brand.staff-sign-in', subject);

/** What checks or makes passwords; where too many wait for that, the caller is asked to come again. */
export async function unlessBusy<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooBusy) reject(failed(path, 5));
    throw error;
  }
}

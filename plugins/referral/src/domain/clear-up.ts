import { defineJob } from '@regulars/plugin-sdk';
import { forgetClicks, oldestClick } from '../data/link.statements';
import { settings } from '../settings';

const DAY = 86_400_000; // ms

/** Each night: visits by which nobody joins any more. How many there were stands in their links. */
export const clearUp = defineJob({
  id: 'clear-up',
  cron: '40 3 * * *',
  async nextDue(ctx) {
    const [[oldest], { clickDays }] = await Promise.all([ctx.sql(oldestClick()), ctx.settings(settings)]);
    return oldest ? new Date(oldest.at.getTime() + clickDays * DAY) : null;
  },
  async run(ctx) {
    const { clickDays } = await ctx.settings(settings);
    await ctx.sql(forgetClicks(new Date(ctx.now.getTime() - clickDays * DAY)));
  },
});

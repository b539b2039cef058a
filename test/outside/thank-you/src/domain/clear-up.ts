import { defineJob } from '@regulars/plugin-sdk';
import { deleteWrittenBefore, oldestCard } from '../data/card.statements';
import { settings } from '../settings';

const DAY = 86_400_000; // ms

/** Each night, in the brand's time zone: cards that were kept long enough go. */
export const clearUp = defineJob({
  id: 'clear-up',
  cron: '30 3 * * *',
  async nextDue(ctx) {
    const [[oldest], { keepDays }] = await Promise.all([ctx.sql(oldestCard()), ctx.settings(settings)]);
    return oldest ? new Date(oldest.written_at.getTime() + keepDays * DAY) : null;
  },
  async run(ctx) {
    const { keepDays } = await ctx.settings(settings);
    await ctx.sql(deleteWrittenBefore(new Date(ctx.now.getTime() - keepDays * DAY)));
  },
});

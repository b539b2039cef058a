import { DAY, defineJob } from '@regulars/plugin-sdk';
import { forgetClicks, oldestClick } from '../data/link.statements';
import { forgetSightings, oldestSighting } from '../data/sighting.statements';
import { settings } from '../settings';


/** What was seen where says nothing after so long. */
const SIGHTING_DAYS = 180;

/** Each night: visits by which nobody joins any more, and where members were long ago. How many visits there were stands in their links. */
export const clearUp = defineJob({
  id: 'clear-up',
  cron: '40 3 * * *',
  async nextDue(ctx) {
    const [[click], [sighting], { clickDays }] = await Promise.all([ctx.sql(oldestClick()), ctx.sql(oldestSighting()), ctx.settings(settings)]);
    const due = [...(click ? [click.at.getTime() + clickDays * DAY] : []), ...(sighting ? [sighting.at.getTime() + SIGHTING_DAYS * DAY] : [])];
    return due.length === 0 ? null : new Date(Math.min(...due));
  },
  async run(ctx) {
    const { clickDays } = await ctx.settings(settings);
    await ctx.sql(forgetClicks(new Date(ctx.now.getTime() - clickDays * DAY)));
    await ctx.sql(forgetSightings(new Date(ctx.now.getTime() - SIGHTING_DAYS * DAY)));
  },
});

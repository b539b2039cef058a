import { type Context, DAY, defineJob, defineTask, publicId } from '@regulars/plugin-sdk';
import { expireCards, nextExpiry } from '../data/expiry.statements';
import { StampCardExpired } from './events';
import { CARD_PREFIX, PROGRAM_PREFIX } from './ids';

const AT_ONCE = 500;
/** Whoever would be told so late is not told: of cards that were over long before anybody looked. */
const TOO_LATE = 30 * DAY;

/** A card is over at its instant whether or not this ran: it only writes that down and tells. Answers whether there may be more. */
async function tidy(ctx: Context): Promise<boolean> {
  const expired = await ctx.sql(expireCards(AT_ONCE));
  for (const { id, program_id, member_id, stamps, ended_at } of expired) {
    if (stamps === 0 || ctx.now.getTime() - ended_at.getTime() > TOO_LATE) continue;
    ctx.emit(StampCardExpired, { cardId: publicId(CARD_PREFIX, id), programId: publicId(PROGRAM_PREFIX, program_id) }, member_id, { at: ended_at });
  }
  return expired.length >= AT_ONCE;
}

/** What is more than one run of the job takes, in transactions of its own. */
export const expireRestTask = defineTask<object>('stamp-card.expire-rest', async (work) => {
  for (let more = true; more; ) {
    work.signal.throwIfAborted();
    more = await work.transaction(tidy);
  }
});

export const expireCardsJob = defineJob({
  id: 'expire-cards',
  cron: '* * * * *',
  nextDue: async (ctx) => (await ctx.sql(nextExpiry()))[0]?.at ?? null,
  async run(ctx) {
    if (await tidy(ctx)) await ctx.enqueue(expireRestTask, {});
  },
});

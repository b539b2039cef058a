import { Members } from '@regulars/member/contract';
import { type Context, defineJob, defineTask, publicId } from '@regulars/plugin-sdk';
import { type CouponRow, insertTransitions, setStates } from '../data/coupon.statements';
import { couponsDue, lockDue, nextDue, remind } from '../data/due.statements';
import { settings } from '../settings';
import { lapse } from './coupon-state';
import { GiftCouponExpired, GiftCouponExpiring } from './events';
import { COUPON_PREFIX, TEMPLATE_PREFIX } from './ids';
import { stepRow } from './write-steps';

/** More than this in one transaction would keep too many members from buying. */
const AT_ONCE = 500;

/** Writes down what time has brought about, and answers whether there may be more. Nobody waits for it: every look at a coupon knows without. */
async function writeLapsed(ctx: Context): Promise<boolean> {
  const due = await ctx.sql(couponsDue(AT_ONCE));
  if (due.length === 0) return false;
  await ctx.use(Members).lock([...new Set(due.map(({ member_id }) => member_id))]);
  const rows = await ctx.sql(lockDue(due.map(({ id }) => id)));
  const lapsed = rows.map((row) => ({ row, steps: lapse(row, ctx.now) })).filter(({ steps }) => steps.length > 0);
  if (lapsed.length === 0) return false;
  void ctx.sql(setStates(JSON.stringify(lapsed.map(({ row, steps }) => ({ id: row.id, was: row.state, state: steps.at(-1)?.to, held_until: null, held_for: null })))));
  void ctx.sql(insertTransitions(JSON.stringify(lapsed.flatMap(({ row, steps }) => steps.map((step) => stepRow(row.id, step))))));
  for (const { row, steps } of lapsed) {
    const end = steps.at(-1);
    if (end?.to === 'EXPIRED') ctx.emit(GiftCouponExpired, payloadOf(row), row.member_id, { at: end.at });
  }
  return due.length === AT_ONCE;
}

const payloadOf = ({ id, template_id }: Pick<CouponRow, 'id' | 'template_id'>) =>
  ({ couponId: publicId(COUPON_PREFIX, id), templateId: publicId(TEMPLATE_PREFIX, template_id) });

/** Announces coupons that are about to end, each once. */
async function announceEnds(ctx: Context): Promise<boolean> {
  const { remindDaysBefore } = await ctx.settings(settings);
  if (remindDaysBefore === null) return false;
  const reminded = await ctx.sql(remind(remindDaysBefore, AT_ONCE));
  for (const row of reminded) ctx.emit(GiftCouponExpiring, payloadOf(row), row.member_id);
  return reminded.length === AT_ONCE;
}

/** What is more than one run of the job takes, in transactions of its own. */
export const expireRestTask = defineTask<object>('gift-coupon.expire-rest', async (work) => {
  for (const step of [writeLapsed, announceEnds]) {
    for (let more = true; more; ) {
      work.signal.throwIfAborted();
      more = await work.transaction(step);
    }
  }
});

export const expireCoupons = defineJob({
  id: 'expire-coupons',
  cron: '* * * * *',
  async run(ctx) {
    const moreLapsed = await writeLapsed(ctx);
    const moreEnds = await announceEnds(ctx);
    if (moreLapsed || moreEnds) await ctx.enqueue(expireRestTask, {});
  },
  nextDue: async (ctx) => {
    const { remindDaysBefore } = await ctx.settings(settings);
    const [row] = await ctx.sql(nextDue(remindDaysBefore));
    const instants = [row?.at, row?.reminder].filter((at) => at != null);
    return instants.length === 0 ? null : new Date(Math.min(...instants.map(Number)));
  },
});

import { Members } from '@regulars/member/contract';
import { addDays, businessDateOf, type Context, defineJob, defineTask, publicId, startOfBusinessDate } from '@regulars/plugin-sdk';
import { expireHolds } from '../data/hold.statements';
import { insertNotices, membersDue, nextDue, type ReminderRow, remindersDue } from '../data/due.statements';
import { PointsExpiring } from './events';
import { leave, Ledger } from './ledger';
import { endOfDay } from './lot-terms';
import { expireDue } from './posting';
import { settingsHistory } from './read-settings';

/** More than this in one transaction would keep too many members from buying. */
const AT_ONCE = 500;

/** Posts what has expired, then says of holds that they have, and answers whether there may be more. Reads never wait for it: they know what has expired without. */
async function postExpiries(ctx: Context): Promise<boolean> {
  const ledger = await Ledger.of(ctx);
  const due = (await ctx.sql(membersDue(AT_ONCE))).map((row) => row.member_id);
  if (due.length > 0) {
    await Promise.all([ctx.use(Members).lock(due), ledger.load(ctx, { light: due })]);
    for (const memberId of due) ledger.take(expireDue(ledger.wallet(memberId), ctx.now));
    ledger.send(ctx);
  }
  if (due.length < AT_ONCE) leave(ctx.sql(expireHolds()));
  return due.length === AT_ONCE;
}

/** What is more than one run of the job takes, in transactions of its own. */
export const expireRestTask = defineTask<object>('points.expire-rest', async (work) => {
  for (let more = true; more; ) {
    work.signal.throwIfAborted();
    more = await work.transaction(postExpiries);
  }
});

/**
 * Tells members of points that are about to expire: once per last usable day and number of days before. Of several
 * reminders due at once, as for points that came late, only the most urgent goes out.
 */
async function remind(ctx: Context): Promise<void> {
  const { remindDaysBefore } = (await settingsHistory(ctx)).current;
  if (remindDaysBefore.length === 0) return;
  const today = businessDateOf(ctx.now, ctx.brand);
  const until = remindDaysBefore.map((days) => addDays(today, days));
  const horizon = endOfDay(addDays(today, Math.max(...remindDaysBefore)), ctx.brand);
  const due = await ctx.sql(remindersDue(remindDaysBefore, until, horizon));
  if (due.length === 0) return;
  const rows = due.flatMap((row) => row.days_before.map((daysBefore) => ({ ...row, daysBefore })));
  const written = await ctx.sql(insertNotices(rows.map((row) => row.member_id), rows.map((row) => row.expires_on), rows.map((row) => row.daysBefore)));
  const isNew = new Set(written.map((row) => `${row.member_id} ${row.expires_on} ${row.days_before}`));
  for (const row of due) if (isNew.has(`${row.member_id} ${row.expires_on} ${row.days_before[0]}`)) tell(ctx, row);
}

function tell(ctx: Context, { member_id, expires_on, points, days_before }: ReminderRow): void {
  ctx.emit(PointsExpiring, { memberId: publicId('mbr', member_id), points, on: expires_on, daysBefore: days_before[0] ?? 0 }, member_id);
}

/** The next instant at which a lot expires or a reminder falls due. */
async function nextInstant(ctx: Context): Promise<Date | null> {
  const { remindDaysBefore } = (await settingsHistory(ctx)).current;
  const today = businessDateOf(ctx.now, ctx.brand);
  const [row] = await ctx.sql(nextDue(remindDaysBefore.map((days) => endOfDay(addDays(today, days), ctx.brand))));
  const reminders = remindDaysBefore.flatMap((days, index) => {
    const on = row?.days[index];
    return on ? [startOfBusinessDate(addDays(on, -days), ctx.brand)] : [];
  });
  const instants = [...(row?.expires_at ? [row.expires_at] : []), ...reminders].filter((at) => at > ctx.now);
  return instants.reduce<Date | null>((first, at) => (first && first <= at ? first : at), null);
}

export const expirePoints = defineJob({
  id: 'expire-points',
  cron: '* * * * *',
  nextDue: nextInstant,
  async run(ctx) {
    if (await postExpiries(ctx)) await ctx.enqueue(expireRestTask, {});
    await remind(ctx);
  },
});

import { Members } from '@regulars/member/contract';
import { matchesScope, orderByName, type OrderEventData, type OrderState } from '@regulars/order/contract';
import { type Context, DAY, defineJob, defineTask, newUuid, publicId, type StoredEvent } from '@regulars/plugin-sdk';
import { decideInvitations, type DueInvitationRow, dueInvitations, lockDueInvitations, nextInvitation, planInvitations } from '../data/invitation.statements';
import { SurveyInvited } from './events';
import { SURVEY_PREFIX } from './ids';
import { surveysOf } from './survey';

/** Nobody remembers a cup of tea for longer: the third day is the last. */
const LATE_AFTER = 4 * DAY;
/** Of whatever survey, a member is asked once in so long. */
const REST = 30 * DAY;
const AT_ONCE = 500;

/** Plans, for an order that was paid, to ask its member by the surveys that are about such orders. */
export async function planAfterOrder(ctx: Context, data: OrderEventData, { memberId }: StoredEvent): Promise<void> {
  const asking = (await surveysOf(ctx)).flatMap((survey) => {
    const afterOrder = survey.state === 'LIVE' ? survey.versions.get(survey.version)?.afterOrder : null;
    return afterOrder ? [{ id: survey.id, afterOrder }] : [];
  });
  if (asking.length === 0 || memberId === null) return;
  await ctx.use(Members).lock([memberId]);
  const order = await orderByName(ctx, data);
  if (!order?.counts || order.memberId === null || order.placedAt.getTime() + LATE_AFTER <= ctx.now.getTime()) return;
  const about = asking.filter(({ afterOrder }) => matchesScope(afterOrder.scope, order, null, ctx.brand));
  if (about.length > 0) await ctx.sql(planInvitations(JSON.stringify(about.map(({ id, afterOrder }) => plannedRow(id, order, afterOrder.days)))));
}

const plannedRow = (surveyId: string, { id, memberId, placedAt }: OrderState, days: number): object => ({
  id: newUuid(), survey_id: surveyId, member_id: memberId, order_id: id, due_at: new Date(placedAt.getTime() + days * DAY), late_at: new Date(placedAt.getTime() + LATE_AFTER),
});

/** Asks whom it is time to ask; answers whether there may be more. */
async function inviteDue(ctx: Context): Promise<boolean> {
  const due = await ctx.sql(dueInvitations(AT_ONCE));
  if (due.length === 0) return false;
  const members = new Set(due.map(({ member_id }) => member_id));
  await ctx.use(Members).lock([...members]);
  const rows = await ctx.sql(lockDueInvitations(due.map(({ id }) => id)));
  // Of one who was merged meanwhile it is another who is asked, whom nothing holds: two at once would ask twice.
  if (rows.some(({ member_id }) => !members.has(member_id))) ctx.restart('A member was merged meanwhile');
  const asked = new Set<string>();
  const decided = rows.map((row) => {
    const reason = reasonNotToAsk(row, ctx.now, asked.has(row.member_id));
    if (reason === null) asked.add(row.member_id);
    return { row, reason };
  });
  await ctx.sql(decideInvitations(JSON.stringify(decided.map(({ row, reason }) => ({ id: row.id, reason })))));
  for (const { row } of decided.filter(({ reason }) => reason === null)) {
    ctx.emit(SurveyInvited, { surveyId: publicId(SURVEY_PREFIX, row.survey_id), orderId: publicId('ord', row.order_id) }, row.member_id);
  }
  return due.length === AT_ONCE;
}

function reasonNotToAsk(row: DueInvitationRow, now: Date, isAskedNow: boolean): string | null {
  if (!row.is_live) return 'SURVEY_CLOSED';
  if (!row.order_stands) return 'ORDER_GIVEN_BACK';
  if (!row.is_active) return 'NOT_ACTIVE';
  if (row.has_answered) return 'ALREADY_ANSWERED';
  if (row.late_at <= now) return 'LATE';
  return isAskedNow || (row.last_at !== null && now.getTime() - row.last_at.getTime() < REST) ? 'ASKED_LATELY' : null;
}

/** What is more than one run of the job takes, in transactions of its own. */
export const inviteRestTask = defineTask<object>('survey.invite-rest', async (work) => {
  for (let more = true; more; ) {
    work.signal.throwIfAborted();
    more = await work.transaction(inviteDue);
  }
});

export const inviteJob = defineJob({
  id: 'invite',
  cron: '* * * * *',
  nextDue: async (ctx) => (await ctx.sql(nextInvitation()))[0]?.at ?? null,
  async run(ctx) {
    if (await inviteDue(ctx)) await ctx.enqueue(inviteRestTask, {});
  },
});

import { type MemberJoinedPayload, Members } from '@regulars/member/contract';
import { type Context, defineEvent, defineJob, defineTask, InvalidInputError, type JsonObject, type LocalDate, newUuid, NIL_UUID, on, Problems, reject, type StoredEvent, wallClock } from '@regulars/plugin-sdk';
import { allAutomatics, type AutomaticRow, bornOn, notGreeted, setAutomatic } from '../data/automatic.statements';
import { insertMessages, type NewMessage } from '../data/message.statements';
import { MessageTrigger } from '../enums';
import { driverNamed } from './channels';
import { sendBy } from './send';
import { templateNamed } from './templates';
import { say } from './texts';

export interface AutomaticDraft {
  readonly trigger: `${MessageTrigger}`;
  readonly templateId: string;
  readonly channel: string;
  readonly isOn: boolean;
  readonly delayMinutes: number;
  readonly lifeMinutes: number;
}

const MINUTE = 60_000;
const MAX_DELAY = 30 * 24 * 60;
const BIRTHDAYS_AT_ONCE = 1_000;

export const automaticsOf = (ctx: Context): Promise<readonly AutomaticRow[]> => ctx.cached('messaging.automatics', (reading) => reading.sql(allAutomatics()));

/** Sets what is sent when something happens; one message for each. */
export async function changeAutomatic(ctx: Context, draft: AutomaticDraft): Promise<{ readonly trigger: string }> {
  const template = await templateNamed(ctx, draft.templateId, 'input.templateId');
  const driver = driverNamed(ctx, draft.channel, 'input.channel');
  if (!template.terms.contents.some(({ channel }) => channel === driver.code)) reject(new InvalidInputError(say.silent, 'input.channel'));
  const problems = new Problems();
  if (draft.delayMinutes < 0 || draft.delayMinutes > MAX_DELAY) problems.add('input.delayMinutes', between(0, MAX_DELAY));
  if (draft.lifeMinutes < 1 || draft.lifeMinutes > MAX_DELAY) problems.add('input.lifeMinutes', between(1, MAX_DELAY));
  problems.throwIfAny();
  await ctx.sql(setAutomatic(draft.trigger, template.id, driver.code, draft.isOn, draft.delayMinutes, draft.lifeMinutes));
  return { trigger: draft.trigger };
}

const between = (least: number, most: number) => ({ en: `Give ${least} to ${most}.`, 'zh-TW': `請填 ${least} 至 ${most}。` });

/** Queues what a trigger sends to members, by what caused it: the same cause is answered once. */
async function queue(ctx: Context, trigger: `${MessageTrigger}`, at: Date, members: readonly { readonly memberId: string; readonly cause: string; readonly data: JsonObject | null }[]): Promise<void> {
  const automatic = (await automaticsOf(ctx)).find((one) => one.trigger === trigger && one.is_on);
  if (!automatic || members.length === 0) return;
  const due = new Date(at.getTime() + automatic.delay_minutes * MINUTE);
  const rows = members.map(({ memberId, cause, data }): NewMessage => ({
    id: newUuid(), member_id: memberId, channel: automatic.channel, template_id: automatic.template_id, trigger, cause: `${trigger}/${cause}`, data,
    due_at: due, expires_at: new Date(due.getTime() + automatic.life_minutes * MINUTE),
  }));
  const written = await ctx.sql(insertMessages(JSON.stringify(rows)));
  if (written.length > 0 && due <= ctx.now) await sendBy(ctx, automatic.channel);
}

/** What of an event templates can say. */
const facts = (payload: object, ...names: readonly string[]): JsonObject => Object.fromEntries(Object.entries(payload).filter(([name]) => names.includes(name))) as JsonObject;

const answer = (trigger: MessageTrigger, ...names: readonly string[]) =>
  async (ctx: Context, payload: object, { id, at, memberId }: StoredEvent<unknown>): Promise<void> => {
    if (memberId !== null) await queue(ctx, trigger, at, [{ memberId, cause: id, data: names.length > 0 ? facts(payload, ...names) : null }]);
  };

/** Others' events, by name alone: of a plugin that is not there nothing is heard. */
export const handlers = [
  on(defineEvent<MemberJoinedPayload>('member.joined'), 'welcome', answer(MessageTrigger.WELCOME), { when: ({ channel }) => channel !== 'IMPORT' }),
  on(defineEvent<object>('points.expiring'), 'points-expiring', answer(MessageTrigger.POINTS_EXPIRING, 'points', 'on')),
  on(defineEvent<{ readonly reason: string }>('tier.changed'), 'tier-upgraded', answer(MessageTrigger.TIER_UPGRADED, 'to'), { when: ({ reason }) => reason === 'UPGRADED' }),
  on(defineEvent<object>('gift-coupon.expiring'), 'coupon-expiring', answer(MessageTrigger.COUPON_EXPIRING)),
  on(defineEvent<object>('stamp-card.nearly-full'), 'card-nearly-full', answer(MessageTrigger.CARD_NEARLY_FULL, 'remaining')),
];

/** One page of whose birthday it is; answers where the next begins, null: there is none. */
async function congratulate(ctx: Context, date: LocalDate, after: string): Promise<string | null> {
  if (!(await automaticsOf(ctx)).some((one) => one.trigger === MessageTrigger.BIRTHDAY && one.is_on)) return null;
  const [dates, year] = [birthDatesOf(date), date.slice(0, 4)];
  const ids = (await ctx.sql(bornOn(dates, after, BIRTHDAYS_AT_ONCE))).map(({ id }) => id);
  // Two who are being merged are one afterwards.
  if (ids.length > 0) await ctx.use(Members).lock(ids);
  const greeted = await ctx.sql(notGreeted(ids, dates, `${MessageTrigger.BIRTHDAY}/${year}/`));
  await queue(ctx, MessageTrigger.BIRTHDAY, ctx.now, greeted.map(({ id }) => ({ memberId: id, cause: `${year}/${id}`, data: null })));
  return ids.length < BIRTHDAYS_AT_ONCE ? null : (ids.at(-1) ?? null);
}

/** Every date of birth that has its birthday on a day; 29 February has it on the 28th in years without one. */
export function birthDatesOf(date: LocalDate): readonly LocalDate[] {
  const [year = 0, day = ''] = [Number(date.slice(0, 4)), date.slice(5)];
  const isLeap = (of: number): boolean => (of % 4 === 0 && of % 100 !== 0) || of % 400 === 0;
  const years = Array.from({ length: 130 }, (_, ago) => year - ago);
  const days = years.filter((of) => day !== '02-29' || isLeap(of)).map((of) => `${of}-${day}`);
  return day === '02-28' && !isLeap(year) ? [...days, ...years.filter(isLeap).map((of) => `${of}-02-29`)] : days;
}

export interface Page {
  readonly date: LocalDate;
  readonly after: string;
}

export const birthdayRestTask = defineTask<Page>('messaging.birthday-rest', async (work, { date, after }) => {
  for (let next: string | null = after; next !== null; ) {
    const from: string = next;
    next = await work.transaction((ctx) => congratulate(ctx, date, from));
  }
});

export const birthdayJob = defineJob({
  id: 'birthdays',
  cron: '0 9 * * *',
  async run(ctx) {
    const { date } = wallClock(ctx.now, ctx.brand.timeZone);
    const after = await congratulate(ctx, date, NIL_UUID);
    if (after !== null) await ctx.enqueue(birthdayRestTask, { date, after });
  },
});

import { type MemberJoinedPayload, Members, MemberStatus } from '@regulars/member/contract';
import { addDays, type Context, defineJob, defineTask, type LocalDate, NIL_UUID, startOfBusinessDate, type StoredEvent, wallClock } from '@regulars/plugin-sdk';
import type { TierChangedPayload, TierRenewedPayload } from '@regulars/tier/contract';
import { bornOn, everybody, lastDay, noteOccasions, setLastDay, startDays } from '../data/rule.statements';
import { settings } from '../settings';
import { issue } from './issue';
import { birthDatesOf, birthdaysAhead, type LiveRule, liveRules, occasionOn } from './rules';

/** More than this in one transaction would keep too many members from buying. */
const AT_ONCE = 500;
/** A worker that was down for longer has missed what nobody waits for any more. */
const MOST_DAYS = 60;

/** An import brings members that the brand had before. */
export const isNewcomer = ({ channel }: MemberJoinedPayload): boolean => channel !== 'IMPORT';

/** Notes the occasion of members who are locked, and gives a coupon to those who had none for it. */
async function giveOnce(ctx: Context, { template, id }: LiveRule, occurrence: string, memberIds: readonly string[], at: Date): Promise<void> {
  const noted = await ctx.sql(noteOccasions(memberIds, id, occurrence, at));
  await issue(ctx, noted.map(({ member_id }) => ({ template, memberId: member_id, at, reason: 'ISSUED_BY_RULE' as const })));
}

async function giveToOne(ctx: Context, rules: readonly LiveRule[], occurrence: string, event: StoredEvent<unknown>): Promise<void> {
  const { memberId, at } = event;
  if (rules.length === 0 || memberId === null) return;
  const members = ctx.use(Members);
  await members.lock([memberId]);
  if ((await members.standings([memberId])).get(memberId)?.status !== 'ACTIVE') return;
  for (const rule of rules) await giveOnce(ctx, rule, occurrence, [memberId], at);
}

export const welcome = async (ctx: Context, _: MemberJoinedPayload, event: StoredEvent<MemberJoinedPayload>): Promise<void> =>
  giveToOne(ctx, await liveRules(ctx, 'WELCOME'), '', event);

const forTier = (rules: readonly LiveRule[], tier: string): readonly LiveRule[] => rules.filter(({ rule }) => rule.tierCodes === null || rule.tierCodes.includes(tier));

/** Once for each tier, however often it is reached. */
export const onUpgrade = async (ctx: Context, { to }: TierChangedPayload, event: StoredEvent<TierChangedPayload>): Promise<void> =>
  giveToOne(ctx, forTier(await liveRules(ctx, 'TIER_UPGRADE'), to), to, event);

export const isUpgrade = ({ reason }: TierChangedPayload): boolean => reason === 'UPGRADED';

/** Once for each period that begins anew. */
export const onRenewal = async (ctx: Context, { tier, from }: TierRenewedPayload, event: StoredEvent<TierRenewedPayload>): Promise<void> =>
  giveToOne(ctx, forTier(await liveRules(ctx, 'TIER_RENEW'), tier), `${tier}/${from}`, event);

/** One page of who has an occasion on a date; answers where the next begins, null: there is none. */
async function givePage(ctx: Context, live: LiveRule, date: LocalDate, after: string): Promise<string | null> {
  const occasion = await occasionOf(ctx, live, date);
  if (!occasion) return null;
  const { birthdays, occurrence } = occasion;
  const whom = [live.id, occurrence, after, AT_ONCE, endOf(ctx, date)] as const;
  const ids = (await ctx.sql(birthdays === null ? everybody(...whom) : bornOn(...whom, birthDatesOf(birthdays, date)))).map(({ id }) => id);
  await giveToActive(ctx, live, occurrence, ids);
  return ids.length < AT_ONCE ? null : (ids.at(-1) ?? null);
}

async function giveToActive(ctx: Context, live: LiveRule, occurrence: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const members = ctx.use(Members);
  await members.lock(ids);
  const standings = await members.standings(ids);
  await giveOnce(ctx, live, occurrence, ids.filter((id) => standings.get(id)?.status === MemberStatus.ACTIVE), ctx.now);
}

/**
 * Of a coupon that is given before a birthday: whoever joined, said when they were born or became active between that day and
 * the birthday. If there are very many, the next run of the job finds the others.
 */
async function giveToLate(ctx: Context, live: LiveRule, today: LocalDate, takenUp: LocalDate | null): Promise<void> {
  const { leapDay } = await ctx.settings(settings);
  const begun = wallClock(live.since, ctx.brand.timeZone).date;
  for (const { occurrence, birthDates } of birthdaysAhead(live, today, takenUp !== null && takenUp > begun ? takenUp : begun, leapDay)) {
    const late = await ctx.sql(bornOn(live.id, occurrence, NIL_UUID, AT_ONCE, endOf(ctx, today), birthDates));
    await giveToActive(ctx, live, occurrence, late.map(({ id }) => id));
  }
}

/** What a rule keeps on a date; null: nothing, or there was no such rule yet. */
async function occasionOf(ctx: Context, live: LiveRule, date: LocalDate): Promise<ReturnType<typeof occasionOn>> {
  const { leapDay } = await ctx.settings(settings);
  return date < wallClock(live.since, ctx.brand.timeZone).date ? null : occasionOn(live, date, leapDay);
}

const endOf = ({ brand: { timeZone } }: Context, date: LocalDate): Date => startOfBusinessDate(addDays(date, 1), { timeZone, dayStartsAt: 0 });

export interface RestOfDay {
  readonly rule: string;
  /** Tells rules of a template apart that are on the same occasion; absent in tasks of earlier versions. */
  readonly offsetDays?: number;
  readonly date: LocalDate;
  readonly after: string;
}

const dayRules = async (ctx: Context): Promise<readonly LiveRule[]> => [...(await liveRules(ctx, 'BIRTHDAY')), ...(await liveRules(ctx, 'FESTIVAL'))];

/** A day that was missed, and those whom one run of the job leaves over, in transactions of their own. */
export const restOfDayTask = defineTask<RestOfDay>('gift-coupon.rest-of-day', async (work, { rule, offsetDays, date, after }) => {
  for (let next: string | null = after; next !== null; ) {
    work.signal.throwIfAborted();
    const from: string = next;
    next = await work.transaction(async (ctx) => {
      const live = (await dayRules(ctx)).find(({ id, rule: { offsetDays: own } }) => id === rule && (offsetDays === undefined || own === offsetDays));
      return live ? givePage(ctx, live, date, from) : null;
    });
  }
});

const missedPage = async (ctx: Context, live: LiveRule, date: LocalDate): Promise<string | null> => ((await occasionOf(ctx, live, date)) ? NIL_UUID : null);

/** Days from before a brand took the plugin up, or took it up again, are nobody's occasions. */
export const startFromToday = async (ctx: Context): Promise<void> => {
  await ctx.sql(startDays(wallClock(ctx.now, ctx.brand.timeZone).date));
};

/**
 * Every day of the brand's: birthdays and festivals. What is written down is the last day that was begun, so neither a worker
 * that was down nor a brand that moved to another zone loses one. That day is looked at again: somebody may have joined on
 * it, said when they were born, or become active, or a template may have. The log of occasions sees to it that none is doubled.
 */
export const issueOnDays = defineJob({
  id: 'issue-on-days',
  cron: '0 * * * *',
  async run(ctx) {
    const rules = await dayRules(ctx);
    const today = wallClock(ctx.now, ctx.brand.timeZone).date;
    const { done, since } = (await ctx.sql(lastDay()))[0] ?? { done: today, since: null };
    const earliest = addDays(today, -MOST_DAYS);
    for (let date = done < earliest ? earliest : done; date <= today; date = addDays(date, 1)) {
      for (const live of rules) {
        const after = date < today ? await missedPage(ctx, live, date) : await givePage(ctx, live, date, NIL_UUID);
        if (after !== null) await ctx.enqueue(restOfDayTask, { rule: live.id, offsetDays: live.rule.offsetDays, date, after });
      }
    }
    for (const live of rules) await giveToLate(ctx, live, today, since);
    await ctx.sql(setLastDay(today));
  },
  // Within a day a journey of the clock has nothing to stop for; without such rules there is no midnight either.
  nextDue: async (ctx) => {
    if ((await dayRules(ctx)).length === 0) return null;
    const { timeZone } = ctx.brand;
    return startOfBusinessDate(addDays(wallClock(ctx.now, timeZone).date, 1), { timeZone, dayStartsAt: 0 });
  },
});

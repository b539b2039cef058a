import { type MemberJoinedPayload, Members } from '@regulars/member/contract';
import { addDays, type Context, defineJob, type LocalDate, NIL_UUID, startOfBusinessDate, type StoredEvent, wallClock } from '@regulars/plugin-sdk';
import { birthdays, giftsHad } from '../data/gift.statements';
import { type GiftOccasion, giftsOf, giveOnOccasions } from './gifts';
import { membershipsOf } from './memberships';
import { baseTier, TierGiftOccasion, type TierProgram } from './program';
import { programsOf } from './programs';

const AT_ONCE = 1_000;

/** An import brings members that the brand had before. */
export const isNewcomer = ({ channel }: MemberJoinedPayload): boolean => channel !== 'IMPORT';

/** Whoever joins is given what the base tier gives on joining. */
export async function giveOnJoining(ctx: Context, _payload: MemberJoinedPayload, event: StoredEvent<MemberJoinedPayload>): Promise<void> {
  const program = (await programsOf(ctx)).live;
  const { memberId } = event;
  if (!program || memberId === null) return;
  const tier = baseTier(program);
  if (giftsOf(tier, TierGiftOccasion.JOIN).length === 0) return;
  await ctx.use(Members).lock([memberId]);
  if ((await ctx.sql(giftsHad([memberId], TierGiftOccasion.JOIN, ''))).length > 0) return;
  await giveOnOccasions(ctx, [{ memberId, tier, on: TierGiftOccasion.JOIN, occurrence: '', at: event.at, orderId: null }]);
}

const givesOnBirthdays = (program: TierProgram | null): program is TierProgram =>
  program !== null && program.tiers.some((tier) => giftsOf(tier, TierGiftOccasion.BIRTHDAY).length > 0);

/** Birthdays celebrated on a date, as `MM-DD`: those of 29 February on the 28th where the year has no 29th. */
export function birthdaysOn(date: LocalDate): string[] {
  const day = date.slice(5);
  return day === '02-28' && addDays(date, 1).slice(5) === '03-01' ? [day, '02-29'] : [day];
}

/** On the day itself, in the brand's zone; once a year and member, whatever becomes of birth date or tier. */
export const birthdayJob = defineJob({
  id: 'birthdays',
  cron: '0 0 * * *',
  run: giveOnBirthdays,
  // Without such gifts a sandbox clock has no midnight to stop at.
  nextDue: async (ctx) => {
    if (!givesOnBirthdays((await programsOf(ctx)).live)) return null;
    const { timeZone } = ctx.brand;
    return startOfBusinessDate(addDays(wallClock(ctx.now, timeZone).date, 1), { timeZone, dayStartsAt: 0 });
  },
});

async function giveOnBirthdays(ctx: Context): Promise<void> {
  const program = (await programsOf(ctx)).live;
  if (!givesOnBirthdays(program)) return;
  const { date } = wallClock(ctx.now, ctx.brand.timeZone);
  const year = date.slice(0, 4);
  for (let after = NIL_UUID; ; ) {
    const ids = (await ctx.sql(birthdays(birthdaysOn(date), year, after, AT_ONCE))).map(({ id }) => id);
    await ctx.use(Members).lock(ids);
    const had = new Set((await ctx.sql(giftsHad(ids, TierGiftOccasion.BIRTHDAY, year))).map((row) => row.member_id));
    const memberships = await membershipsOf(ctx, ids);
    const occasions = ids.flatMap((memberId): GiftOccasion[] => {
      const tier = memberships.get(memberId)?.tier;
      if (!tier || had.has(memberId) || giftsOf(tier, TierGiftOccasion.BIRTHDAY).length === 0) return [];
      return [{ memberId, tier, on: TierGiftOccasion.BIRTHDAY, occurrence: year, at: ctx.now, orderId: null }];
    });
    if (occasions.length > 0) await giveOnOccasions(ctx, occasions);
    const last = ids.at(-1);
    if (last === undefined || ids.length < AT_ONCE) return;
    after = last;
  }
}

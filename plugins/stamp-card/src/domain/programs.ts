import { lockRewards } from '@regulars/member/contract';
import { type Context, InvalidInputError, newUuid, NotFoundError, readId, refuseTransition, reject, type Text } from '@regulars/plugin-sdk';
import { countLive, insertProgram, lockPrograms, programForUpdate, type ProgramRow, setPauses, setProgramState, updateProgram } from '../data/program.statements';
import type { EarlierVersion, Pause, ProgramTerms } from '../data/program-terms';
import { PROGRAM_PREFIX } from './ids';
import { type Program, programOf } from './program';
import { type ProgramDraft, readTerms } from './read-program';

/** As the table names them. */
const columnsOf = (terms: ProgramTerms): string => JSON.stringify({
  name: terms.name, kind: terms.kind, slots: terms.slots, rules: terms.rules, rewards: terms.rewards, starts_at: terms.startsAt, ends_at: terms.endsAt,
  valid_for_days: terms.validForDays, daily_limit: terms.dailyLimit, min_interval_minutes: terms.minIntervalMinutes, exclusive_group: terms.exclusiveGroup,
  priority: terms.priority, surplus: terms.surplus, reopens: terms.reopens, step_order: terms.stepOrder, nearly_full_at: terms.nearlyFullAt,
});

const MAX_VERSIONS = 100;

export async function createProgram(ctx: Context, draft: ProgramDraft): Promise<string> {
  const id = newUuid();
  await lockGivers(ctx, draft);
  await ctx.sql(insertProgram(id, columnsOf(await readTerms(ctx, draft, null))));
  return id;
}

/** A draft changes as it is. A live program gets a new version, under which cards are opened from now on; those that are open keep theirs. */
export async function changeProgram(ctx: Context, publicProgramId: string, draft: ProgramDraft): Promise<string> {
  await lockGivers(ctx, draft);
  const { program, row } = await lockedProgram(ctx, publicProgramId);
  if (program.state === 'ENDED') refuseTransition('A program', program.state, 'LIVE');
  const terms = await readTerms(ctx, draft, program.id);
  if (program.state === 'DRAFT') {
    await ctx.sql(updateProgram(program.id, columnsOf(terms), '[]', null));
    return program.id;
  }
  refuseRewriting(ctx, program, terms);
  await ctx.sql(updateProgram(program.id, columnsOf(terms), JSON.stringify([...row.earlier, earlierOf(program, row)]), ctx.now));
  return program.id;
}

/** Of two that would each give stamps to the other, be it by a bundle, the second one to be saved sees the first. */
async function lockGivers(ctx: Context, { rewards }: ProgramDraft): Promise<void> {
  if (rewards.length > 0) await lockRewards(ctx);
}

/** What was open stays open, and what began has begun: orders were stamped by it. */
function refuseRewriting(ctx: Context, program: Program, terms: ProgramTerms): void {
  const refuse = (path: string, text: Text): void => {
    reject(new InvalidInputError(text, path));
  };
  if (terms.kind !== program.kind) refuse('input.kind', { en: 'A live program keeps its kind.', 'zh-TW': '進行中的活動無法變更類型。' });
  if (terms.startsAt.getTime() !== program.startsAt.getTime()) refuse('input.startsAt', { en: 'A live program keeps its beginning.', 'zh-TW': '進行中的活動無法變更開始時間。' });
  const endsAt = terms.endsAt?.getTime() ?? null;
  if (endsAt !== (program.endsAt?.getTime() ?? null) && endsAt !== null && endsAt <= ctx.now.getTime()) refuse('input.endsAt', { en: 'Give an instant in the future.', 'zh-TW': '請輸入未來的時間。' });
  if (program.endsAt !== null && program.endsAt <= ctx.now) refuse('input.endsAt', { en: 'The program is over.', 'zh-TW': '活動已結束。' });
  if (program.versions.length >= MAX_VERSIONS) refuse('id', { en: `A program has at most ${MAX_VERSIONS} versions.`, 'zh-TW': `活動最多 ${MAX_VERSIONS} 個版本。` });
}

function earlierOf({ version, slots, rules, rewards, validForDays, dailyLimit, minIntervalMinutes, exclusiveGroup, priority, surplus, reopens, stepOrder, nearlyFullAt, endsAt }: Program, row: ProgramRow): EarlierVersion {
  return {
    version, from: row.effective_from?.toISOString() ?? null, slots, rules, rewards, validForDays, dailyLimit, minIntervalMinutes, exclusiveGroup, priority, surplus,
    reopens, stepOrder, nearlyFullAt, endsAt: endsAt?.toISOString() ?? null,
  };
}

export async function activateProgram(ctx: Context, publicProgramId: string): Promise<string> {
  await ctx.sql(lockPrograms());
  const { program } = await lockedProgram(ctx, publicProgramId);
  if (program.state !== 'DRAFT') refuseTransition('A program', program.state, 'LIVE');
  ctx.withinLimit('stamp-card', 'activeCards', (await liveCards(ctx)) + 1);
  await ctx.sql(setProgramState(program.id, 'LIVE', null));
  return program.id;
}

/** From now on no order earns; what arrives late for an earlier instant still does. */
export async function endProgram(ctx: Context, publicProgramId: string): Promise<string> {
  const { program } = await lockedProgram(ctx, publicProgramId);
  if (program.state !== 'LIVE' && program.state !== 'PAUSED') refuseTransition('A program', program.state, 'ENDED');
  const ending = program.endsAt !== null && program.endsAt < ctx.now ? program.endsAt : ctx.now;
  const endsAt = ending < program.startsAt ? program.startsAt : ending; // ended before it began: it never was open
  await ctx.sql(setProgramState(program.id, 'ENDED', endsAt));
  return program.id;
}

/** Orders placed from now on earn nothing, until it is resumed. */
export async function pauseProgram(ctx: Context, publicProgramId: string): Promise<string> {
  const { program } = await lockedProgram(ctx, publicProgramId);
  if (program.state !== 'LIVE') refuseTransition('A program', program.state, 'PAUSED');
  await ctx.sql(setPauses(program.id, JSON.stringify([...program.pauses, { from: ctx.now.toISOString() }])));
  return program.id;
}

export async function resumeProgram(ctx: Context, publicProgramId: string): Promise<string> {
  const { program } = await lockedProgram(ctx, publicProgramId);
  if (program.state !== 'PAUSED') refuseTransition('A program', program.state, 'LIVE');
  const pauses = program.pauses.map((pause): Pause => (pause.to === undefined ? { ...pause, to: ctx.now.toISOString() } : pause));
  await ctx.sql(setPauses(program.id, JSON.stringify(pauses)));
  return program.id;
}

export const liveCards = async (ctx: Context): Promise<number> => (await ctx.sql(countLive()))[0]?.live ?? 0;

async function lockedProgram(ctx: Context, publicProgramId: string): Promise<{ readonly program: Program; readonly row: ProgramRow }> {
  const id = readId(PROGRAM_PREFIX, publicProgramId);
  const [row] = id === null ? [] : await ctx.sql(programForUpdate(id));
  return row ? { program: programOf(row), row } : reject(new NotFoundError({ en: 'There is no such program.', 'zh-TW': '沒有此集點卡活動。' }, 'id', publicProgramId));
}

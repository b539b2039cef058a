import { isDeepStrictEqual } from 'node:util';
import { type Context, InvalidInputError, newUuid, NotFoundError, readId, refuseTakenCode, refuseTransition, reject } from '@regulars/plugin-sdk';
import { countLive, insertProgram, insertRules, lockPrograms, programForUpdate, setProgram, setProgramState } from '../data/program.statements';
import { ReferralRulesFrozenError } from '../errors';
import { PROGRAM_PREFIX } from './ids';
import { type Program, programOf } from './program';
import { type ProgramDraft, readProgram } from './read-program';

type State = Program['state'];

/** What the mutations of programs answer. */
export interface ProgramRef {
  /** uuid */
  readonly programId: string;
}

export async function createProgram(ctx: Context, draft: ProgramDraft): Promise<ProgramRef> {
  const { code, terms, rules } = readProgram(ctx, draft, null);
  const id = newUuid();
  const [written] = await ctx.sql(insertProgram(id, code, JSON.stringify(terms)));
  if (!written) refuseTakenCode(code);
  await ctx.sql(insertRules(id, 1, JSON.stringify(rules)));
  return { programId: id };
}

/** Other rules are another version, which holds for who is brought once it is published; those of a live program are frozen. */
export async function changeProgram(ctx: Context, publicProgramId: string, draft: ProgramDraft): Promise<ProgramRef> {
  const program = await lockedProgram(ctx, publicProgramId);
  const { code, terms, rules } = readProgram(ctx, draft, program.rules.acknowledgement);
  if (program.state === 'ENDED') refuseTransition('A program', program.state, program.state);
  if (program.state !== 'DRAFT' && code !== program.code) reject(new InvalidInputError({ en: 'The code stays once the program was published.', 'zh-TW': '發布後不可變更代碼。' }, 'input.code'));
  // The rules as the database gives them back.
  const isOther = !isDeepStrictEqual(JSON.parse(JSON.stringify(rules)), program.rules);
  if (isOther && program.state === 'LIVE') reject(new ReferralRulesFrozenError({ en: 'What a live program pays for is frozen: pause it, and publish another version.', 'zh-TW': '活動進行中規則已凍結:請先暫停,再發布新版本。' }, 'input'));
  const version = isOther ? program.version + 1 : program.version;
  if (isOther) await ctx.sql(insertRules(program.id, version, JSON.stringify(rules)));
  const [written] = await ctx.sql(setProgram(program.id, code, version, JSON.stringify(terms)));
  if (!written) refuseTakenCode(code);
  return { programId: program.id };
}

/** A draft, or one that was paused. */
export async function publishProgram(ctx: Context, publicProgramId: string): Promise<ProgramRef> {
  await ctx.sql(lockPrograms());
  const program = await lockedProgram(ctx, publicProgramId);
  if (program.state !== 'DRAFT' && program.state !== 'PAUSED') refuseTransition('A program', program.state, 'LIVE');
  if (program.state === 'DRAFT') ctx.withinLimit('referral', 'activePrograms', (await livePrograms(ctx)) + 1);
  await ctx.sql(setProgramState(program.id, 'LIVE'));
  return { programId: program.id };
}

/** Nobody is brought meanwhile; who was goes on to be paid for. */
export const pauseProgram = (ctx: Context, id: string): Promise<ProgramRef> => move(ctx, id, ['LIVE'], 'PAUSED');

/** For good: nobody is brought any more; what friends do in their windows is still paid for. */
export const endProgram = (ctx: Context, id: string): Promise<ProgramRef> => move(ctx, id, ['LIVE', 'PAUSED'], 'ENDED');

/** What counts against the plan's limit. */
export const livePrograms = async (ctx: Context): Promise<number> => (await ctx.sql(countLive()))[0]?.live ?? 0;

async function move(ctx: Context, publicProgramId: string, from: readonly State[], to: State): Promise<ProgramRef> {
  const program = await lockedProgram(ctx, publicProgramId);
  if (!from.includes(program.state)) refuseTransition('A program', program.state, to);
  await ctx.sql(setProgramState(program.id, to));
  return { programId: program.id };
}

async function lockedProgram(ctx: Context, publicProgramId: string): Promise<Program> {
  const id = readId(PROGRAM_PREFIX, publicProgramId);
  const [row] = id === null ? [] : await ctx.sql(programForUpdate(id));
  return row ? programOf(row) : refuseProgram('id', publicProgramId);
}

export const refuseProgram = (path: string, id: string): never => reject(new NotFoundError({ en: 'There is no such program.', 'zh-TW': '沒有此推薦活動。' }, path, id));

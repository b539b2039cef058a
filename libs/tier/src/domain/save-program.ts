import { type Context, InvalidInputError, InvalidTransitionError, newUuid, NotFoundError, readId, reject } from '@regulars/plugin-sdk';
import { insertProgram, lockPrograms, programState, scheduleDraft, updateDraft } from '../data/program.statements';
import { goLive } from './activation';
import { PROGRAM_PREFIX, type ProgramStatus } from './program';
import { storeTerms } from './programs';
import { type ProgramDraft, readProgram } from './read-program';

const EARLIEST = Date.parse('2000-01-01T00:00:00Z');

/** A new draft. Answers its uuid. @throws Rejection with everything that is wrong with it */
export async function createProgram(ctx: Context, draft: ProgramDraft): Promise<string> {
  const terms = storeTerms(readProgram(ctx, draft));
  const id = newUuid();
  await ctx.sql(lockPrograms());
  await ctx.sql(insertProgram(id, terms));
  return id;
}

/** Changes a draft; of a program that is or was live, makes a new draft beside it. Answers the draft's uuid. */
export async function updateProgram(ctx: Context, id: string, draft: ProgramDraft): Promise<string> {
  const terms = storeTerms(readProgram(ctx, draft));
  const program = await findProgram(ctx, id);
  if (program.state === 'DRAFT') {
    await ctx.sql(updateDraft(program.id, terms));
    return program.id;
  }
  const next = newUuid();
  await ctx.sql(insertProgram(next, terms));
  return next;
}

/**
 * From `at` on (the present when left out) the draft is the brand's program, and the one before it ends. An instant
 * in the past judges history from there; of one in the future the draft waits.
 */
export async function activateProgram(ctx: Context, id: string, at: Date | null): Promise<string> {
  const program = await findProgram(ctx, id);
  if (program.state !== 'DRAFT') {
    reject(new InvalidTransitionError({ en: 'Only a draft can be activated.', 'zh-TW': '只有草稿可以啟用。' }, program.state, 'LIVE', 'id'));
  }
  const from = at ?? ctx.now;
  if (from.getTime() < EARLIEST) reject(new InvalidInputError({ en: 'Give an instant from 2000-01-01 on.', 'zh-TW': '請輸入 2000-01-01 之後的時間。' }, 'at'));
  if (from > ctx.now) await ctx.sql(scheduleDraft(program.id, from));
  else await goLive(ctx, program.id, from);
  return program.id;
}

/** One writer of a brand's programs at a time. */
async function findProgram(ctx: Context, id: string): Promise<{ id: string; state: ProgramStatus }> {
  const uuid = readId(PROGRAM_PREFIX, id);
  const unknown = new NotFoundError({ en: 'There is no such tier program.', 'zh-TW': '查無此等級方案。' }, 'id', id);
  if (uuid === null) return reject(unknown);
  await ctx.sql(lockPrograms());
  const [program] = await ctx.sql(programState(uuid));
  return program ?? reject(unknown);
}

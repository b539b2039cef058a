import { readReward, type RewardSpec } from '@regulars/member/contract';
import { type Context, formatDecimal, type InputPath, InvalidTransitionError, newUuid, NotFoundError, parseDecimal, Problems, readId, readName, reject, scaleOf } from '@regulars/plugin-sdk';
import { countLive, insertProgram, lockPrograms, programForUpdate, setProgramState, updateProgram } from '../data/program.statements';
import type { ProgramTerms, RewardTerms, StampRuleTerms } from '../data/program-terms';
import { PROGRAM_PREFIX } from './ids';
import { type Program, programOf } from './program';

export interface ProgramDraft {
  readonly name: string;
  readonly slots: number;
  readonly rules: readonly { readonly kind: 'VISIT' | 'PER_AMOUNT'; readonly stamps: number; readonly amount?: string | null }[];
  readonly rewards: readonly { readonly at: number; readonly reward: RewardSpec }[];
  readonly startsAt: Date;
  readonly endsAt?: Date | null;
}

const MAX_NAME = 100;
const MAX_SLOTS = 200;
const MAX_STAMPS = 100;
const MAX_LIST = 20;

/** Checks a draft; rejects with everything that is wrong at once. */
function readTerms(ctx: Context, draft: ProgramDraft): ProgramTerms {
  const problems = new Problems();
  const between = (value: number, max: number, path: InputPath): void => {
    if (value < 1 || value > max) problems.add(path, { en: `Give 1 to ${max}.`, 'zh-TW': `請輸入 1 到 ${max}。` });
  };
  const name = readName(draft.name, MAX_NAME, 'input.name', problems);
  between(draft.slots, MAX_SLOTS, 'input.slots');
  between(draft.rules.length, MAX_LIST, 'input.rules');
  if (draft.rewards.length > MAX_LIST) problems.add('input.rewards', { en: `At most ${MAX_LIST} rewards.`, 'zh-TW': `獎勵最多 ${MAX_LIST} 項。` });
  if (draft.endsAt && draft.endsAt <= draft.startsAt) problems.add('input.endsAt', { en: 'It must be after startsAt.', 'zh-TW': '必須晚於開始時間。' });
  draft.rules.forEach((rule, index) => between(rule.stamps, MAX_STAMPS, ['input', 'rules', index, 'stamps']));
  const rules = draft.rules.map((rule, index) => readRule(ctx, rule, ['input', 'rules', index, 'amount'], problems));
  const rewards = draft.rewards.map((reward, index): RewardTerms | null => {
    between(reward.at, draft.slots, ['input', 'rewards', index, 'at']);
    const read = readReward(ctx, reward.reward, ['input', 'rewards', index, 'reward'], problems);
    return read && { at: reward.at, reward: read };
  });
  problems.throwIfAny();
  return {
    name, slots: draft.slots, rules: rules.filter((rule) => rule !== null), rewards: rewards.filter((reward) => reward !== null),
    startsAt: draft.startsAt, endsAt: draft.endsAt ?? null,
  };
}

function readRule(ctx: Context, rule: ProgramDraft['rules'][number], path: InputPath, problems: Problems): StampRuleTerms | null {
  const { currency } = ctx.brand;
  if (rule.kind === 'VISIT') {
    if (rule.amount != null) problems.add(path, { en: 'A VISIT rule has no amount.', 'zh-TW': '來店規則不需金額。' });
    return { kind: 'VISIT', stamps: rule.stamps };
  }
  const amount = rule.amount == null ? null : parseDecimal(rule.amount, scaleOf(currency));
  if (amount === null || amount <= 0n) {
    problems.add(path, { en: `Give an amount of ${currency} above 0.`, 'zh-TW': `請輸入大於 0 的 ${currency} 金額。` });
    return null;
  }
  return { kind: 'PER_AMOUNT', stamps: rule.stamps, amount: formatDecimal(amount, scaleOf(currency)) };
}

const termsOf = (id: string, terms: ProgramTerms): Parameters<typeof insertProgram> =>
  [id, terms.name, terms.slots, JSON.stringify(terms.rules), JSON.stringify(terms.rewards), terms.startsAt, terms.endsAt];

export async function createProgram(ctx: Context, draft: ProgramDraft): Promise<string> {
  const id = newUuid();
  await ctx.sql(insertProgram(...termsOf(id, readTerms(ctx, draft))));
  return id;
}

/** Drafts only: a live program keeps its rules, cards were opened under them. */
export async function changeProgram(ctx: Context, publicProgramId: string, draft: ProgramDraft): Promise<string> {
  const program = await lockedProgram(ctx, publicProgramId);
  if (program.state !== 'DRAFT') refuseTransition(program.state, 'DRAFT');
  await ctx.sql(updateProgram(...termsOf(program.id, readTerms(ctx, draft))));
  return program.id;
}

export async function activateProgram(ctx: Context, publicProgramId: string): Promise<string> {
  await ctx.sql(lockPrograms());
  const program = await lockedProgram(ctx, publicProgramId);
  if (program.state !== 'DRAFT') refuseTransition(program.state, 'LIVE');
  ctx.withinLimit('stamp-card', 'activeCards', (await liveCards(ctx)) + 1);
  await ctx.sql(setProgramState(program.id, 'LIVE', null));
  return program.id;
}

/** From now on no order earns; what arrives late for an earlier instant still does. */
export async function endProgram(ctx: Context, publicProgramId: string): Promise<string> {
  const program = await lockedProgram(ctx, publicProgramId);
  if (program.state !== 'LIVE') refuseTransition(program.state, 'ENDED');
  const ending = program.endsAt !== null && program.endsAt < ctx.now ? program.endsAt : ctx.now;
  const endsAt = ending < program.startsAt ? program.startsAt : ending; // ended before it began: it never was open
  await ctx.sql(setProgramState(program.id, 'ENDED', endsAt));
  return program.id;
}

export const liveCards = async (ctx: Context): Promise<number> => (await ctx.sql(countLive()))[0]?.live ?? 0;

async function lockedProgram(ctx: Context, publicProgramId: string): Promise<Program> {
  const id = readId(PROGRAM_PREFIX, publicProgramId);
  const [row] = id === null ? [] : await ctx.sql(programForUpdate(id));
  return row ? programOf(row) : reject(new NotFoundError({ en: 'There is no such program.', 'zh-TW': '沒有此集點卡活動。' }, 'id', publicProgramId));
}

const refuseTransition = (from: string, to: string): never =>
  reject(new InvalidTransitionError({ en: `A program that is ${from} cannot become ${to}.`, 'zh-TW': `狀態 ${from} 無法變更為 ${to}。` }, from, to, 'id'));

import { readReward, type RewardSpec } from '@regulars/member/contract';
import { checkEnd, type Context, Problems, readCount, readName } from '@regulars/plugin-sdk';
import type { CardTerms, ProgramTerms, RewardTerms, StampRuleTerms } from '../data/program-terms';
import { checkCircles } from './circles';
import { readRule, type RuleDraft } from './read-rule';

type Given<T> = T | null | undefined;

export interface ProgramDraft {
  readonly name: string;
  readonly kind: ProgramTerms['kind'];
  readonly slots: number;
  readonly rules: readonly RuleDraft[];
  readonly rewards: readonly { readonly at: number; readonly reward: RewardSpec }[];
  readonly startsAt: Date;
  readonly endsAt?: Given<Date>;
  readonly validForDays?: Given<number>;
  readonly dailyLimit?: Given<number>;
  readonly minIntervalMinutes?: Given<number>;
  readonly exclusiveGroup?: Given<string>;
  readonly priority: number;
  readonly surplus: CardTerms['surplus'];
  readonly reopens: boolean;
  readonly stepOrder: CardTerms['stepOrder'];
  readonly nearlyFullAt?: Given<number>;
}

const MAX_NAME = 100;
const MAX_SLOTS = 200;
const MAX_LIST = 20;
const MAX_DAYS = 3_660;
const MAX_DAILY = 1_000;
const MAX_MINUTES = 7 * 24 * 60;
const MAX_PRIORITY = 1_000_000;

const say = {
  rewards: { en: `At most ${MAX_LIST} rewards.`, 'zh-TW': `獎勵最多 ${MAX_LIST} 項。` },
  steps: { en: 'Each step has a name of its own.', 'zh-TW': '任務名稱不可重複。' },
  reach: { en: 'All tasks together give fewer stamps than the card has slots.', 'zh-TW': '全部任務的點數少於卡片格數。' },
};

/** Checks a draft; rejects with everything that is wrong at once. `id`: of the program it changes. */
export async function readTerms(ctx: Context, draft: ProgramDraft, id: string | null): Promise<ProgramTerms> {
  const problems = new Problems();
  const name = readName(draft.name, MAX_NAME, 'input.name', problems);
  readNumbers(draft, problems);
  if (draft.rewards.length > MAX_LIST) problems.add('input.rewards', say.rewards);
  checkEnd(draft, 'input.endsAt', problems);
  const rules = draft.rules.map((rule, index) => readRule(rule, draft.kind === 'MISSION', ['input', 'rules', index], problems, ctx.brand.currency));
  const rewards = draft.rewards.map((reward, index): RewardTerms | null => {
    readCount(reward.at, 1, draft.slots, ['input', 'rewards', index, 'at'], problems);
    const read = readReward(ctx, reward.reward, ['input', 'rewards', index, 'reward'], problems);
    return read && { at: reward.at, reward: read };
  });
  const known = rewards.filter((reward) => reward !== null);
  checkSteps(draft, rules, problems);
  await checkCircles(ctx, id, known, problems);
  const exclusiveGroup = draft.exclusiveGroup == null ? null : readName(draft.exclusiveGroup, MAX_NAME, 'input.exclusiveGroup', problems);
  problems.throwIfAny();
  return {
    name, kind: draft.kind, slots: draft.slots, rules, rewards: known, startsAt: draft.startsAt, endsAt: draft.endsAt ?? null,
    validForDays: draft.validForDays ?? null, dailyLimit: draft.dailyLimit ?? null, minIntervalMinutes: draft.minIntervalMinutes ?? null, exclusiveGroup,
    priority: draft.priority, surplus: draft.surplus, reopens: draft.reopens, stepOrder: draft.stepOrder, nearlyFullAt: draft.nearlyFullAt ?? null,
  };
}

function readNumbers(draft: ProgramDraft, problems: Problems): void {
  readCount(draft.slots, 1, MAX_SLOTS, 'input.slots', problems);
  readCount(draft.rules.length, 1, MAX_LIST, 'input.rules', problems);
  readCount(draft.validForDays, 1, MAX_DAYS, 'input.validForDays', problems);
  readCount(draft.dailyLimit, 1, MAX_DAILY, 'input.dailyLimit', problems);
  readCount(draft.minIntervalMinutes, 1, MAX_MINUTES, 'input.minIntervalMinutes', problems);
  readCount(draft.priority, -MAX_PRIORITY, MAX_PRIORITY, 'input.priority', problems);
  readCount(draft.nearlyFullAt, 0, MAX_SLOTS, 'input.nearlyFullAt', problems);
}

function checkSteps(draft: ProgramDraft, rules: readonly StampRuleTerms[], problems: Problems): void {
  if (draft.kind !== 'MISSION') return;
  const steps = rules.map(({ step }) => step);
  steps.forEach((step, index) => {
    if (steps.indexOf(step) < index) problems.add(['input', 'rules', index, 'step'], say.steps);
  });
  if (rules.reduce((sum, { stamps }) => sum + stamps, 0) < draft.slots) problems.add('input.slots', say.reach);
}

import { checkStores } from '@regulars/brand/contract';
import { readReward, type RewardSpec } from '@regulars/member/contract';
import { checkEnd, type Context, type InputPath, NotFoundError, parseDecimal, Problems, readCode, readCount, readName, scaleOf } from '@regulars/plugin-sdk';
import type { ChallengeTerms, StageTerms } from '../data/challenge-terms';
import type { LotteryGoal } from '../enums';
import { gamesOf } from './game';

export interface StageDraft {
  readonly key: string;
  readonly name: string;
  readonly goal: `${LotteryGoal}`;
  readonly count: number;
  readonly atLeast?: string | null;
  readonly storeCodes?: readonly string[] | null;
  readonly game?: string | null;
  readonly prizes?: readonly string[] | null;
  readonly rewards: readonly RewardSpec[];
}

export interface ChallengeDraft {
  readonly code: string;
  readonly name: string;
  readonly startsAt: Date;
  readonly endsAt?: Date | null;
  readonly stages: readonly StageDraft[];
}

export interface ReadChallenge {
  readonly code: string;
  readonly terms: ChallengeTerms;
  readonly stages: readonly StageTerms[];
}

const MAX_NAME = 100;
const MAX_STAGES = 20;
const MAX_COUNT = 10_000;
const MAX_REWARDS = 5;
const MAX_PRIZES = 50;

const say = {
  stages: { en: `Give 1 to ${MAX_STAGES} stages.`, 'zh-TW': `請設定 1 到 ${MAX_STAGES} 個階段。` },
  twice: { en: 'Each stage has a key of its own.', 'zh-TW': '階段代碼不可重複。' },
  rewards: { en: `Give 1 to ${MAX_REWARDS} rewards.`, 'zh-TW': `請設定 1 到 ${MAX_REWARDS} 個獎勵。` },
  orders: { en: 'Only orders have an amount and a store.', 'zh-TW': '僅消費目標可指定金額與門市。' },
  amount: { en: 'Give an amount of more than nothing.', 'zh-TW': '請輸入大於零的數值。' },
  noGame: { en: 'Goals of this kind name no game.', 'zh-TW': '此目標不可指定抽獎活動。' },
  whichGame: { en: 'Say in which game.', 'zh-TW': '請指定抽獎活動。' },
  prizes: { en: 'Only WIN names prizes, 1 to 50 of the game.', 'zh-TW': '僅中獎目標可指定獎項(1 到 50 項)。' },
};

/** Checks a draft; rejects with everything that is wrong at once. */
export async function readChallenge(ctx: Context, draft: ChallengeDraft): Promise<ReadChallenge> {
  const problems = new Problems();
  const code = readCode(draft.code.trim(), 'input.code', problems);
  checkEnd(draft, 'input.endsAt', problems);
  if (draft.stages.length < 1 || draft.stages.length > MAX_STAGES) problems.add('input.stages', say.stages);
  const terms: ChallengeTerms = { name: readName(draft.name, MAX_NAME, 'input.name', problems), startsAt: draft.startsAt.toISOString(), endsAt: draft.endsAt?.toISOString() ?? null };
  const stages = draft.stages.slice(0, MAX_STAGES).map((stage, index) => readStage(ctx, stage, ['input', 'stages', index], problems));
  stages.forEach(({ key }, index) => {
    if (stages.findIndex((other) => other.key === key) < index) problems.add(['input', 'stages', index, 'key'], say.twice);
  });
  for (const [index, { storeCodes }] of stages.entries()) await checkStores(ctx, storeCodes, ['input', 'stages', index, 'storeCodes'], problems);
  await checkGames(ctx, stages, problems);
  problems.throwIfAny();
  return { code, terms, stages };
}

function readStage(ctx: Context, draft: StageDraft, at: readonly (string | number)[], problems: Problems): StageTerms {
  const path = (field: string): InputPath => [...at, field];
  const { key, goal, count, atLeast = null, storeCodes = null, game = null, prizes = null } = draft;
  readCode(key, path('key'), problems);
  readCount(count, 1, MAX_COUNT, path('count'), problems);
  if (goal !== 'ORDER' && (atLeast !== null || storeCodes !== null)) problems.add(path(atLeast === null ? 'storeCodes' : 'atLeast'), say.orders);
  const least = atLeast === null ? 1n : parseDecimal(atLeast, scaleOf(ctx.brand.currency));
  if (least === null || least <= 0n) problems.add(path('atLeast'), say.amount);
  if (goal === 'WIN' && game === null) problems.add(path('game'), say.whichGame);
  if (goal !== 'WIN' && goal !== 'SHARE' && game !== null) problems.add(path('game'), say.noGame);
  if (prizes !== null && (goal !== 'WIN' || prizes.length < 1 || prizes.length > MAX_PRIZES)) problems.add(path('prizes'), say.prizes);
  if (draft.rewards.length < 1 || draft.rewards.length > MAX_REWARDS) problems.add(path('rewards'), say.rewards);
  const rewards = draft.rewards.slice(0, MAX_REWARDS).flatMap((reward, index) => readReward(ctx, reward, [...at, 'rewards', index], problems) ?? []);
  return { key, name: readName(draft.name, MAX_NAME, path('name'), problems), goal, count, atLeast, storeCodes, game, prizes, rewards };
}

async function checkGames(ctx: Context, stages: readonly StageTerms[], problems: Problems): Promise<void> {
  const games = await gamesOf(ctx);
  stages.forEach(({ game: name, prizes }, stage) => {
    const game = name === null ? null : games.named(name);
    if (name !== null && !game) problems.push(new NotFoundError({ en: 'There is no such game.', 'zh-TW': '沒有此抽獎活動。' }, ['input', 'stages', stage, 'game'], name));
    if (game?.odds.form === 'RAFFLE' && stages[stage]?.goal === 'WIN') problems.add(['input', 'stages', stage, 'game'], { en: 'A raffle is over when it is won.', 'zh-TW': '抽獎券活動開獎後即結束。' });
    if (game) prizes?.forEach((key, index) => {
      if (!game.odds.prizes.some((prize) => prize.key === key)) problems.add(['input', 'stages', stage, 'prizes', index], { en: `The game has no prize ${key}.`, 'zh-TW': `此活動沒有「${key}」獎項。` });
    });
  });
}

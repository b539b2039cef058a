import { checkStores } from '@regulars/brand/contract';
import { checkEnd, type Context, type InputPath, isWebAddress, parseDecimal, Problems, readCode, readCount, readName, scaleOf } from '@regulars/plugin-sdk';
import type { ChanceRule, GameOdds, GameTerms } from '../data/game-terms';
import type { LotteryOccasion } from '../enums';
import { type OddsDraft, readOdds } from './read-odds';

export interface RuleDraft {
  readonly on: `${LotteryOccasion}`;
  readonly chances: number;
  readonly atLeast?: string | null;
  readonly storeCodes?: readonly string[] | null;
  readonly dailyLimit?: number | null;
  readonly memberLimit?: number | null;
}

export interface GameDraft extends OddsDraft {
  readonly code: string;
  readonly name: string;
  readonly startsAt: Date;
  readonly endsAt?: Date | null;
  readonly dailyLimit?: number | null;
  readonly memberLimit?: number | null;
  readonly rules?: readonly RuleDraft[] | null;
  readonly claimDays?: number | null;
  readonly alternates?: number | null;
  readonly shareTarget?: string | null;
}

const MAX_NAME = 100;
const MAX_RULES = 20;
const MAX_CHANCES = 100;
const MAX_LIMIT = 10_000;
const MAX_CLAIM_DAYS = 366;
const MAX_ALTERNATES = 1_000;

export interface ReadGame {
  readonly code: string;
  readonly terms: GameTerms;
  readonly odds: GameOdds;
}

/** Checks a draft; rejects with everything that is wrong at once. */
export async function readGame(ctx: Context, draft: GameDraft): Promise<ReadGame> {
  const problems = new Problems();
  const code = readCode(draft.code.trim(), 'input.code', problems);
  checkEnd(draft, 'input.endsAt', problems);
  const isRaffle = draft.form === 'RAFFLE';
  if (isRaffle && draft.endsAt == null) problems.add('input.endsAt', { en: 'A raffle is drawn when its time is over: say when.', 'zh-TW': '抽獎券活動須設定結束時間。' });
  if (!isRaffle && (draft.alternates ?? 0) > 0) problems.add('input.alternates', { en: 'Only raffles have alternates.', 'zh-TW': '僅抽獎券活動可設定備取。' });
  const terms: GameTerms = {
    name: readName(draft.name, MAX_NAME, 'input.name', problems),
    startsAt: draft.startsAt.toISOString(),
    endsAt: draft.endsAt?.toISOString() ?? null,
    dailyLimit: readCount(draft.dailyLimit, 1, MAX_LIMIT, 'input.dailyLimit', problems),
    memberLimit: readCount(draft.memberLimit, 1, MAX_LIMIT, 'input.memberLimit', problems),
    rules: readRules(ctx, draft.rules ?? [], problems),
    claimDays: readCount(draft.claimDays, 1, MAX_CLAIM_DAYS, 'input.claimDays', problems),
    alternates: readCount(draft.alternates, 0, MAX_ALTERNATES, 'input.alternates', problems) ?? 0,
    shareTarget: readTarget(draft.shareTarget ?? null, problems),
  };
  const odds = readOdds(ctx, draft, problems);
  for (const [index, { storeCodes }] of terms.rules.entries()) await checkStores(ctx, storeCodes, ['input', 'rules', index, 'storeCodes'], problems);
  problems.throwIfAny();
  return { code, terms, odds };
}

function readRules(ctx: Context, drafts: readonly RuleDraft[], problems: Problems): ChanceRule[] {
  if (drafts.length > MAX_RULES) problems.add('input.rules', { en: `Give at most ${MAX_RULES}.`, 'zh-TW': `最多 ${MAX_RULES} 項。` });
  const read = drafts.slice(0, MAX_RULES).map((draft, index) => readRule(ctx, draft, ['input', 'rules', index], problems));
  const second = read.findIndex(({ on }, index) => on === 'SHARE' && read.findIndex((other) => other.on === 'SHARE') < index);
  if (second >= 0) problems.add(['input', 'rules', second, 'on'], { en: 'Sharing has one rule.', 'zh-TW': '分享規則僅能設定一項。' });
  return read;
}

function readRule(ctx: Context, { on, chances, atLeast = null, storeCodes = null, dailyLimit = null, memberLimit = null }: RuleDraft, at: readonly (string | number)[], problems: Problems): ChanceRule {
  const path = (field: string): InputPath => [...at, field];
  readCount(chances, 1, MAX_CHANCES, path('chances'), problems);
  const isOrder = on === 'ORDER' || on === 'VISIT';
  const hasAmount = isOrder || on === 'POINTS_SPENT';
  if (storeCodes !== null && !isOrder) problems.add(path('storeCodes'), { en: 'Only orders have a store.', 'zh-TW': '僅消費規則可指定門市。' });
  if (atLeast !== null && !hasAmount) problems.add(path('atLeast'), { en: 'Joining and sharing have no amount.', 'zh-TW': '入會與分享規則沒有金額。' });
  const least = atLeast === null || !hasAmount ? null : readAmount(atLeast, isOrder ? scaleOf(ctx.brand.currency) : 0, path('atLeast'), problems);
  if (on === 'POINTS_SPENT' && atLeast === null) problems.add(path('atLeast'), { en: 'Say for how many points.', 'zh-TW': '請填寫點數。' });
  const limits = { dailyLimit: readCount(dailyLimit, 1, MAX_LIMIT, path('dailyLimit'), problems), memberLimit: readCount(memberLimit, 1, MAX_LIMIT, path('memberLimit'), problems) };
  for (const [field, limit] of Object.entries(limits)) if (limit !== null && on !== 'SHARE') problems.add(path(field), { en: 'Only sharing has limits of its own.', 'zh-TW': '僅分享規則可設定此上限。' });
  return { on, chances, atLeast: least, storeCodes, ...(on === 'SHARE' && limits) };
}

function readTarget(target: string | null, problems: Problems): string | null {
  if (target !== null && !isWebAddress(target)) problems.add('input.shareTarget', { en: 'Give a web address.', 'zh-TW': '請輸入網址。' });
  return target;
}

function readAmount(text: string, scale: number, path: InputPath, problems: Problems): string {
  const minor = parseDecimal(text, scale);
  if (minor === null || minor <= 0n) problems.add(path, { en: 'Give an amount of more than nothing.', 'zh-TW': '請輸入大於零的數值。' });
  return text;
}

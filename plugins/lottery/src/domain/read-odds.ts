import { readReward, type RewardSpec } from '@regulars/member/contract';
import { type Context, type InputPath, parseDecimal, Problems, readCode, readCount, readName, scaleOf } from '@regulars/plugin-sdk';
import type { GameOdds, PrizeTerms, ReleaseTerms } from '../data/game-terms';
import type { LotteryForm, LotteryPrizeKind, LotteryWhenOut } from '../enums';
import { MAX_TOTAL } from './fair/draw';
import { isUnlimited } from './fair/odds';

export interface PrizeDraft {
  readonly key: string;
  readonly name: string;
  readonly kind: `${LotteryPrizeKind}`;
  readonly weight: number;
  readonly stock?: number | null;
  readonly dailyQuota?: number | null;
  readonly perMemberLimit?: number | null;
  readonly releases?: readonly { readonly at: Date; readonly quantity: number }[] | null;
  readonly reward?: RewardSpec | null;
  readonly worth?: string | null;
}

export interface OddsDraft {
  readonly form: `${LotteryForm}`;
  readonly totalWeight: number;
  readonly whenOut: `${LotteryWhenOut}`;
  readonly fallbackPrize?: string | null;
  readonly prizes: readonly PrizeDraft[];
}

const MAX_NAME = 100;
const MAX_PRIZES = 50;
const MAX_STOCK = 100_000_000;
const MAX_RELEASES = 100;
const MAX_WINNERS = 1_000;

/** The weights are whole and sum to the total that is declared, and every draw comes to something: nothing else is taken for odds. */
export function readOdds(ctx: Context, draft: OddsDraft, problems: Problems): GameOdds {
  if (draft.prizes.length < 1 || draft.prizes.length > MAX_PRIZES) problems.add('input.prizes', { en: `Give 1 to ${MAX_PRIZES} prizes.`, 'zh-TW': `請設定 1 到 ${MAX_PRIZES} 個獎項。` });
  const prizes = draft.prizes.slice(0, MAX_PRIZES).map((prize, index) => readPrize(ctx, prize, ['input', 'prizes', index], problems));
  prizes.forEach(({ key }, index) => {
    if (prizes.findIndex((other) => other.key === key) < index) problems.add(['input', 'prizes', index, 'key'], { en: `There are two prizes ${key}.`, 'zh-TW': `獎項代碼「${key}」重複。` });
  });
  readCount(draft.totalWeight, 1, MAX_TOTAL, 'input.totalWeight', problems);
  const sum = prizes.reduce((total, { weight }) => total + weight, 0);
  if (sum !== draft.totalWeight) problems.add('input.totalWeight', { en: `The weights of the prizes sum to ${sum}.`, 'zh-TW': `各獎項權重合計為 ${sum}。` });
  if (draft.form === 'RAFFLE') checkRaffle(prizes, problems);
  return { form: draft.form, totalWeight: draft.totalWeight, whenOut: draft.whenOut, fallbackPrize: readFallback(draft, prizes, problems), prizes };
}

/** Its weights say how many of each are won, so that nothing else may limit them. */
function checkRaffle(prizes: readonly PrizeTerms[], problems: Problems): void {
  prizes.forEach((prize, index) => {
    const isPlain = isUnlimited(prize) && prize.kind !== 'NOTHING' && prize.weight > 0 && prize.weight <= MAX_WINNERS;
    if (!isPlain) problems.add(['input', 'prizes', index], { en: `Of a raffle, the weight says how many are won, 1 to ${MAX_WINNERS}; it has no other limits, and nobody wins nothing.`, 'zh-TW': `抽獎券活動以權重表示得獎名額(1 到 ${MAX_WINNERS}),不可另設限制。` });
  });
}

function readFallback({ whenOut, fallbackPrize = null }: OddsDraft, prizes: readonly PrizeTerms[], problems: Problems): string | null {
  const path = 'input.fallbackPrize';
  if (whenOut === 'REDISTRIBUTE') {
    if (fallbackPrize !== null) problems.add(path, { en: 'What is redistributed goes to all others.', 'zh-TW': '重新分配時不可指定遞補獎項。' });
    if (!prizes.some((prize) => isUnlimited(prize) && prize.weight > 0)) problems.add('input.prizes', { en: 'One with a weight has to be without limits, or there would be nothing left to draw.', 'zh-TW': '至少要有一個不限量且有權重的獎項。' });
    return null;
  }
  const prize = prizes.find(({ key }) => key === fallbackPrize);
  if (!prize) problems.add(path, { en: 'Name one of the prizes.', 'zh-TW': '請指定其中一個獎項。' });
  else if (!isUnlimited(prize)) problems.add(path, { en: 'The fallback has to be without limits.', 'zh-TW': '遞補獎項不可有數量限制。' });
  return fallbackPrize;
}

function readPrize(ctx: Context, draft: PrizeDraft, at: readonly (string | number)[], problems: Problems): PrizeTerms {
  const path = (field: string): InputPath => [...at, field];
  const { key, kind, weight, reward = null } = draft;
  readCode(key, path('key'), problems);
  readCount(weight, 0, MAX_TOTAL, path('weight'), problems);
  if ((kind === 'REWARD') !== (reward !== null)) problems.add(path('reward'), { en: 'Prizes of kind REWARD have a reward, others have none.', 'zh-TW': '僅 REWARD 類獎項需要設定獎勵。' });
  const stock = readCount(draft.stock, 1, MAX_STOCK, path('stock'), problems);
  return {
    key, name: readName(draft.name, MAX_NAME, path('name'), problems), kind, weight, stock,
    dailyQuota: readCount(draft.dailyQuota, 1, MAX_STOCK, path('dailyQuota'), problems),
    perMemberLimit: readCount(draft.perMemberLimit, 1, MAX_STOCK, path('perMemberLimit'), problems),
    releases: readReleases(draft.releases ?? [], stock, [...at, 'releases'], problems),
    reward: reward && readReward(ctx, reward, path('reward'), problems),
    worth: readWorth(ctx, draft.worth ?? null, path('worth'), problems),
  };
}

function readWorth(ctx: Context, worth: string | null, path: InputPath, problems: Problems): string | null {
  const minor = worth === null ? 0n : parseDecimal(worth, scaleOf(ctx.brand.currency));
  if (minor === null || minor < 0n) problems.add(path, { en: 'This is no amount.', 'zh-TW': '請輸入金額。' });
  return worth;
}

function readReleases(drafts: NonNullable<PrizeDraft['releases']>, stock: number | null, path: InputPath, problems: Problems): ReleaseTerms[] {
  if (drafts.length > MAX_RELEASES) problems.add(path, { en: `Give at most ${MAX_RELEASES}.`, 'zh-TW': `最多 ${MAX_RELEASES} 項。` });
  const releases = drafts.slice(0, MAX_RELEASES).map(({ at, quantity }, index) => {
    readCount(quantity, 1, MAX_STOCK, [...(path as readonly (string | number)[]), index, 'quantity'], problems);
    return { at: at.toISOString(), quantity };
  });
  const released = releases.reduce((sum, { quantity }) => sum + quantity, 0);
  if (releases.length > 0 && released !== stock) problems.add(path, { en: `They release ${released}, and the stock is ${stock ?? 'not limited'}.`, 'zh-TW': `釋出數量合計 ${released},與庫存不符。` });
  return releases;
}

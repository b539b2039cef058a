import { readReward, type RewardSpec } from '@regulars/member/contract';
import { type Context, type InputPath, parseDecimal, Problems, readCode, readCount, scaleOf, WHOLE_BP } from '@regulars/plugin-sdk';
import type { ReferralRule, ShareTerms } from '../data/program-terms';
import type { ReferralOccasion, ReferralSide } from '../enums';
import { ReferralJoinBeyondFirstLevelError } from '../errors';

export interface ShareDraft {
  readonly bp: number;
  readonly field: string;
  readonly unit: string;
}

export interface RuleDraft {
  readonly key: string;
  readonly on: `${ReferralOccasion}`;
  readonly nth: number;
  readonly to: `${ReferralSide}`;
  readonly level: number;
  readonly minNet?: string | null;
  readonly windowDays?: number | null;
  readonly holdDays?: number | null;
  readonly reward: { readonly kind: string; readonly spec: unknown };
  readonly share?: ShareDraft | null;
  readonly mostPerOrder?: number | null;
  readonly mostPerReferee?: number | null;
  readonly mostPerMonth?: number | null;
}

export interface Bounds {
  readonly maxDepth: number;
  readonly maxShareBp: number;
}

const FIELD = /^[A-Za-z][A-Za-z0-9]{0,39}$/;
const MAX_RULES = 20;
const MAX_NTH = 1_000;
const MAX_DAYS = 3_650;
const MAX_HOLD = 366;
const MOST = 1_000_000_000;
/** Within it an order is refunded as a rule. */
const HOLD_DAYS = 14;

export function readRules(ctx: Context, drafts: readonly RuleDraft[], bounds: Bounds, problems: Problems): ReferralRule[] {
  if (drafts.length === 0 || drafts.length > MAX_RULES) problems.add('input.rules', { en: `Give 1 to ${MAX_RULES}.`, 'zh-TW': `請設定 1 至 ${MAX_RULES} 項。` });
  const rules = drafts.slice(0, MAX_RULES).map((draft, index) => readRule(ctx, draft, index, bounds, problems));
  const keys = new Set<string>();
  rules.forEach(({ key }, index) => {
    if (keys.has(key)) problems.add(['input', 'rules', index, 'key'], { en: `There is another rule ${key}.`, 'zh-TW': `規則代碼「${key}」重複。` });
    keys.add(key);
  });
  const shares = rules.reduce((sum, { share }) => sum + (share?.bp ?? 0), 0);
  if (shares > bounds.maxShareBp) problems.add('input.maxShareBp', { en: `The shares come to ${shares}.`, 'zh-TW': `分潤比例合計為 ${shares}。` });
  return rules;
}

function readRule(ctx: Context, draft: RuleDraft, index: number, { maxDepth }: Bounds, problems: Problems): ReferralRule {
  const at = (field: string): InputPath => ['input', 'rules', index, field];
  const { on, to } = draft;
  readCode(draft.key, at('key'), problems);
  const level = readCount(draft.level, 1, maxDepth, at('level'), problems) ?? 1;
  if (level > 1 && to === 'REFEREE') problems.add(at('level'), { en: 'Whoever was brought has no levels.', 'zh-TW': '被推薦人沒有層級。' });
  if (level > 1 && on === 'JOIN') problems.push(new ReferralJoinBeyondFirstLevelError({ en: 'Beyond the first level rewards come from sales: name an order.', 'zh-TW': '第二層以上的獎勵須來自消費,不可為入會。' }, at('on')));
  const share = draft.share == null ? null : readShare(ctx, draft.share, at, problems);
  if (share !== null && on === 'JOIN') problems.add(at('share'), { en: 'Joining has no amount to share.', 'zh-TW': '入會沒有金額可分潤。' });
  if (draft.minNet != null && on === 'JOIN') problems.add(at('minNet'), { en: 'Joining has no amount.', 'zh-TW': '入會沒有金額。' });
  if (draft.mostPerOrder != null && share === null) problems.add(at('mostPerOrder'), { en: 'Only shares are limited by order.', 'zh-TW': '僅分潤可設定單筆上限。' });
  return {
    key: draft.key, on, to, level, share,
    nth: on === 'NTH_ORDER' ? (readCount(draft.nth, 1, MAX_NTH, at('nth'), problems) ?? 1) : 1,
    minNet: draft.minNet == null ? null : readAmount(ctx, draft.minNet, at('minNet'), problems),
    windowDays: readCount(draft.windowDays, 1, MAX_DAYS, at('windowDays'), problems),
    holdDays: readCount(draft.holdDays, 0, MAX_HOLD, at('holdDays'), problems) ?? (on === 'JOIN' ? 0 : HOLD_DAYS),
    reward: readGift(ctx, draft, share, at('reward'), problems),
    mostPerOrder: readCount(draft.mostPerOrder, 1, MOST, at('mostPerOrder'), problems),
    mostPerReferee: readCount(draft.mostPerReferee, 1, MOST, at('mostPerReferee'), problems),
    mostPerMonth: readCount(draft.mostPerMonth, 1, MOST, at('mostPerMonth'), problems),
  };
}

/** Of a share, the spec says how many only when it is given: it is checked as if it were one. */
function readGift(ctx: Context, { reward }: RuleDraft, share: ShareTerms | null, path: InputPath, problems: Problems): RewardSpec {
  const spec = share === null ? reward.spec : { ...(reward.spec as object | null), [share.field]: 1 };
  return readReward(ctx, { kind: reward.kind, spec }, path, problems) ?? { kind: reward.kind, spec };
}

function readShare(ctx: Context, { bp, field, unit }: ShareDraft, at: (field: string) => InputPath, problems: Problems): ShareTerms {
  readCount(bp, 1, WHOLE_BP, [...at('share'), 'bp'], problems);
  if (!FIELD.test(field)) problems.add([...at('share'), 'field'], { en: 'Name a field of the reward.', 'zh-TW': '請填寫獎勵的欄位名稱。' });
  return { bp, field, unit: readAmount(ctx, unit, [...at('share'), 'unit'], problems) };
}

function readAmount(ctx: Context, text: string, path: InputPath, problems: Problems): string {
  const minor = parseDecimal(text, scaleOf(ctx.brand.currency));
  if (minor === null || minor <= 0n) problems.add(path, { en: 'Give an amount of more than nothing.', 'zh-TW': '請輸入大於零的金額。' });
  return text;
}

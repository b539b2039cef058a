import { readReward, type RewardSpec } from '@regulars/member/contract';
import { type Context, formatDecimal, parseDecimal, type Problems, scaleOf, WHOLE_BP_BIG } from '@regulars/plugin-sdk';
import type { BenefitTerms } from '../data/template-terms';
import type { GiftCouponBenefitKind } from '../enums';

export interface BenefitDraft {
  readonly kind: `${GiftCouponBenefitKind}`;
  readonly amount?: string | null;
  readonly percent?: string | null;
  readonly maxDiscount?: string | null;
  readonly sku?: string | null;
  readonly reward?: RewardSpec | null;
}

type Field = 'amount' | 'percent' | 'maxDiscount' | 'sku' | 'reward';

/** Which fields each kind needs, and which it may have. */
const NEEDS: Readonly<Record<BenefitDraft['kind'], { readonly needs: readonly Field[]; readonly may: readonly Field[] }>> = {
  PERCENT: { needs: ['percent'], may: ['maxDiscount'] },
  AMOUNT: { needs: ['amount'], may: [] },
  FIXED_PRICE: { needs: ['amount', 'sku'], may: [] },
  FREE_ITEM: { needs: ['sku'], may: [] },
  BOGO: { needs: ['sku'], may: [] },
  SERVICE: { needs: [], may: [] },
  REWARD: { needs: ['reward'], may: [] },
};

const FIELDS: readonly Field[] = ['amount', 'percent', 'maxDiscount', 'sku', 'reward'];
const AT = ['input', 'benefit'] as const;
const MAX_SKU = 100;
const PERCENT_DECIMALS = 2;

/** Exactly the fields the kind needs; what is wrong goes to `problems`. */
export function readBenefit(ctx: Context, draft: BenefitDraft, problems: Problems): BenefitTerms {
  const { needs, may } = NEEDS[draft.kind];
  for (const field of FIELDS) {
    const isGiven = draft[field] != null;
    if (needs.includes(field) && !isGiven) problems.add([...AT, field], { en: `${draft.kind} needs it.`, 'zh-TW': `「${draft.kind}」必須填寫此欄位。` });
    if (isGiven && !needs.includes(field) && !may.includes(field)) problems.add([...AT, field], { en: `${draft.kind} has none.`, 'zh-TW': `「${draft.kind}」不需填寫此欄位。` });
  }
  return {
    kind: draft.kind,
    amount: readAmount(ctx, draft.amount, 'amount', draft.kind === 'FIXED_PRICE' ? 0n : 1n, problems),
    percentBp: readPercent(draft.percent, problems),
    maxDiscount: readAmount(ctx, draft.maxDiscount, 'maxDiscount', 1n, problems),
    sku: readSku(draft.sku, problems),
    reward: draft.reward == null ? null : readReward(ctx, draft.reward, [...AT, 'reward'], problems),
  };
}

function readAmount(ctx: Context, text: string | null | undefined, field: Field, least: bigint, problems: Problems): string | null {
  if (text == null) return null;
  const scale = scaleOf(ctx.brand.currency);
  const minor = parseDecimal(text, scale);
  if (minor !== null && minor >= least) return formatDecimal(minor, scale);
  const en = `Give an amount of ${ctx.brand.currency} ${least > 0n ? 'above 0' : 'that is not negative'}.`;
  problems.add([...AT, field], { en, 'zh-TW': `請輸入${least > 0n ? '大於' : '不小於'} 0 的 ${ctx.brand.currency} 金額。` });
  return null;
}

function readPercent(text: string | null | undefined, problems: Problems): number | null {
  if (text == null) return null;
  const bp = parseDecimal(text, PERCENT_DECIMALS);
  if (bp !== null && bp > 0n && bp <= WHOLE_BP_BIG) return Number(bp);
  problems.add([...AT, 'percent'], { en: 'Give more than 0 and at most 100, with at most two decimals.', 'zh-TW': '請輸入大於 0、不超過 100 的百分比,小數最多兩位。' });
  return null;
}

function readSku(text: string | null | undefined, problems: Problems): string | null {
  if (text == null) return null;
  const sku = text.trim();
  if (sku !== '' && sku.length <= MAX_SKU && !sku.includes('\0')) return sku;
  problems.add([...AT, 'sku'], { en: `Give 1 to ${MAX_SKU} characters.`, 'zh-TW': `請輸入 1 到 ${MAX_SKU} 個字。` });
  return null;
}

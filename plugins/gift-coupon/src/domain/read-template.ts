import { checkStores } from '@regulars/brand/contract';
import { type OrderChannel, type OrderScopeState, readScope, type TimeWindowDraft } from '@regulars/order/contract';
import { type Context, Problems, readCode, readCount, readName } from '@regulars/plugin-sdk';
import type { TemplateTerms, ValidityTerms } from '../data/template-terms';
import type { GiftCouponPurpose, GiftCouponStacking } from '../enums';
import { type BenefitDraft, readBenefit } from './read-benefit';
import { type IssueRuleDraft, readRules } from './rules';

export interface TemplateDraft {
  readonly code: string;
  readonly name: string;
  readonly purpose: `${GiftCouponPurpose}`;
  readonly benefit: BenefitDraft;
  readonly minSpend?: string | null;
  readonly stores?: readonly string[] | null;
  readonly channels?: readonly OrderChannel[] | null;
  readonly skus?: readonly string[] | null;
  readonly categories?: readonly string[] | null;
  readonly window?: TimeWindowDraft | null;
  readonly validity: { readonly fixedFrom?: Date | null; readonly fixedTo?: Date | null; readonly daysAfterIssue?: number | null };
  readonly stock?: number | null;
  readonly perMemberLimit?: number | null;
  readonly usesPerCoupon: number;
  readonly stacking: `${GiftCouponStacking}`;
  readonly transferable: boolean;
  readonly maxTransfers: number;
  readonly issue?: readonly IssueRuleDraft[] | null;
}

const MAX_NAME = 100;
const MAX_STOCK = 100_000_000;
const MAX_PER_MEMBER = 10_000;
const MAX_USES = 1_000;
const MAX_TRANSFERS = 100;
const MAX_DAYS = 3_650;

export interface ReadTemplate {
  readonly code: string;
  readonly terms: TemplateTerms;
}

/** Checks a draft; rejects with everything that is wrong at once. */
export async function readTemplate(ctx: Context, draft: TemplateDraft): Promise<ReadTemplate> {
  const problems = new Problems();
  const code = readCode(draft.code.trim(), 'input.code', problems);
  const terms: TemplateTerms = {
    name: readName(draft.name, MAX_NAME, 'input.name', problems),
    purpose: draft.purpose,
    benefit: readBenefit(ctx, draft.benefit, problems),
    scope: readRestrictions(ctx, draft, problems),
    validity: readValidity(draft.validity, problems),
    stock: readCount(draft.stock, 1, MAX_STOCK, 'input.stock', problems),
    perMemberLimit: readCount(draft.perMemberLimit, 1, MAX_PER_MEMBER, 'input.perMemberLimit', problems),
    usesPerCoupon: readCount(draft.usesPerCoupon, 1, MAX_USES, 'input.usesPerCoupon', problems) ?? 1,
    stacking: draft.stacking,
    ...readTransfers(draft, problems),
    issue: readRules(draft.issue, problems),
  };
  await checkStores(ctx, terms.scope.storeCodes, ['input', 'stores'], problems);
  problems.throwIfAny();
  return { code, terms };
}

/** A scope of orders says it in other words: where something is wrong, it is said in ours. */
const OURS: Readonly<Record<string, string>> = { storeCodes: 'stores', minNet: 'minSpend', windows: 'window' };

function readRestrictions(ctx: Context, draft: TemplateDraft, problems: Problems): OrderScopeState {
  const found = new Problems();
  const { stores, channels, skus, categories, minSpend, window } = draft;
  const scope = readScope({ storeCodes: stores, channels, skus, categories, minNet: minSpend, windows: window ? [window] : [] }, 'input', found, ctx.brand.currency);
  for (const error of found.list) {
    const [input = '', field = '', ...rest] = error.path ?? [];
    error.path = [input, OURS[field] ?? field, ...(field === 'windows' ? rest.slice(1) : rest)];
    problems.push(error);
  }
  return scope;
}

function readValidity({ fixedFrom = null, fixedTo = null, daysAfterIssue = null }: TemplateDraft['validity'], problems: Problems): ValidityTerms {
  const isFixed = fixedFrom !== null || fixedTo !== null;
  if (isFixed === (daysAfterIssue !== null)) {
    problems.add('input.validity', { en: 'Give fixed times, or days after the issue.', 'zh-TW': '請填寫固定期間或發送後天數其中一種。' });
  }
  if (fixedFrom && fixedTo && fixedTo <= fixedFrom) problems.add('input.validity.fixedTo', { en: 'It must be after fixedFrom.', 'zh-TW': '必須晚於開始時間。' });
  readCount(daysAfterIssue, 0, MAX_DAYS, 'input.validity.daysAfterIssue', problems);
  return { fixedFrom: fixedFrom?.toISOString() ?? null, fixedTo: fixedTo?.toISOString() ?? null, daysAfterIssue };
}

function readTransfers({ transferable, maxTransfers }: TemplateDraft, problems: Problems): Pick<TemplateTerms, 'transferable' | 'maxTransfers'> {
  const path = 'input.maxTransfers';
  if (transferable) readCount(maxTransfers, 1, MAX_TRANSFERS, path, problems);
  else if (maxTransfers !== 0) problems.add(path, { en: 'A coupon that is not transferable is transferred 0 times.', 'zh-TW': '不可轉贈的禮物券,轉贈次數必須為 0。' });
  return { transferable, maxTransfers };
}

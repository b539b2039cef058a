import { readReward } from '@regulars/member/contract';
import { type Context, type Json, Problems, readName } from '@regulars/plugin-sdk';
import { metricUnits, type MetricUnits } from './metrics';
import {
  TierApplication, type TierCarryOver, type TierDefinition, type TierDowngrade, type TierGift, TierGiftOccasion,
  type TierMatch, type TierOnRefund, type TierTerms, TierWindow,
} from './program';
import { readRule } from './read-rule';

/** A program as a caller writes it. */
export interface ProgramDraft {
  readonly tiers: readonly TierDraft[];
  readonly downgrade: TierDowngrade;
  readonly graceDays: number;
  readonly carryOver: TierCarryOver;
  readonly applyTo: TierApplication;
  readonly onRefund: TierOnRefund;
}

export interface TierDraft {
  readonly code: string;
  readonly name: string;
  readonly rank: number;
  readonly upgradeWhen?: RuleDraft | null;
  readonly renewWhen?: RuleDraft | null;
  readonly validMonths?: number | null;
  readonly hidden: boolean;
  readonly multiplierBp: number;
  readonly benefits?: Json;
  readonly gifts?: readonly { readonly on: TierGiftOccasion; readonly reward: { readonly kind: string; readonly spec: unknown } }[] | null;
}

export interface RuleDraft {
  readonly match: TierMatch;
  readonly conditions: readonly ConditionDraft[];
}

export interface ConditionDraft {
  readonly metric: string;
  /** A decimal text. */
  readonly atLeast: string;
  readonly window: TierWindow;
  readonly count?: number | null;
}

const MAX_NAME = 100;
const MAX_TIERS = 50;
const MAX_MONTHS = 120;
const MAX_GRACE_DAYS = 90;
const MAX_MULTIPLIER_BP = 1_000_000;
const CODE = /^[A-Za-z0-9_-]{1,40}$/;

/** Reads a program. @throws Rejection with everything that is wrong with it, each at its place under `input` */
export function readProgram(ctx: Context, draft: ProgramDraft): TierTerms {
  const problems = new Problems();
  const units = metricUnits(ctx);
  checkLadder(draft.tiers, problems);
  if (draft.graceDays < 0 || draft.graceDays > MAX_GRACE_DAYS) {
    problems.add('input.graceDays', { en: `Grace is 0 to ${MAX_GRACE_DAYS} days.`, 'zh-TW': `寬限期為 0 至 ${MAX_GRACE_DAYS} 天。` });
  }
  const tiers = draft.tiers.map((tier, index) => readTier(ctx, tier, ['input', 'tiers', String(index)], units, problems));
  if (draft.applyTo === TierApplication.SAME_ORDER && tiers.some(usesPoints)) {
    problems.add('input.applyTo', {
      en: 'A tier reached by POINTS_EARNED cannot apply to the same order: its points depend on the tier.',
      'zh-TW': '以 POINTS_EARNED 升等的等級無法套用於同一筆訂單:訂單點數取決於等級。',
    });
  }
  problems.throwIfAny();
  const { downgrade, graceDays, carryOver, applyTo, onRefund } = draft;
  return { tiers: tiers.sort((a, b) => a.rank - b.rank), downgrade, graceDays, carryOver, applyTo, onRefund };
}

const usesPoints = ({ upgradeWhen, renewWhen }: TierDefinition): boolean =>
  [upgradeWhen, renewWhen].some((rule) => rule?.conditions.some(({ metric }) => metric === 'POINTS_EARNED'));

/** Codes are unique; ranks are 0, 1, 2 … without gaps. */
function checkLadder(tiers: readonly TierDraft[], problems: Problems): void {
  if (tiers.length === 0 || tiers.length > MAX_TIERS) {
    problems.add('input.tiers', { en: `A program has 1 to ${MAX_TIERS} tiers.`, 'zh-TW': `等級數量為 1 至 ${MAX_TIERS}。` });
    return;
  }
  const codes = new Set<string>();
  const ranks = new Set<number>();
  tiers.forEach(({ code, rank }, index) => {
    if (codes.has(code)) problems.add(`input.tiers.${index}.code`, { en: 'Another tier has this code.', 'zh-TW': '等級代碼重複。' });
    if (ranks.has(rank)) problems.add(`input.tiers.${index}.rank`, { en: 'Another tier has this rank.', 'zh-TW': '等級順序重複。' });
    else if (rank < 0 || rank >= tiers.length) {
      problems.add(`input.tiers.${index}.rank`, { en: `Ranks run from 0 to ${tiers.length - 1} without gaps.`, 'zh-TW': `等級順序須為 0 至 ${tiers.length - 1},不可跳號。` });
    }
    codes.add(code);
    ranks.add(rank);
  });
}

function readTier(ctx: Context, draft: TierDraft, path: readonly string[], units: MetricUnits, problems: Problems): TierDefinition {
  const { code, rank, hidden, multiplierBp } = draft;
  const validMonths = draft.validMonths ?? null;
  if (!CODE.test(code)) problems.add([...path, 'code'], { en: 'Give 1 to 40 letters, digits, "_" or "-".', 'zh-TW': '請輸入 1 至 40 個英數字、「_」或「-」。' });
  const name = readName(draft.name, MAX_NAME, [...path, 'name'], problems);
  if (multiplierBp < 0 || multiplierBp > MAX_MULTIPLIER_BP) problems.add([...path, 'multiplierBp'], { en: `Give 0 to ${MAX_MULTIPLIER_BP}; 10000 is x1.`, 'zh-TW': `請輸入 0 至 ${MAX_MULTIPLIER_BP};10000 為 1 倍。` });
  if (validMonths !== null && (validMonths < 1 || validMonths > MAX_MONTHS)) problems.add([...path, 'validMonths'], { en: `Give 1 to ${MAX_MONTHS} months.`, 'zh-TW': `請輸入 1 至 ${MAX_MONTHS} 個月。` });
  const read = (rule: RuleDraft | null | undefined, field: string): TierDefinition['upgradeWhen'] =>
    rule ? readRule(rule, [...path, field], { units, currency: ctx.brand.currency, problems }) : null;
  const tier: TierDefinition = {
    code, name, rank, hidden, multiplierBp, validMonths,
    upgradeWhen: read(draft.upgradeWhen, 'upgradeWhen'),
    renewWhen: read(draft.renewWhen, 'renewWhen'),
    benefits: draft.benefits ?? {},
    gifts: readGifts(ctx, draft, path, problems),
  };
  checkPlace(tier, path, problems);
  return tier;
}

/** What the base tier cannot have, and what a tier without an end cannot be kept by. */
function checkPlace({ rank, upgradeWhen, renewWhen, validMonths, hidden }: TierDefinition, path: readonly string[], problems: Problems): void {
  const refuse = (field: string, en: string, zh: string): void => problems.add([...path, field], { en, 'zh-TW': zh });
  if (rank === 0) {
    if (upgradeWhen) refuse('upgradeWhen', 'Everybody has the base tier.', '基本等級無須升等條件。');
    if (renewWhen) refuse('renewWhen', 'The base tier is never lost.', '基本等級無須續等條件。');
    if (validMonths !== null) refuse('validMonths', 'The base tier is never lost.', '基本等級沒有效期。');
    if (hidden) refuse('hidden', 'The base tier is what members see when theirs is hidden.', '基本等級不可隱藏。');
  } else if (validMonths === null && renewWhen?.conditions.some(({ window }) => window === TierWindow.SINCE_TIER_START)) {
    refuse('renewWhen', 'A tier without validMonths is kept by a window that moves, not by what came since it began.', '未設效期的等級須以滾動期間續等,不可用 SINCE_TIER_START。');
  }
}

function readGifts(ctx: Context, { gifts, rank }: TierDraft, path: readonly string[], problems: Problems): TierGift[] {
  return (gifts ?? []).flatMap(({ on, reward }, index) => {
    const at = [...path, 'gifts', String(index)];
    if ((on === TierGiftOccasion.JOIN) !== (rank === 0) && on !== TierGiftOccasion.BIRTHDAY) {
      problems.add([...at, 'on'], { en: 'The base tier gives on JOIN and BIRTHDAY, the others on UPGRADE, RENEW and BIRTHDAY.', 'zh-TW': '基本等級僅有入會禮與生日禮,其他等級為升等禮、續等禮與生日禮。' });
    }
    const read = readReward(ctx, reward, [...at, 'reward'], problems);
    return read ? [{ on, reward: read }] : [];
  });
}

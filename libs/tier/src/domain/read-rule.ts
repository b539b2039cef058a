import { parseDecimal, type Problems } from '@regulars/plugin-sdk';
import { type MetricUnits, unitScale } from './metrics';
import { type TierCondition, type TierRule, TierWindow } from './program';
import type { ConditionDraft, RuleDraft } from './read-program';

interface Reading {
  readonly units: MetricUnits;
  readonly currency: string;
  readonly problems: Problems;
}

const MAX_CONDITIONS = 10;
const MAX_COUNT: Partial<Record<TierWindow, number>> = { [TierWindow.ROLLING_DAYS]: 3_660, [TierWindow.ROLLING_MONTHS]: 120 };

export function readRule(rule: RuleDraft, path: readonly string[], reading: Reading): TierRule {
  if (rule.conditions.length === 0 || rule.conditions.length > MAX_CONDITIONS) {
    reading.problems.add([...path, 'conditions'], { en: `A rule has 1 to ${MAX_CONDITIONS} conditions.`, 'zh-TW': `條件數量為 1 至 ${MAX_CONDITIONS}。` });
  }
  const conditions = rule.conditions.flatMap((condition, index) => readCondition(condition, [...path, 'conditions', String(index)], reading) ?? []);
  return { match: rule.match, conditions };
}

function readCondition(draft: ConditionDraft, path: readonly string[], { units, currency, problems }: Reading): TierCondition | null {
  const { metric, window } = draft;
  const count = readCount(draft, path, problems);
  const unit = units.get(metric);
  if (!unit) {
    problems.add([...path, 'metric'], { en: `There is no metric ${metric}. Known: ${[...units.keys()].join(', ')}.`, 'zh-TW': `沒有「${metric}」這項指標。可用:${[...units.keys()].join('、')}。` });
    return null;
  }
  const atLeast = parseDecimal(draft.atLeast, unitScale(unit, currency));
  if (atLeast === null || atLeast <= 0n) {
    problems.add([...path, 'atLeast'], unit === 'MONEY'
      ? { en: `Give an amount above 0 in ${currency}, with no more decimals than it has.`, 'zh-TW': `請輸入大於 0 的 ${currency} 金額,小數位數不可超過幣別。` }
      : { en: 'Give a whole number above 0.', 'zh-TW': '請輸入大於 0 的整數。' });
    return null;
  }
  return { metric, unit, atLeast, window, count };
}

/** Rolling windows say how long they are; the others have nothing to say. */
function readCount({ window, count = null }: ConditionDraft, path: readonly string[], problems: Problems): number | null {
  const most = MAX_COUNT[window];
  if (most === undefined ? count !== null : count === null || count < 1 || count > most) {
    problems.add([...path, 'count'], most === undefined
      ? { en: `${window} takes no count.`, 'zh-TW': `${window} 不可設定期間長度。` }
      : { en: `${window} needs a count of 1 to ${most}.`, 'zh-TW': `${window} 須設定 1 至 ${most}。` });
  }
  return count;
}

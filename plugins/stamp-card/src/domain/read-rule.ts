import { type OrderScopeDraft, readScope } from '@regulars/order/contract';
import { formatDecimal, type InputPath, parseDecimal, Problems, readCount, scaleOf } from '@regulars/plugin-sdk';
import type { StampConditions, StampRuleTerms } from '../data/program-terms';

type Given<T> = T | null | undefined;

export interface ConditionsDraft {
  readonly weekdays?: Given<readonly number[]>;
  readonly from?: Given<string>;
  readonly to?: Given<string>;
  readonly storeCodes?: Given<readonly string[]>;
  readonly channels?: Given<OrderScopeDraft['channels']>;
  readonly tierCodes?: Given<readonly string[]>;
  readonly minNet?: Given<string>;
}

export interface RuleDraft {
  readonly kind: StampRuleTerms['kind'];
  readonly stamps: number;
  readonly amount?: Given<string>;
  readonly sku?: Given<readonly string[]>;
  readonly category?: Given<readonly string[]>;
  readonly storeCodes?: Given<readonly string[]>;
  readonly event?: Given<string>;
  readonly step?: Given<string>;
  readonly stage?: Given<number>;
  readonly conditions?: Given<ConditionsDraft>;
}

const MAX_STAMPS = 100;
const MAX_STAGE = 20;
const MAX_STEP = 50;
const EVENT = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;
const CODE = /^[A-Za-z0-9_-]{1,50}$/;

const say = {
  unused: (kind: string) => ({ en: `A ${kind} rule has none.`, 'zh-TW': `${kind} 規則不需此欄位。` }),
  items: { en: 'Say which items: sku or category.', 'zh-TW': '請指定商品(sku 或 category)。' },
  step: { en: `Name the step in 1 to ${MAX_STEP} characters.`, 'zh-TW': `請以 1 到 ${MAX_STEP} 個字為任務命名。` },
  by: { en: 'A task is done at stores, by items, or by an event.', 'zh-TW': '任務須由門市、商品或事件完成。' },
  either: { en: 'A task is done by an order or by an event, not by both.', 'zh-TW': '任務只能由訂單或事件擇一完成。' },
  event: { en: 'Give the name of an event such as member.updated.', 'zh-TW': '請輸入事件名稱,例如 member.updated。' },
  tier: { en: 'This is no code of a tier.', 'zh-TW': '這不是等級代碼。' },
  mission: { en: 'The rules of a mission are tasks, and tasks are of missions.', 'zh-TW': '任務卡的規則須為 TASK,其他卡不可使用 TASK。' },
};

/** Reads a rule; what is wrong with it goes to `problems`. */
export function readRule(draft: RuleDraft, isMission: boolean, path: (string | number)[], problems: Problems, currency: string): StampRuleTerms {
  const { kind } = draft;
  const at = (field: string): (string | number)[] => [...path, field];
  if (isMission !== (kind === 'TASK')) problems.add(at('kind'), say.mission);
  readCount(draft.stamps, 1, MAX_STAMPS, at('stamps'), problems);
  refuseUnused(draft, at, problems);
  const scope = readRenamed({ skus: draft.sku, categories: draft.category, storeCodes: draft.storeCodes }, (found) => [...path, ...found.map((part) => NAMES[part] ?? part)], problems, currency);
  const rule: StampRuleTerms = {
    kind, stamps: draft.stamps,
    ...(kind === 'PER_AMOUNT' ? { amount: readAmount(draft.amount, at('amount'), problems, currency) } : {}),
    ...given({ sku: scope.skus, category: scope.categories, storeCodes: scope.storeCodes }),
    ...(kind === 'TASK' ? readTask(draft, at, problems) : {}),
    ...readConditions(draft.conditions, at('conditions'), problems, currency),
  };
  if (kind === 'PER_ITEM' && !rule.sku && !rule.category) problems.add(at('sku'), say.items);
  return rule;
}

/** Reads a scope whose fields have other names here. */
function readRenamed(draft: OrderScopeDraft, rename: (path: readonly string[]) => InputPath, problems: Problems, currency: string): ReturnType<typeof readScope> {
  const found = new Problems();
  const scope = readScope(draft, [], found, currency);
  for (const { path = [], text } of found.list) problems.add(rename(path), text);
  return scope;
}

const NAMES: Readonly<Record<string, string>> = { skus: 'sku', categories: 'category' };

function refuseUnused({ kind, amount, sku, category, event, step, stage }: RuleDraft, at: (field: string) => InputPath, problems: Problems): void {
  const isTask = kind === 'TASK';
  const unused: Readonly<Record<string, boolean>> = {
    amount: amount != null && kind !== 'PER_AMOUNT', sku: sku != null && kind !== 'PER_ITEM' && !isTask, category: category != null && kind !== 'PER_ITEM' && !isTask,
    event: event != null && !isTask, step: step != null && !isTask, stage: stage != null && !isTask,
  };
  for (const [field, isUnused] of Object.entries(unused)) if (isUnused) problems.add(at(field), say.unused(kind));
}

function readAmount(text: Given<string>, path: InputPath, problems: Problems, currency: string): string {
  const amount = text == null ? null : parseDecimal(text, scaleOf(currency));
  if (amount !== null && amount > 0n) return formatDecimal(amount, scaleOf(currency));
  problems.add(path, { en: `Give an amount of ${currency} above 0.`, 'zh-TW': `請輸入大於 0 的 ${currency} 金額。` });
  return '1';
}

function readTask({ sku, category, storeCodes, event, step, stage, conditions }: RuleDraft, at: (field: string) => InputPath, problems: Problems): Pick<StampRuleTerms, 'event' | 'step' | 'stage'> {
  const name = step?.trim() ?? '';
  if (name === '' || name.length > MAX_STEP || name.includes('\0')) problems.add(at('step'), say.step);
  readCount(stage, 1, MAX_STAGE, at('stage'), problems);
  const byOrder = sku != null || category != null || storeCodes != null;
  if (!byOrder && event == null) problems.add(at('step'), say.by);
  if (event != null && (byOrder || conditions != null)) problems.add(at('event'), say.either);
  if (event != null && !EVENT.test(event)) problems.add(at('event'), say.event);
  return { step: name, stage: stage ?? 1, ...(event == null ? {} : { event }) };
}

function readConditions(draft: Given<ConditionsDraft>, path: (string | number)[], problems: Problems, currency: string): { readonly conditions?: StampConditions } {
  if (!draft) return {};
  const { weekdays, from, to, tierCodes } = draft;
  const isTimed = weekdays != null || from != null || to != null;
  const ofOrder = { storeCodes: draft.storeCodes, channels: draft.channels, minNet: draft.minNet, windows: isTimed ? [{ weekdays, from, to }] : [] };
  const scope = readRenamed(ofOrder, (found) => [...path, ...(found[0] === 'windows' ? found.slice(2) : found)], problems, currency);
  const [window] = scope.windows;
  if (tierCodes && (tierCodes.length === 0 || !tierCodes.every((code) => CODE.test(code)))) problems.add([...path, 'tierCodes'], say.tier);
  const conditions = given({
    weekdays: window?.weekdays, from: window?.from, to: window?.to, storeCodes: scope.storeCodes, channels: scope.channels, minNet: scope.minNet,
    tierCodes: tierCodes ? [...new Set(tierCodes)] : null,
  });
  return Object.keys(conditions).length > 0 ? { conditions } : {};
}

/** What is there, as it is kept. */
const given = <T extends Readonly<Record<string, unknown>>>(fields: T): { readonly [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as { readonly [K in keyof T]?: NonNullable<T[K]> };

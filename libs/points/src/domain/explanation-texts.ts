import { type Json, type JsonObject, type Text, textIn } from '@regulars/plugin-sdk';
import type { ConditionCode, LineShare } from './explanation';

type Say = (required: string) => Text;

const FAILED: Readonly<Record<ConditionCode, Say>> = {
  MEMBER_STATUS: () => ({ en: 'Only active members earn points.', 'zh-TW': '僅限有效會員累點。' }),
  ORDER_COUNTS: () => ({ en: 'Only orders that are paid, not voided and not wholly refunded earn points.', 'zh-TW': '僅限已付款、未取消且未全額退款的訂單累點。' }),
  LIVE: (required) => ({ en: `The rule was not live when the order was placed: ${required}.`, 'zh-TW': `下單時規則尚未生效或已結束：${required}。` }),
  PERIOD: (required) => ({ en: `The order was placed outside the rule's period: ${required}.`, 'zh-TW': `下單時間不在規則期間內：${required}。` }),
  TIER: (required) => ({ en: `The rule is for tiers ${required}.`, 'zh-TW': `此規則限會員等級 ${required}。` }),
  STORE: (required) => ({ en: `The rule is for stores ${required}.`, 'zh-TW': `此規則限門市 ${required}。` }),
  CHANNEL: (required) => ({ en: `The rule is for channels ${required}.`, 'zh-TW': `此規則限通路 ${required}。` }),
  MIN_NET: (required) => ({ en: `The order must come to ${required} or more.`, 'zh-TW': `訂單金額須達 ${required}。` }),
  WINDOW: () => ({ en: "The order was placed outside the rule's hours and days.", 'zh-TW': '下單時間不在規則的時段內。' }),
  LINES: () => ({ en: 'No item of the order falls under the rule.', 'zh-TW': '訂單中沒有符合規則的品項。' }),
  AMOUNT: (required) => ({ en: `What counts must come to ${required} or more.`, 'zh-TW': `可累點金額須達 ${required}。` }),
  FIRST_VISIT: () => ({ en: 'An earlier order of the same business day has the points of the visit.', 'zh-TW': '同一營業日較早的訂單已獲得來店點數。' }),
};

const say = (value: Json): string => (Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** A stored explanation for a reader: every test that failed says so in the reader's language. */
export function showExplanation(stored: JsonObject, language: string): JsonObject {
  const withText = (test: JsonObject): JsonObject => {
    const text = FAILED[test.condition as ConditionCode];
    return test.matched === false && text ? { ...test, text: textIn(text(say(test.required ?? null)), language) } : test;
  };
  const tests = (of: JsonObject): JsonObject =>
    Array.isArray(of.conditions) ? { ...of, conditions: (of.conditions as JsonObject[]).map(withText) } : of;
  const shown = tests(stored);
  return {
    ...shown,
    ...(Array.isArray(shown.rules) ? { rules: (shown.rules as JsonObject[]).map(tests) } : {}),
    ...(Array.isArray(shown.lines) ? { lines: (shown.lines as unknown as LineShare[]).map(([number, points]) => ({ number, points })) } : {}),
  };
}

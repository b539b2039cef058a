import { formatDecimal, type InputPath, isLocalDate, parseDecimal, type Problems, scaleOf } from '@regulars/plugin-sdk';
import type { OrderChannel } from '../enums';
import { minutesOf, type OrderScopeState, type TimeWindowState, WHOLE_SCOPE } from './order-scope';

type Given<T> = T | null | undefined;

export interface TimeWindowDraft {
  readonly weekdays?: Given<readonly number[]>;
  readonly dates?: Given<readonly string[]>;
  readonly from?: Given<string>;
  readonly to?: Given<string>;
}

export interface OrderScopeDraft {
  readonly skus?: Given<readonly string[]>;
  readonly categories?: Given<readonly string[]>;
  readonly storeCodes?: Given<readonly string[]>;
  readonly channels?: Given<readonly OrderChannel[]>;
  readonly minNet?: Given<string>;
  readonly windows?: Given<readonly TimeWindowDraft[]>;
}

const MAX_LIST = 1_000;
const MAX_TEXT = 100;
const MAX_WINDOWS = 50;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Reads a scope into what modules keep; what is wrong goes to `problems`. Absent is everything. */
export function readScope(input: Given<OrderScopeDraft>, path: InputPath, problems: Problems, currency: string): OrderScopeState {
  if (!input) return WHOLE_SCOPE;
  const at = (...rest: (string | number)[]) => [...(typeof path === 'string' ? path.split('.') : path), ...rest];
  const windows = input.windows ?? [];
  if (windows.length > MAX_WINDOWS) problems.add(at('windows'), { en: `At most ${MAX_WINDOWS} windows.`, 'zh-TW': `時段最多 ${MAX_WINDOWS} 個。` });
  return {
    skus: readTexts(input.skus, at('skus'), problems),
    categories: readTexts(input.categories, at('categories'), problems),
    storeCodes: readTexts(input.storeCodes, at('storeCodes'), problems),
    channels: readList(input.channels, at('channels'), problems),
    minNet: readMinNet(input.minNet, at('minNet'), problems, currency),
    windows: windows.slice(0, MAX_WINDOWS).map((window, index) => readWindow(window, (...rest) => at('windows', index, ...rest), problems)),
  };
}

function readList<T>(values: Given<readonly T[]>, path: InputPath, problems: Problems): readonly T[] | null {
  if (!values) return null;
  if (values.length === 0) problems.add(path, { en: 'An empty list matches nothing: leave it out for everything.', 'zh-TW': '空清單不會符合任何項目；不限制時請勿填寫。' });
  if (values.length > MAX_LIST) problems.add(path, { en: `At most ${MAX_LIST} values.`, 'zh-TW': `最多 ${MAX_LIST} 項。` });
  return [...new Set(values)];
}

function readTexts(values: Given<readonly string[]>, path: (string | number)[], problems: Problems): readonly string[] | null {
  values?.forEach((value, index) => {
    if (value.trim() === '' || value.length > MAX_TEXT || value.includes('\0')) problems.add([...path, index], { en: `Give 1 to ${MAX_TEXT} characters.`, 'zh-TW': `請輸入 1 到 ${MAX_TEXT} 個字。` });
  });
  return readList(values?.map((value) => value.trim()), path, problems);
}

function readMinNet(text: Given<string>, path: InputPath, problems: Problems, currency: string): string | null {
  if (text === null || text === undefined) return null;
  const minor = parseDecimal(text, scaleOf(currency));
  if (minor === null || minor < 0n) {
    problems.add(path, { en: `Give an amount of ${currency} that is not negative.`, 'zh-TW': `請輸入不小於零的 ${currency} 金額。` });
    return null;
  }
  return formatDecimal(minor, scaleOf(currency));
}

function readWindow(input: TimeWindowDraft, at: (...rest: (string | number)[]) => (string | number)[], problems: Problems): TimeWindowState {
  const window = {
    weekdays: readList(input.weekdays, at('weekdays'), problems),
    dates: readList(input.dates, at('dates'), problems),
    from: readTime(input.from, at('from'), problems),
    to: input.to === '24:00' ? null : readTime(input.to, at('to'), problems),
  };
  window.weekdays?.forEach((day, index) => {
    if (day < 1 || day > 7) problems.add(at('weekdays', index), { en: 'Weekdays are 1 (Monday) to 7.', 'zh-TW': '星期為 1(星期一)到 7。' });
  });
  window.dates?.forEach((date, index) => {
    if (!isLocalDate(date)) problems.add(at('dates', index), { en: 'Give a calendar date.', 'zh-TW': '請輸入日期。' });
  });
  if (window.from !== null && window.to !== null && minutesOf(window.from) === minutesOf(window.to)) {
    problems.add(at('to'), { en: 'The window is empty.', 'zh-TW': '這個時段是空的。' });
  }
  return window;
}

function readTime(text: Given<string>, path: InputPath, problems: Problems): string | null {
  if (text === null || text === undefined) return null;
  if (TIME.test(text)) return text;
  problems.add(path, { en: 'Give a time such as 17:30.', 'zh-TW': '請輸入時間,例如 17:30。' });
  return null;
}

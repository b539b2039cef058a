import type { Text } from '@regulars/plugin-sdk';

/** What callers are told. */
export const say = {
  noMember: { en: 'There is no such member.', 'zh-TW': '查無此會員。' },
  notActive: { en: 'Only active members earn and spend points.', 'zh-TW': '僅限有效會員累點與用點。' },
  phoneUnproved: { en: "The member's phone must be verified before points are spent.", 'zh-TW': '會員手機須先完成驗證才能使用點數。' },
  tooMany: { en: 'These are more points than a member can have.', 'zh-TW': '超過會員可持有的點數上限。' },
  onePointOrMore: { en: 'Give 1 or more points.', 'zh-TW': '點數須為 1 以上。' },
  worthNothing: { en: 'Points pay nothing at the till: the brand has not said what one is worth.', 'zh-TW': '品牌尚未設定點數價值，無法折抵。' },
  burnStep: (step: number, minimum: number): Text => ({ en: `Pay with a multiple of ${step} points, ${minimum} or more.`, 'zh-TW': `折抵點數須為 ${step} 的倍數，且至少 ${minimum} 點。` }),
  reason: { en: 'Give a reason of 1 to 200 characters.', 'zh-TW': '請輸入 1 到 200 字的原因。' },
  future: { en: 'Give a time in the future.', 'zh-TW': '請輸入未來的時間。' },
  noRule: { en: 'There is no such earn rule.', 'zh-TW': '查無此累點規則。' },
  codeTaken: { en: 'Another rule has this code.', 'zh-TW': '已有規則使用此代碼。' },
  codeStays: { en: 'The code of a rule stays as it is.', 'zh-TW': '規則代碼不可變更。' },
  noDraft: { en: 'The rule has no draft to make live.', 'zh-TW': '此規則沒有可啟用的草稿。' },
  notLive: { en: 'The rule is not live.', 'zh-TW': '此規則未啟用。' },
  hasEnded: { en: 'The rule has ended.', 'zh-TW': '此規則已結束。' },
  settingsChanged: { en: 'The settings were changed meanwhile.', 'zh-TW': '設定已被更新。' },
  code: { en: 'Give 1 to 50 letters, digits, hyphens or underscores.', 'zh-TW': '請輸入 1 到 50 個英數字、連字號或底線。' },
  endsBeforeStart: { en: 'It must end after it starts.', 'zh-TW': '結束時間須晚於開始時間。' },
  emptyList: { en: 'An empty list matches nobody: leave it out for everybody.', 'zh-TW': '空清單不會符合任何人；不限制時請勿填寫。' },
  needed: (kind: string): Text => ({ en: `A rule of kind ${kind} needs it.`, 'zh-TW': `${kind} 規則必須填寫。` }),
  unused: (kind: string): Text => ({ en: `A rule of kind ${kind} has no use for it.`, 'zh-TW': `${kind} 規則不使用此欄位。` }),
  range: (from: number, to: number): Text => ({ en: `Give ${from} to ${to}.`, 'zh-TW': `請輸入 ${from} 到 ${to}。` }),
  positiveAmount: (currency: string): Text => ({ en: `Give an amount of ${currency} above zero.`, 'zh-TW': `請輸入大於零的 ${currency} 金額。` }),
  reminders: { en: 'Give at most 10 different numbers of days, each 1 to 365.', 'zh-TW': '最多 10 個不重複的天數，每個 1 到 365。' },
} as const;

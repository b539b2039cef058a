import type { Text } from '@regulars/plugin-sdk';
import type { RefusalCode } from './assess';
import type { SignalCode } from './signals';

type Say = (figures: Readonly<Record<string, number>>) => Text;

const says = (en: string, zh: string): Say => () => ({ en, 'zh-TW': zh });
const number = (value: number | undefined): string => String(value ?? 0);

/** What a marketer reads of each reason. */
const WORDS: Readonly<Record<SignalCode | RefusalCode, Say>> = {
  SELF: says('Referrer and friend are one member.', '推薦人與好友為同一會員。'),
  CIRCLE: says('The friend stands above the referrer in the chain.', '好友在推薦鏈上是推薦人的上線。'),
  NOT_NEW: says('The friend was a member before.', '好友先前已是會員。'),
  STAFF: says('The referrer works for the brand.', '推薦人為品牌員工。'),
  LIKE_REFERRER: says('Referrer and friend share an inbox, or a name and birthday.', '推薦人與好友共用信箱,或姓名與生日相同。'),
  LIKE_OTHERS: ({ others }) => ({ en: `Shares an inbox, or a name and birthday, with other friends: ${number(others)}.`, 'zh-TW': `與其他 ${number(others)} 位好友共用信箱,或姓名與生日相同。` }),
  DISPOSABLE_EMAIL: says('The e-mail is one of those made for a few minutes.', '使用拋棄式信箱。'),
  ALIAS_EMAIL: says('The e-mail has a plus sign before the @.', '電子郵件使用加號別名。'),
  RETURNED_FAVOUR: says('In another program the friend brought the referrer.', '好友在另一個方案中推薦了推薦人。'),
  SAME_NETWORK: ({ friends, household, otherReferrers }) => ({
    en: `${number(friends)} friends of the referrer came from one network within 30 days; up to ${number(household)} are a household. Other referrers there: ${number(otherReferrers)}.`,
    'zh-TW': `30 天內有 ${number(friends)} 位好友來自同一網路(${number(household)} 位以內視為同住家人),該網路另有 ${number(otherReferrers)} 位推薦人。`,
  }),
  REFERRERS_NETWORK: says('The friend came from a network of the referrer’s.', '好友使用推薦人的網路。'),
  SAME_DEVICE: ({ others }) => ({ en: `Other friends used the same device: ${number(others)}.`, 'zh-TW': `另有 ${number(others)} 位好友使用同一裝置。` }),
  REFERRERS_DEVICE: says('The friend used a device of the referrer’s.', '好友使用推薦人的裝置。'),
  BURST: ({ withinAnHour }) => ({ en: `${number(withinAnHour)} friends came within an hour.`, 'zh-TW': `一小時內有 ${number(withinAnHour)} 位好友加入。` }),
  FAN_OUT: ({ within30Days }) => ({ en: `${number(within30Days)} friends came within 30 days.`, 'zh-TW': `30 天內有 ${number(within30Days)} 位好友加入。` }),
  YOUNG_REFERRER: ({ days }) => ({ en: `The referrer had been a member for ${number(days)} days.`, 'zh-TW': `推薦人入會僅 ${number(days)} 天。` }),
  REFERRER_NEVER_BOUGHT: says('The referrer had bought nothing.', '推薦人從未消費。'),
  FRESH_CHAIN: ({ links }) => ({ en: `A chain in a hurry: ${number(links)} referrers in a row had come less than a day before.`, 'zh-TW': `推薦鏈過快:連續 ${number(links)} 位推薦人都在一天內才被推薦。` }),
  QUICK_ORDER: ({ minutes }) => ({ en: `The order came ${number(minutes)} minutes after joining.`, 'zh-TW': `入會後 ${number(minutes)} 分鐘即下單。` }),
  NEAR_MINIMUM: ({ percentOfMinimum }) => ({ en: `The order is ${number(percentOfMinimum)} % of the least the program asks.`, 'zh-TW': `訂單金額為門檻的 ${number(percentOfMinimum)}%。` }),
  ALL_NEAR_MINIMUM: ({ percent, of }) => ({ en: `Of ${number(of)} orders around it, ${number(percent)} % are just the least the program asks.`, 'zh-TW': `相關 ${number(of)} 筆訂單中,${number(percent)}% 剛好達到門檻。` }),
  SAME_TILL: ({ friends }) => ({ en: `${number(friends)} friends bought in one store within three minutes.`, 'zh-TW': `${number(friends)} 位好友三分鐘內在同一門市消費。` }),
  REFUNDS: ({ percent, of }) => ({ en: `Of ${number(of)} orders around it, ${number(percent)} % were given back.`, 'zh-TW': `相關 ${number(of)} 筆訂單中,${number(percent)}% 已退款。` }),
  NEVER_RETURN: ({ percent, of }) => ({ en: `Of ${number(of)} friends around it who had a week's time, ${number(percent)} % never came again.`, 'zh-TW': `相關 ${number(of)} 位首購滿一週的好友中,${number(percent)}% 從未回購。` }),
};

/** Of a signal there is no more, its code. */
export const wordsOf = ({ code, figures }: { readonly code: string; readonly figures: Readonly<Record<string, number>> }): Text =>
  (WORDS as Readonly<Record<string, Say | undefined>>)[code]?.(figures) ?? { en: code, 'zh-TW': code };

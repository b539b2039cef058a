import type { Text } from '@regulars/plugin-sdk';
import { MessageTrigger } from '../enums';

/** Something templates can say. */
export interface Variable {
  /** `member.name` */
  readonly name: string;
  readonly description: Text;
  /** Stands in for it in previews. */
  readonly sample: string | number;
  /** There only in what is sent for these; null: always. */
  readonly triggers: readonly MessageTrigger[] | null;
}

const variable = (name: string, sample: string | number, en: string, zh: string, ...triggers: readonly MessageTrigger[]): Variable => ({
  name, sample, description: { en, 'zh-TW': zh }, triggers: triggers.length > 0 ? triggers : null,
});

/** All there are: a template that names another is refused. */
export const VARIABLES: readonly Variable[] = [
  variable('member.name', '王小美', 'The member\'s name', '會員姓名'),
  variable('member.number', 'M0001234', 'The member\'s number', '會員編號'),
  variable('member.points', 120, 'Points that can be spent now', '目前可用點數'),
  variable('member.tier', 'Gold', 'Name of the present tier', '目前會員等級'),
  variable('brand.name', 'Boba', 'The brand\'s name', '品牌名稱'),
  variable('event.points', 50, 'How many points expire', '即將到期的點數', MessageTrigger.POINTS_EXPIRING),
  variable('event.on', '2026-12-31', 'The last day on which they can be used', '最後使用日', MessageTrigger.POINTS_EXPIRING),
  variable('event.to', 'GOLD', 'Code of the new tier', '新等級代碼', MessageTrigger.TIER_UPGRADED),
  variable('event.remaining', 2, 'Stamps missing to a full card', '距離集滿的點數', MessageTrigger.CARD_NEARLY_FULL),
];

export const SAMPLES: Readonly<Record<string, Readonly<Record<string, string | number>>>> = Object.freeze(
  VARIABLES.reduce<Record<string, Record<string, string | number>>>((samples, { name, sample }) => {
    const [group = '', key = ''] = name.split('.');
    return { ...samples, [group]: { ...samples[group], [key]: sample } };
  }, {}),
);

const NAMES = new Set(VARIABLES.map(({ name }) => name));

export const isVariable = (name: string): boolean => NAMES.has(name);

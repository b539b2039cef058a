import { addDays, type Context, type LocalDate, type Problems } from '@regulars/plugin-sdk';
import type { IssueRuleTerms } from '../data/template-terms';
import { FESTIVAL_CODES, isFestival } from './festivals';
import { type Template, type Templates, templatesOf } from './template';

export interface IssueRuleDraft {
  readonly on: string;
  readonly offsetDays: number;
  readonly tierCodes?: readonly string[] | null;
  readonly festival?: string | null;
}

const OCCASIONS: ReadonlySet<string> = new Set<IssueRuleTerms['on']>(['WELCOME', 'BIRTHDAY', 'TIER_UPGRADE', 'TIER_RENEW', 'FESTIVAL']);
const MAX_RULES = 20;
const MAX_OFFSET = 60;
const MAX_TIERS = 20;

/** Exactly what an occasion needs; what is wrong goes to `problems`. */
export function readRules(drafts: readonly IssueRuleDraft[] | null | undefined, problems: Problems): readonly IssueRuleTerms[] {
  if ((drafts?.length ?? 0) > MAX_RULES) problems.add('input.issue', { en: `At most ${MAX_RULES} rules.`, 'zh-TW': `規則最多 ${MAX_RULES} 項。` });
  return (drafts ?? []).map(({ on, offsetDays, tierCodes = null, festival = null }, index) => {
    const at = (field: string): (string | number)[] => ['input', 'issue', index, field];
    if (!OCCASIONS.has(on)) problems.add(at('on'), { en: 'Give WELCOME, BIRTHDAY, TIER_UPGRADE, TIER_RENEW or FESTIVAL.', 'zh-TW': '請選擇入會、生日、升等、續等或節慶。' });
    const isDay = on === 'BIRTHDAY' || on === 'FESTIVAL';
    if (isDay ? Math.abs(offsetDays) > MAX_OFFSET : offsetDays !== 0) {
      problems.add(at('offsetDays'), isDay ? { en: `Give -${MAX_OFFSET} to ${MAX_OFFSET}.`, 'zh-TW': `請輸入 -${MAX_OFFSET} 到 ${MAX_OFFSET}。` } : { en: `${on} has no days before or after.`, 'zh-TW': `「${on}」不需填寫天數。` });
    }
    if (tierCodes !== null && (!on.startsWith('TIER_') || tierCodes.length < 1 || tierCodes.length > MAX_TIERS)) {
      problems.add(at('tierCodes'), { en: `For TIER_UPGRADE and TIER_RENEW: 1 to ${MAX_TIERS} codes.`, 'zh-TW': `僅升等與續等規則可填寫 1 到 ${MAX_TIERS} 個等級代碼。` });
    }
    if (on === 'FESTIVAL' ? !FESTIVAL_CODES.has(festival ?? '') : festival !== null) {
      problems.add(at('festival'), { en: `For FESTIVAL, one of ${[...FESTIVAL_CODES].join(', ')}.`, 'zh-TW': `僅節慶規則可填寫:${[...FESTIVAL_CODES].join('、')}。` });
    }
    return { on: on as IssueRuleTerms['on'], offsetDays, tierCodes, festival };
  });
}

/** A rule of a live template. */
export interface LiveRule {
  readonly template: Template;
  readonly rule: IssueRuleTerms;
  /** Identifies it in the log of occasions, through all versions of the template. */
  readonly id: string;
  /** Since when there is that rule: nothing from before is made up for. */
  readonly since: Date;
}

const idOf = (template: Template, { on, festival }: IssueRuleTerms): string => [template.id, on, ...(festival === null ? [] : [festival])].join('/');

/** When the template was activated, or the rule was added to it later. */
function sinceOf(templates: Templates, template: Template, { on, festival, offsetDays }: IssueRuleTerms): Date {
  const has = ({ issue = [] }: Template): boolean => issue.some((rule) => rule.on === on && rule.festival === festival && rule.offsetDays === offsetDays);
  for (let first = template; ;) {
    const before = first.version > 1 ? templates.ofCoupon({ template_id: template.id, version: first.version - 1 }) : null;
    if (before === null || !has(before)) return first.writtenAt > template.liveSince ? first.writtenAt : template.liveSince;
    first = before;
  }
}

export async function liveRules(ctx: Context, on: IssueRuleTerms['on']): Promise<readonly LiveRule[]> {
  const templates = await templatesOf(ctx);
  return templates.current.filter(({ state }) => state === 'LIVE').flatMap((template) =>
    (template.issue ?? []).filter((rule) => rule.on === on).map((rule) => ({ template, rule, id: idOf(template, rule), since: sinceOf(templates, template, rule) })));
}

/** How a year without a 29th of February keeps that birthday. */
export type LeapDay = 'FEB_28' | 'MAR_1';

/** Birthdays kept on a date, as `MM-DD`. */
export function birthdaysOn(date: LocalDate, leapDay: LeapDay): string[] {
  const day = date.slice(5);
  const isCommon = addDays(`${date.slice(0, 4)}-02-28`, 1).slice(5) === '03-01';
  const keepsLeapDay = isCommon && day === (leapDay === 'FEB_28' ? '02-28' : '03-01');
  return keepsLeapDay ? [day, '02-29'] : [day];
}

const FIRST_YEAR = 1900;

/** The dates on which somebody was born whose birthday (`MM-DD`) is one of these, up to the year after a date's. */
export function birthDatesOf(birthdays: readonly string[], date: LocalDate): LocalDate[] {
  const years = Array.from({ length: Number(date.slice(0, 4)) - FIRST_YEAR + 2 }, (_, n) => FIRST_YEAR + n);
  return years.flatMap((year) => birthdays.map((day) => `${year}-${day}`)).filter((born) => addDays(born, 0) === born);
}

/** What a rule keeps on a date: whose birthdays (null: everybody's day), and what makes it one. Null: nothing. */
export function occasionOn({ rule }: LiveRule, date: LocalDate, leapDay: LeapDay): { readonly birthdays: readonly string[] | null; readonly occurrence: string } | null {
  const day = addDays(date, -rule.offsetDays);
  const occurrence = day.slice(0, 4);
  if (rule.on === 'BIRTHDAY') return { birthdays: birthdaysOn(day, leapDay), occurrence };
  return rule.festival !== null && isFestival(rule.festival, day) ? { birthdays: null, occurrence } : null;
}

/** Of a rule that gives before birthdays: the dates of birth whose day of giving is over since there is the rule, and whose birthday is not; by its year. */
export function birthdaysAhead(live: LiveRule, today: LocalDate, since: LocalDate, leapDay: LeapDay): readonly { readonly occurrence: string; readonly birthDates: readonly LocalDate[] }[] {
  const { on, offsetDays } = live.rule;
  if (on !== 'BIRTHDAY' || offsetDays >= 0) return [];
  const byYear = new Map<string, LocalDate[]>();
  const first = addDays(today, offsetDays);
  for (let date = first < since ? since : first; date < today; date = addDays(date, 1)) {
    const { birthdays, occurrence } = occasionOn(live, date, leapDay) ?? { birthdays: [], occurrence: '' };
    byYear.set(occurrence, [...(byYear.get(occurrence) ?? []), ...birthDatesOf(birthdays ?? [], date)]);
  }
  return [...byYear].map(([occurrence, birthDates]) => ({ occurrence, birthDates }));
}

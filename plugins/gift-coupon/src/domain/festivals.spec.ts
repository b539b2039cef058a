import { FESTIVALS, isFestival } from './festivals';

const LUNAR: Readonly<Record<string, string>> = { LUNAR_NEW_YEAR: '1/1', LANTERN: '1/15', DRAGON_BOAT: '5/5', QIXI: '7/7', MID_AUTUMN: '8/15', DOUBLE_NINTH: '9/9' };
const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'Asia/Taipei', month: 'numeric', day: 'numeric' });

/** Month and day of the lunar calendar; a leap month is told by its name and is none of these. */
function lunarDay(date: string): string {
  const parts = Object.fromEntries(chinese.formatToParts(new Date(`${date}T04:00:00Z`)).map(({ type, value }) => [type, value]));
  return `${parts.month}/${parts.day}`;
}

/** ICU reckons these two new moons, minutes from midnight, on the other side of it than the almanac does. */
const ALMANAC: Readonly<Record<string, string>> = {
  'LUNAR_NEW_YEAR 2027-02-06': '12/30', 'LANTERN 2027-02-20': '1/14', 'LUNAR_NEW_YEAR 2030-02-03': '1/2', 'LANTERN 2030-02-17': '1/16',
};

it('are ten years of rows, one of each festival a year', () => {
  expect(FESTIVALS).toHaveLength(10 * 18);
  expect(new Set(FESTIVALS.map(({ festival, date }) => `${festival} ${date.slice(0, 4)}`)).size).toBe(10 * 18);
  expect([FESTIVALS[0]?.date.slice(0, 4), FESTIVALS.at(-1)?.date.slice(0, 4)]).toEqual(['2026', '2035']);
});

it('fall on their days of the lunar calendar', () => {
  const wrong = FESTIVALS.filter(({ festival, date }) => LUNAR[festival] !== undefined && lunarDay(date) !== (ALMANAC[`${festival} ${date}`] ?? LUNAR[festival]));
  expect(wrong.map(({ festival, date }) => `${festival} ${date} is ${lunarDay(date)}`)).toEqual([]);
});

it('have Mother\'s Day on the second Sunday in May', () => {
  const days = FESTIVALS.filter(({ festival }) => festival === 'MOTHERS_DAY').map(({ date }) => new Date(date));
  expect(days.every((day) => day.getUTCDay() === 0 && day.getUTCMonth() === 4 && day.getUTCDate() >= 8 && day.getUTCDate() <= 14)).toBe(true);
  expect([isFestival('MOTHERS_DAY', '2026-05-10'), isFestival('MOTHERS_DAY', '2026-05-11')]).toEqual([true, false]);
});

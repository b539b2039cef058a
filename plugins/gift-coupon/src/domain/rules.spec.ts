import { addDays } from '@regulars/plugin-sdk';
import { birthDatesOf, birthdaysOn, type LeapDay } from './rules';

/** Days of a year on which a birthday is kept. */
function keptOn(birthday: string, year: number, leapDay: LeapDay): string[] {
  const days: string[] = [];
  for (let date = `${year}-01-01`; date.startsWith(String(year)); date = addDays(date, 1)) if (birthdaysOn(date, leapDay).includes(birthday)) days.push(date);
  return days;
}

it('keeps each of 366 birthdays exactly once in each of 9 years, whichever way 29 February is kept', () => {
  const birthdays: string[] = [];
  for (let date = '2024-01-01'; date.startsWith('2024'); date = addDays(date, 1)) birthdays.push(date.slice(5));
  expect(birthdays).toHaveLength(366);
  for (const leapDay of ['FEB_28', 'MAR_1'] as const) {
    for (let year = 2024; year < 2033; year++) {
      const counts = new Map(birthdays.map((birthday) => [birthday, 0]));
      for (let date = `${year}-01-01`; date.startsWith(String(year)); date = addDays(date, 1)) for (const birthday of birthdaysOn(date, leapDay)) counts.set(birthday, (counts.get(birthday) ?? 0) + 1);
      expect([year, leapDay, [...counts].filter(([, count]) => count !== 1)]).toEqual([year, leapDay, []]);
    }
  }
});

it.each<[LeapDay, number, string]>([['FEB_28', 2026, '2026-02-28'], ['MAR_1', 2026, '2026-03-01'], ['FEB_28', 2028, '2028-02-29'], ['MAR_1', 2028, '2028-02-29']])('keeps 29 February by %s in %i on %s', (leapDay, year, day) => {
  expect(keptOn('02-29', year, leapDay)).toEqual([day]);
});

it('names each date of birth of a birthday, and none that there never was', () => {
  expect(birthDatesOf(['01-07'], '2026-01-07')).toHaveLength(128);
  const leap = birthDatesOf(['02-28', '02-29'], '2026-02-28');
  expect(leap.filter((date) => date.endsWith('-29'))).toHaveLength(31);
  expect([leap.includes('1900-02-28'), leap.includes('1900-02-29'), leap.includes('2000-02-29'), leap.includes('2024-02-29'), leap.includes('2026-02-28')]).toEqual([true, false, true, true, true]);
});

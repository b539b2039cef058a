/** A day of the year that campaigns are made for. */
export interface FestivalDay {
  readonly festival: string;
  /** YYYY-MM-DD */
  readonly date: string;
}

/** By the lunar calendar, as Taiwan's almanac has it: new year, lanterns, dragon boats, lovers, mid-autumn, double ninth. */
const LUNAR = ['LUNAR_NEW_YEAR', 'LANTERN', 'DRAGON_BOAT', 'QIXI', 'MID_AUTUMN', 'DOUBLE_NINTH'] as const;

/** In the order of `LUNAR`; Mother's Day is the second Sunday in May. */
const MOVING: Readonly<Record<number, readonly string[]>> = {
  2026: ['02-17', '03-03', '06-19', '08-19', '09-25', '10-18', '05-10'],
  2027: ['02-06', '02-20', '06-09', '08-08', '09-15', '10-08', '05-09'],
  2028: ['01-26', '02-09', '05-28', '08-26', '10-03', '10-26', '05-14'],
  2029: ['02-13', '02-27', '06-16', '08-16', '09-22', '10-16', '05-13'],
  2030: ['02-03', '02-17', '06-05', '08-05', '09-12', '10-05', '05-12'],
  2031: ['01-23', '02-06', '06-24', '08-24', '10-01', '10-24', '05-11'],
  2032: ['02-11', '02-25', '06-12', '08-12', '09-19', '10-12', '05-09'],
  2033: ['01-31', '02-14', '06-01', '08-01', '09-08', '10-01', '05-08'],
  2034: ['02-19', '03-05', '06-20', '08-20', '09-27', '10-20', '05-14'],
  2035: ['02-08', '02-22', '06-10', '08-10', '09-16', '10-09', '05-13'],
};

/** The same day each year. */
const FIXED: Readonly<Record<string, string>> = {
  NEW_YEAR: '01-01', VALENTINES: '02-14', WHITE_DAY: '03-14', WOMENS_DAY: '03-08', CHILDRENS_DAY: '04-04', FATHERS_DAY: '08-08', TEACHERS_DAY: '09-28', DOUBLE_TEN: '10-10',
  HALLOWEEN: '10-31', SINGLES_DAY: '11-11', CHRISTMAS: '12-25',
};

const yearOf = ([year, moving]: [string, readonly string[]]): FestivalDay[] => [
  ...moving.map((day, index) => ({ festival: LUNAR[index] ?? 'MOTHERS_DAY', date: `${year}-${day}` })),
  ...Object.entries(FIXED).map(([festival, day]) => ({ festival, date: `${year}-${day}` })),
];

/** Every festival of every year up to 2035. */
export const FESTIVALS: readonly FestivalDay[] = Object.entries(MOVING).flatMap(yearOf);

export const FESTIVAL_CODES: ReadonlySet<string> = new Set(FESTIVALS.map(({ festival }) => festival));

const DATES: ReadonlySet<string> = new Set(FESTIVALS.map(({ festival, date }) => `${festival} ${date}`));

export const isFestival = (festival: string, date: string): boolean => DATES.has(`${festival} ${date}`);

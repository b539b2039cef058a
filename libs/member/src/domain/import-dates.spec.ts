import { parseConsents } from './consents';
import { parseDate, parseInstant } from './import-dates';

describe('dates of a file', () => {
  it.each([
    ['1990-05-01', null, '1990-05-01'],
    ['1990-5-1', null, '1990-05-01'],
    ['01/05/1990', 'DD/MM/YYYY', '1990-05-01'],
    ['1/5/1990', 'dd/mm/yyyy', '1990-05-01'],
    ['05.01.1990', 'MM.DD.YYYY', '1990-05-01'],
    ['19900501', 'YYYYMMDD', '1990-05-01'],
    ['1990-02-29', null, null],
    ['1990-05-01 10:00', null, null],
    ['31/12/1990', 'MM/DD/YYYY', null],
    ['1990-05-01', 'YYYY-MM', null],
    ['', null, null],
  ])('%s as %s is %s', (text, format, date) => {
    expect(parseDate(text, format)).toBe(date);
  });

  it.each([
    ['2026-05-01', null, '2026-04-30T16:00:00.000Z'],
    ['2026-05-01 09:30', null, '2026-05-01T01:30:00.000Z'],
    ['2026-05-01T09:30:15.250', null, '2026-05-01T01:30:15.000Z'],
    ['2026-05-01T09:30:15Z', null, '2026-05-01T09:30:15.000Z'],
    ['2026-05-01 09:30 +09:00', null, '2026-05-01T00:30:00.000Z'],
    ['1/5/2026 9:30', 'DD/MM/YYYY', '2026-05-01T01:30:00.000Z'],
    ['2026-05-01 24:30', null, null],
    ['2026-05-01 09:61', null, null],
    ['2026-05-01 tomorrow', null, null],
    ['2026-05-01Z', null, '2026-05-01T00:00:00.000Z'],
    ['soon', null, null],
  ])('%s as %s in Taipei is %s', (text, format, instant) => {
    expect(parseInstant(text, format, 'Asia/Taipei')?.toISOString() ?? null).toBe(instant);
  });
});

describe('consents of a file', () => {
  it('are purpose, channel and answer', () => {
    expect(parseConsents('MARKETING:line:yes; profiling:EMAIL:0;MARKETING:LINE:no;')).toEqual([
      { purpose: 'MARKETING', channel: 'LINE', granted: false },
      { purpose: 'PROFILING', channel: 'EMAIL', granted: false },
    ]);
  });

  it.each(['MARKETING', 'MARKETING:LINE', 'OTHER:LINE:yes', 'MARKETING::yes', 'MARKETING:LINE:maybe', 'MARKETING:LINE:yes:again'])('are not %s', (text) => {
    expect(parseConsents(text)).toBeNull();
  });
});

import { importDate, importInstant, isDateFormat } from './dates';

it.each([
  ['DD/MM/YYYY', true], ['YYYYMMDD', true], ['MM-DD-YYYY', true], ['YYYY年MM月DD', false], ['DD/MM/YY', false], ['DD/MM/YYYY DD', false], ['', false],
])('%s is a date format: %s', (format, expected) => {
  expect(isDateFormat(format)).toBe(expected);
});

it.each([
  ['2024-02-29', null, '2024-02-29'],
  ['2023-02-29', null, null],
  ['2024-2-9', null, '2024-02-09'],
  ['29/02/2024', 'DD/MM/YYYY', '2024-02-29'],
  ['9.2.2024', 'DD.MM.YYYY', '2024-02-09'],
  ['20240229', 'YYYYMMDD', '2024-02-29'],
  ['02/29/2024', 'DD/MM/YYYY', null],
  ['2024-02-29', 'DD/MM/YYYY', null],
  ['', null, null],
])('the date %j in %s is %s', (text, format, expected) => {
  expect(importDate(text, format)).toBe(expected);
});

it.each([
  ['2024-07-01T12:00:00+08:00', null, '2024-07-01T04:00:00.000Z'],
  ['2024-07-01 12:00Z', null, '2024-07-01T12:00:00.000Z'],
  ['2024-07-01T12:00:00', null, '2024-07-01T11:00:00.000Z'],
  ['2024-01-01 12:00:00.25', null, '2024-01-01T12:00:00.250Z'],
  ['2024-07-01', null, '2024-06-30T23:00:00.000Z'],
  ['1/7/2024 8:05', 'DD/MM/YYYY', '2024-07-01T07:05:00.000Z'],
  ['2024-02-30T12:00:00Z', null, null],
  ['2024-07-01T24:00', null, null],
  ['2024-07-01T12:60', null, null],
  ['noon', null, null],
])('the time %j in %s is %s in London', (text, format, expected) => {
  expect(importInstant(text, format, 'Europe/London')?.toISOString() ?? null).toBe(expected);
});

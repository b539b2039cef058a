import { relative, resolve, sep } from 'node:path';
import { type Found, findRegexes, type FoundRegex, sourcesBelow } from './find-regexes';

interface Report {
  readonly type: 'Trade' | 'Self' | 'Move';
  readonly exponential: boolean;
}
const { analyse } = jest.requireActual<{ analyse(regex: { readonly source: string; readonly flags: string }): { readonly reports: readonly Report[] } }>('scslre');

const root = resolve(__dirname, '../..');
/** What serves callers; tools read what their own user gives them. */
const found: readonly Found[] = ['libs', 'plugins', 'apps'].flatMap((folder) => sourcesBelow(resolve(root, folder))).map((file) => findRegexes(file));
const shown = (file: string): string => relative(root, file).split(sep).join('/');

/** What takes longer than in proportion to the text it is asked about. */
const slow = (regexes: readonly FoundRegex[]): string[] =>
  regexes.flatMap(({ place, source, flags }) => analyse({ source, flags }).reports.map(({ type, exponential }) => `${shown(place)} /${source}/${flags}: ${type}${exponential ? ', exponential' : ''}`));

/**
 * Patterns made while running. Of a caller's text only the format of an import's dates comes in, as letters that are
 * escaped between fixed groups of digits.
 */
const COMPUTED = ['libs/brand/src/domain/import/dates.ts', 'libs/member/src/domain/import-dates.ts'];

describe('regexes', () => {
  it('answer in linear time, every one of them', () => {
    const regexes = found.flatMap((one) => one.regexes);
    expect(regexes.length).toBeGreaterThan(100);
    expect(slow(regexes)).toEqual([]);
  });

  it('are made while running in these places only, none of them of what a caller gives as a pattern', () => {
    expect(found.flatMap(({ computed }) => computed.map(shown)).sort()).toEqual(COMPUTED);
  });

  it.each([
    ['const a = /(a+)+$/;', 'x.ts:1 /(a+)+$/: Self, exponential'],
    ['const two = 4 / 2;\nconst trimmed = text.replace(/\\s+$/, "");', 'x.ts:2 /\\s+$/: Move'],
    ['/^\\d*1?\\d*$/.test(text)', 'x.ts:1 /^\\d*1?\\d*$/: Trade'],
  ])('that are slow are found: %s', (text, problem) => {
    expect(slow(findRegexes(resolve(root, 'x.ts'), text).regexes)).toContain(problem);
  });

  it('that are computed are found', () => {
    expect(findRegexes('x.ts', 'const a = new RegExp(pattern); const b = RegExp("x");').computed).toEqual(['x.ts', 'x.ts']);
  });
});

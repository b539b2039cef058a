import { Problems } from '@regulars/plugin-sdk';
import { type BrandInputs, readBrandPatch } from './brand-changes';

function read(input: BrandInputs): { patch: object; paths: (string | undefined)[] } {
  const problems = new Problems();
  const patch = readBrandPatch(input, problems);
  return { patch, paths: problems.list.map(({ path }) => path?.join('.')) };
}

describe('readBrandPatch', () => {
  it('takes what is given, in canonical spelling', () => {
    expect(read({ name: ' 珍奶實驗室 ', timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW', dayStartsAt: 300, locales: ['zh-tw', 'en', 'zh-TW'] })).toEqual({
      patch: { name: '珍奶實驗室', timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW', dayStartsAt: 300, locales: ['zh-TW', 'en'] },
      paths: [],
    });
    expect(read({})).toEqual({ patch: {}, paths: [] });
  });

  it.each<[string, BrandInputs]>([
    ['input.name', { name: ' ' }],
    ['input.name', { name: 'x'.repeat(201) }],
    ['input.name', { name: null }],
    ['input.timeZone', { timeZone: 'Mars/Base' }],
    ['input.timeZone', { timeZone: '+08:00' }],
    ['input.currency', { currency: 'twd' }],
    ['input.currency', { currency: 'XYZ' }],
    ['input.region', { region: 'UK' }],
    ['input.dayStartsAt', { dayStartsAt: -1 }],
    ['input.dayStartsAt', { dayStartsAt: 1_440 }],
    ['input.locales', { locales: [] }],
    ['input.locales.1', { locales: ['en', 'zh_TW!'] }],
  ])('refuses at %s: %j', (path, input) => {
    expect(read(input).paths).toEqual([path]);
  });
});

import { languageFrom } from './language';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['fr', 'en'],
    ['en-GB', 'en'],
    ['zh-TW', 'zh-TW'],
    ['zh-Hant', 'zh-TW'],
    ['ZH-hant-tw', 'zh-TW'],
    ['zh-CN', 'en'],
    ['zh', 'zh-TW'],
    ['zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7', 'zh-TW'],
    ['fr, en;q=0.4, zh-TW;q=0.6', 'zh-TW'],
    ['zh-TW;q=0, en;q=0.1', 'en'],
    ['zh-TW;q=nonsense, en', 'en'],
  ])('%s is %s', (header, language) => {
    expect(languageFrom(header)).toBe(language);
  });
});

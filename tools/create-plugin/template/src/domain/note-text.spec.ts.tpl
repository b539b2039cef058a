import { readNoteText } from './note-text';

it.each([
  ['keeps a text', 'Likes tea', { text: 'Likes tea' }],
  ['takes blanks away', ' Likes tea\n', { text: 'Likes tea' }],
  ['takes the longest', '一二三四五六七八九十', { text: '一二三四五六七八九十' }],
  ['counts characters, not code units', '🍵🍵🍵🍵🍵🍵🍵🍵🍵🍵', { text: '🍵🍵🍵🍵🍵🍵🍵🍵🍵🍵' }],
  ['refuses one that is too long', '一二三四五六七八九十一', { problem: { en: 'Give at most 10 characters.', 'zh-TW': '最多 10 個字。' } }],
  ['refuses nothing', ' ', { problem: { en: 'Give a text.', 'zh-TW': '請輸入內容。' } }],
])('%s', (_, given, expected) => {
  expect(readNoteText(given, 10)).toEqual(expected);
});

import type { Text } from '@regulars/plugin-sdk';

/** A note's text as it is kept, or what is wrong with it. */
export type NoteText = { readonly text: string } | { readonly problem: Text };

/** Without blanks around it; `longest` counts characters as people do. */
export function readNoteText(given: string, longest: number): NoteText {
  const text = given.trim();
  if (text === '') return { problem: { en: 'Give a text.', 'zh-TW': '請輸入內容。' } };
  if ([...text].length > longest) return { problem: { en: `Give at most ${longest} characters.`, 'zh-TW': `最多 ${longest} 個字。` } };
  return { text };
}

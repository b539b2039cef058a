import type { InputPath, Problems } from './errors';

/** A name as it is kept: without spaces around it. One that is empty, or longer than `max` UTF-16 units, is a problem at `path`. */
export function readName(text: string, max: number, path: InputPath, problems: Problems): string {
  const name = text.trim();
  if (name === '' || name.length > max || name.includes('\0')) problems.add(path, { en: `Give 1 to ${max} characters.`, 'zh-TW': `請填 1 至 ${max} 個字元。` });
  return name;
}

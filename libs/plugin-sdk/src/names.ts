import type { InputPath, Problems } from './errors';

/** A name as it is kept: without spaces around it. One that is empty, or longer than `max` UTF-16 units, is a problem at `path`. */
export function readName(text: string, max: number, path: InputPath, problems: Problems): string {
  const name = text.trim();
  if (name === '' || name.length > max || name.includes('\0')) problems.add(path, { en: `Give 1 to ${max} characters.`, 'zh-TW': `請填 1 至 ${max} 個字元。` });
  return name;
}

const CODE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

/** By what people name something in addresses and in other programs. What is no code is a problem at `path`. */
export function readCode(code: string, path: InputPath, problems: Problems): string {
  if (!CODE.test(code)) problems.add(path, { en: 'Give 1 to 40 letters, digits, - or _.', 'zh-TW': '請輸入 1 到 40 個英數字、- 或 _。' });
  return code;
}

/** What ends has to begin before: else there is a problem at `path`. */
export function checkEnd({ startsAt, endsAt }: { readonly startsAt: Date; readonly endsAt?: Date | null }, path: InputPath, problems: Problems): void {
  if (endsAt && endsAt <= startsAt) problems.add(path, { en: 'It must be after startsAt.', 'zh-TW': '必須晚於開始時間。' });
}

/** A whole number within its bounds; null stays null. One that is not is a problem at `path`. */
export function readCount(count: number | null | undefined, least: number, most: number, path: InputPath, problems: Problems): number | null {
  if (count == null) return null;
  if (!Number.isInteger(count) || count < least || count > most) problems.add(path, { en: `Give ${least} to ${most}.`, 'zh-TW': `請輸入 ${least} 到 ${most}。` });
  return count;
}

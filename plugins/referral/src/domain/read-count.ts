import type { InputPath, Problems } from '@regulars/plugin-sdk';

/** A whole number within its bounds; null stays null. */
export function readCount(count: number | null | undefined, from: number, to: number, path: InputPath, problems: Problems): number | null {
  if (count == null) return null;
  if (count < from || count > to) problems.add(path, { en: `Give ${from} to ${to}.`, 'zh-TW': `請輸入 ${from} 到 ${to}。` });
  return count;
}

import type { InputPath, Problems } from '@regulars/plugin-sdk';

/** A number within bounds; null stays null. One that is not is a problem at `path`. */
export function readCount(value: number | null | undefined, min: number, max: number, path: InputPath, problems: Problems): number | null {
  if (value == null) return null;
  if (!Number.isInteger(value) || value < min || value > max) problems.add(path, { en: `Give ${min} to ${max}.`, 'zh-TW': `請輸入 ${min} 到 ${max}。` });
  return value;
}

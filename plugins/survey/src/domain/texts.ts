import type { LocalText } from '../data/survey-terms';

/** The text in that language, else in one that differs from it only by region or script, else in the survey's first. */
export function localText(text: LocalText, language: string | null | undefined, languages: readonly string[]): string {
  const wanted = language?.toLowerCase();
  const exact = languages.find((one) => one.toLowerCase() === wanted);
  const akin = languages.find((one) => baseOf(one) === baseOf(wanted ?? ''));
  return text[exact ?? akin ?? languages[0] ?? ''] ?? Object.values(text)[0] ?? '';
}

const baseOf = (language: string): string | undefined => language.toLowerCase().split('-')[0];

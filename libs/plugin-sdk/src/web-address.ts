/** What every browser and proxy takes. */
const MAX_LENGTH = 2_000;

/** Whether a text is the whole address of a page, over http or https. */
export function isWebAddress(text: string): boolean {
  return text.length <= MAX_LENGTH && URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

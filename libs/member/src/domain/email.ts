const MAX_LENGTH = 254;
const MAX_LOCAL = 64;
const LOCAL = /^[^\s@"(),:;<>[\\\]]+$/u;
const LABEL = /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

export interface Email {
  /** As it was given, without surrounding blanks. */
  readonly shown: string;
  /** What makes two addresses the same: in lower case throughout, as every large provider reads them. */
  readonly normalised: string;
}

/** Null when mail could not be sent there. */
export function readEmail(text: string): Email | null {
  const shown = text.normalize('NFKC').trim();
  const at = shown.lastIndexOf('@');
  const local = shown.slice(0, Math.max(0, at));
  const labels = shown.slice(at + 1).split('.');
  if (shown.length > MAX_LENGTH || local.length > MAX_LOCAL || labels.length < 2) return null;
  if (!LOCAL.test(local) || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null;
  if (!labels.every((label) => LABEL.test(label))) return null;
  return { shown, normalised: shown.toLowerCase() };
}

const WORD = /^[^\s@<>"(),:;[\]\\]+$/;
const MAX_LENGTH = 254;

/** What goes into an envelope as it stands; null for what would need quoting there. */
export function readEmailAddress(value: string): string | null {
  const [local = '', domain = '', ...more] = value.split('@');
  const labels = domain.split('.');
  const isAddress = value.length <= MAX_LENGTH && more.length === 0 && labels.length > 1 && [local, ...labels].every((word) => WORD.test(word));
  return isAddress ? value : null;
}

import { readEmail } from './email';
import { readPhone } from './phone';

/** What a search text may stand for: whichever are given are tried. */
export interface MemberSearch {
  /** E.164; compared as a whole. */
  readonly phone: string | null;
  /** Normalised; compared as a whole. */
  readonly email: string | null;
  /** The beginning of a member number. */
  readonly numberPrefix: string | null;
  /** The beginning of a name; case does not matter. */
  readonly namePrefix: string | null;
}

const MAX_SEARCH = 200;
const NUMBER_START = /^[A-Z0-9][A-Z0-9-]{0,31}$/;

/** Null for a text that nobody can be found by. */
export function readSearch(text: string, region: string): MemberSearch | null {
  const plain = text.normalize('NFKC').trim().slice(0, MAX_SEARCH);
  if (plain === '') return null;
  const number = plain.replace(/\s/g, '').toUpperCase();
  return {
    phone: readPhone(plain, region),
    email: readEmail(plain)?.normalised ?? null,
    numberPrefix: NUMBER_START.test(number) ? number : null,
    namePrefix: plain,
  };
}

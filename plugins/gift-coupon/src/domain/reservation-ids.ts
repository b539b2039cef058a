import { createHash } from 'node:crypto';

/** How often one act may begin anew at a partner after what it had reserved was given up. */
const TRIES = 10;

/** The same for the same act: who is run again, also after a crash, finds what it has reserved. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Ids for one item of an act, a set for each try. */
export const reservationTries = (act: string, place: number, count: number): readonly (readonly string[])[] =>
  Array.from({ length: TRIES }, (_, round) => Array.from({ length: count }, (__, n) => uuidOf(`${act}/${place}/${round}/${n}`)));

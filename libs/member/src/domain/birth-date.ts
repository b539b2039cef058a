import { type LocalDate } from '@regulars/plugin-sdk';

const EARLIEST = '1900-01-01';

export interface KnownBirthDate {
  readonly birthDate: LocalDate | null;
  /** Set once the date was changed after it was first known. */
  readonly birthDateChangedAt: Date | null;
}

export type BirthDateChange = 'SAME' | 'FIRST' | 'CHANGE' | 'LOCKED';

/** A date on which somebody alive may have been born. */
export const isBirthDate = (date: LocalDate, today: LocalDate): boolean => date >= EARLIEST && date <= today;

/**
 * Birthday gifts make a birth date worth changing, so it is locked once it is known: staff may correct it, or clear
 * it, one single time.
 */
export function birthDateChange(known: KnownBirthDate, wanted: LocalDate | null): BirthDateChange {
  if (wanted === known.birthDate) return 'SAME';
  if (known.birthDate === null) return 'FIRST';
  return known.birthDateChangedAt === null ? 'CHANGE' : 'LOCKED';
}

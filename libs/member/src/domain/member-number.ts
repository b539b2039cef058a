import { randomInt } from 'node:crypto';

const DIGITS = 9;
const GIVEN = /^[A-Z0-9][A-Z0-9-]{0,31}$/;

/** The last digit that makes a number pass Luhn's check: every wrong digit and most swapped pairs are found out. */
export function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** A number to print on a card: ten digits, the last one a check digit. Random, so that nobody counts or guesses members. */
export function newMemberNumber(): string {
  const digits = String(randomInt(10 ** (DIGITS - 1), 10 ** DIGITS));
  return digits + checkDigit(digits);
}

/** A number as people write it, with blanks or in full-width digits; null when it can be nobody's. */
export function readMemberNumber(text: string): string | null {
  const number = text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  return GIVEN.test(number) ? number : null;
}

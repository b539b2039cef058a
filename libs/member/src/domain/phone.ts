import mobileExamples from 'libphonenumber-js/mobile/examples';
import { type CountryCode, getExampleNumber, parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';

/**
 * The E.164 form of a phone number as people write it: with or without country code, with separators, in full-width
 * or other Unicode digits. Null when it cannot be one.
 *
 * Numbering plans change faster than libraries know, so a range that is not known to be in use is accepted when the
 * number is as long as a mobile number of its country; anything else must be a number the plan knows.
 */
export function readPhone(text: string, region: string): string | null {
  const plain = text.normalize('NFKC').trim();
  if (plain.length > 40) return null;
  const read = parse(plain, region) ?? (plain.startsWith('00') ? parse(`+${plain.slice(2)}`, region) : null);
  return read?.number ?? null;
}

function parse(text: string, region: string): PhoneNumber | null {
  const phone = parsePhoneNumberFromString(text, { defaultCountry: region as CountryCode, extract: false });
  if (!phone || phone.ext) return null;
  return phone.isValid() || (phone.isPossible() && isLongAsMobile(phone)) ? phone : null;
}

const isLongAsMobile = (phone: PhoneNumber): boolean =>
  phone.getPossibleCountries().some((country) => getExampleNumber(country, mobileExamples)?.nationalNumber.length === phone.nationalNumber.length);

import mobileExamples from 'libphonenumber-js/mobile/examples';
import { getExampleNumber, parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';

const MOBILE = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE']);

/** The number in E.164, if a text message can reach it. Of a range that no numbering plan names yet it can when it is as long as a mobile's. */
export function mobileNumber(value: string): string | null {
  const phone = /^\+[1-9]\d{6,14}$/.test(value) ? parsePhoneNumberFromString(value, { extract: false }) : undefined;
  if (!phone?.isPossible()) return null;
  const type = phone.getType();
  return (type === undefined ? isLongAsMobile(phone) : MOBILE.has(type)) ? phone.number : null;
}

const isLongAsMobile = (phone: PhoneNumber): boolean =>
  phone.getPossibleCountries().some((country) => getExampleNumber(country, mobileExamples)?.nationalNumber.length === phone.nationalNumber.length);

import { randomInt } from 'node:crypto';
import { newUuid, prefixOf, publicId } from '@regulars/plugin-sdk';
import type { Answer } from '@regulars/testing';
import { eachText, type Harvest, leaksIn } from './harvest';
import type { Slot } from './slots';
import type { Asker } from './world';

/** A value of the other brand, and one like it that nobody has; no twin where a value says nothing of existence. */
export interface Candidate {
  readonly foreign: string;
  readonly absent: string | null;
}

const CURSORS: ReadonlySet<string> = new Set(['after', 'before']);
const PER_NAME = 3;
const IS_ID = /^[a-z]{3}_[0-9a-z]{26}$/;

/** Where else an argument's values may stand in answers. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  cardNumber: ['value'], lineUserId: ['value'], phone: ['value'], email: ['value'], search: ['phone', 'email', 'number', 'name'], storeCode: ['code'], recruitmentLink: ['code', 'link'], tierCode: ['code'],
  tierCodes: ['code'], roles: ['code'], eq: ['code', 'name', 'tags'], in: ['code', 'tags'], contains: ['name', 'tags'], startsWith: ['name', 'code'], id: ['value', 'externalId'], brandCode: ['code'], codes: ['couponCode'], couponCodes: ['couponCode'], after: ['endCursor', 'cursor'], before: ['startCursor'],
};

/** `storeClose(id)` and `input.storeId` want a Store's; the longest name that fits is meant. */
const fit = ({ field, path }: Slot, noun = '?'): number => {
  const word = noun.charAt(0).toLowerCase() + noun.slice(1);
  return path.at(-1) === `${word}Id` || (path.at(-1) === 'id' && field.startsWith(word)) ? word.length : 0;
};

/** `giftCouponRedeem(code)` wants a coupon's, not a template's or a store's. */
const alsoCalled = ({ field, path }: Slot): readonly string[] => (field.startsWith('giftCoupon') && path.join('.') === 'code' ? ['couponCode'] : []);

/** What the other brand has, the likeliest first, that might fit the slot: every kind of id, values of the same name, and some of others. */
export function candidatesFor(slot: Slot, { byName, ids, nouns }: Harvest): readonly Candidate[] {
  if (slot.path.length === 0) return [{ foreign: 'nothing', absent: null }];
  const name = slot.path.at(-1) ?? '';
  if (slot.scalar === 'ID') {
    const likeliest = [...ids].sort(([one], [other]) => fit(slot, nouns.get(other)) - fit(slot, nouns.get(one)));
    const sealed = (byName.get(name) ?? []).filter(() => name === 'quoteId').map((foreign) => ({ foreign, absent: twinOf(foreign) }));
    return [...sealed, ...likeliest.flatMap(([prefix, known]) => known.slice(0, 1).map((id) => ({ foreign: id, absent: publicId(prefix, newUuid()) })))];
  }
  const names = [...new Set([...alsoCalled(slot), name, ...(ALSO[name] ?? []), ...slot.path.slice(0, -1).flatMap((step) => ALSO[step] ?? [])])];
  const fitting = names.flatMap((one) => (byName.get(one) ?? []).filter((value) => !IS_ID.test(value)).slice(0, PER_NAME));
  const values = fitting.length > 0 ? fitting : ['name', 'code', 'email'].flatMap((one) => (byName.get(one) ?? []).slice(0, 1));
  return [...new Set(values)].map((foreign) => ({ foreign, absent: CURSORS.has(name) ? null : twinOf(foreign) }));
}

/** As long, with the same kinds of characters in the same places; a phone keeps its country, an address its scheme and an e-mail its domain. */
export function twinOf(value: string): string {
  const kept = /^(\+\d{4}|https?:\/\/)/.exec(value)?.[0].length ?? 0;
  const at = value.indexOf('@');
  const end = at === -1 ? value.length : at;
  const changed = (character: string): string => {
    if (/\d/.test(character)) return String(randomInt(10));
    if (/[a-z]/.test(character)) return String.fromCharCode(97 + randomInt(26));
    return /[A-Z]/.test(character) ? String.fromCharCode(65 + randomInt(26)) : character;
  };
  return [...value].map((character, index) => (index < kept || index >= end ? character : changed(character))).join('');
}

const OWN_TEXT = /text-\d+/g;

/** The id of a quote: a signature, and behind it what was asked. It is compared by what it says. */
const QUOTE_ID = /"[\w-]{16}(Wz[\w-]+)"/g;
/** A coupon's picture is another each time it is looked at. */
const PICTURE = /"qrSvg":"(?:[^"\\]|\\.)*"/g;

/** Nobody listens at the endpoints of these brands: a slow run sees them paused in between, and tried again. */
const TRIED = /"(failingSince|resumesAt)":(?:null|"[^"]*")/g;

/** An answer as text, without what differs each time it is asked for. */
export const steady = (answer: unknown): string =>
  JSON.stringify(answer).replace(PICTURE, '"qrSvg":"QR"').replace(TRIED, '"$1":"WHEN"').replace(QUOTE_ID, (_, said: string) => JSON.stringify(Buffer.from(said, 'base64url').toString()));

const spelled = (answer: unknown, value: string): string => steady(answer).replaceAll(JSON.stringify(value).slice(1, -1), 'VALUE');

const SAME: ReadonlySet<string> = new Set(['code', '__typename', 'path', 'message']);

/** Of a write, what does not differ between one that makes a thing and the next: which fields answer, and every refusal. */
function shapeOf(value: unknown, name = '', refused = false): unknown {
  if (Array.isArray(value)) return value.map((item) => shapeOf(item, name, refused));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item, key, refused || key === 'userErrors' || key === 'errors')]));
  }
  return value === null || typeof value === 'boolean' || (refused && SAME.has(name)) ? value : typeof value;
}

/** Values that the asking brand was given by a write that succeeded: it has them itself from then on. */
const given = new Set<string>();

const hasSucceeded = ({ data, errors }: Answer): boolean =>
  errors === undefined && data != null && Object.values(data as Record<string, { readonly userErrors?: readonly unknown[] }>).every((payload) => (payload.userErrors ?? []).length === 0);

/** What breaks a promise when the asker gives this value at this place. */
export async function probe({ kind, caller }: Asker, slot: Slot, { foreign, absent }: Candidate, harvest: Harvest): Promise<readonly string[]> {
  const where = `${slot.kind} ${slot.field}(${slot.path.join('.')}) by the ${kind} with ${IS_ID.test(foreign) ? `an id ${prefixOf(foreign)}_` : foreign}`;
  const ask = (value: string): Promise<Answer> => caller.run(slot.document, slot.variables(value));
  const answer = await ask(foreign);
  const problems = leaksIn(answer, harvest, [...(slot.path.length > 0 ? [foreign] : []), ...given]).map((leaked) => `${where}: shows ${leaked}`);
  const isGiven = given.has(foreign);
  if (slot.kind === 'mutation' && slot.scalar === 'String' && slot.path.length > 0 && hasSucceeded(answer)) given.add(foreign);
  if (absent === null || isGiven) return problems;
  const alike = (one: Answer, other: Answer): boolean => comparable(slot, one, foreign) === comparable(slot, other, absent);
  const nothing = await ask(absent);
  if (alike(answer, nothing)) return problems;
  // A limit of tries may have been reached between the two: what differs for the value's sake differs again.
  const [again, before] = [await ask(absent), await ask(foreign)];
  if (alike(before, again)) return problems;
  return [...problems, `${where}: answers otherwise than for ${absent}: ${comparable(slot, answer, foreign).slice(0, 300)} / ${comparable(slot, nothing, absent).slice(0, 300)}`];
}

/** A query is compared to the letter, a write by its shape: the things it made are others each time. */
const comparable = ({ kind }: Slot, answer: Answer, value: string): string => spelled(kind === 'query' ? answer : shapeOf(answer), value).replace(OWN_TEXT, 'TEXT');

/** Whether the question was understood at all: a fuzz whose documents are refused shows nothing. */
export function isUnderstood(answer: Answer): boolean {
  let malformed = false;
  eachText(answer.errors ?? [], (text) => void (malformed ||= /^(Syntax Error|Cannot query field|Variable "|Unknown argument)/.test(text)));
  return !malformed;
}

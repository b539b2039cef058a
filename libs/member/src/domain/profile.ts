import { type Context, type InputPath, type JsonObject, type LocalDate, NotFoundError, type Problems, readId, seesStore, wallClock } from '@regulars/plugin-sdk';
import { type StoreRef, Stores } from '@regulars/brand/contract';
import { isBirthDate } from './birth-date';
import { say } from './texts';

const MAX_NAME = 200;
export const MAX_ATTRIBUTES = 16_384;

/** Null for a name that says nothing. */
export function readName(text: string, path: InputPath, problems: Problems): string | null {
  const name = text.normalize('NFC').replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if ([...name].length > MAX_NAME) problems.add(path, say.nameTooLong);
  return name === '' ? null : name;
}

export function readLanguage(text: string, path: InputPath, problems: Problems): string | null {
  try {
    return Intl.getCanonicalLocales(text.trim())[0] ?? null;
  } catch {
    problems.add(path, say.notALanguage);
    return null;
  }
}

/** The date it is now where the brand is. */
const todayOf = (ctx: Context): LocalDate => wallClock(ctx.now, ctx.brand.timeZone).date;

export function readBirthDate(ctx: Context, date: LocalDate, path: InputPath, problems: Problems): LocalDate {
  if (!isBirthDate(date, todayOf(ctx))) problems.add(path, say.birthDateOutOfRange);
  return date;
}

export function readAttributes(value: unknown, path: InputPath, problems: Problems): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject && JSON.stringify(value).length <= MAX_ATTRIBUTES) return value as JsonObject;
  problems.add(path, say.attributesNoObject);
  return {};
}

/** An optional text of 1 to `max` characters. */
export function readText(text: string | null | undefined, max: number, message: (typeof say)['notAChannel'], path: InputPath, problems: Problems): string | null {
  if (text == null) return null;
  const plain = text.normalize('NFC').trim();
  if (plain !== '' && plain.length <= max && !/\p{Cc}/u.test(plain)) return plain;
  problems.add(path, message);
  return null;
}

/** The open store behind a public id. */
export async function readStore(ctx: Context, id: string | null | undefined, path: InputPath, problems: Problems): Promise<StoreRef | null> {
  if (id == null) return null;
  const uuid = readId('str', id);
  const store = uuid === null ? undefined : (await ctx.use(Stores).byIds([uuid])).get(uuid);
  if (!store || !seesStore(ctx, store.id)) problems.push(new NotFoundError(say.noSuchStore, path, id));
  else if (store.closedAt !== null) problems.add(path, say.storeIsClosed);
  return store ?? null;
}

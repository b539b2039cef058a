import type { Cells, ImportFault, ImportOptions, StoreRef } from '@regulars/brand/contract';
import { type Context, InvalidInputError, NotFoundError, Problems, type Text, textIn, type UserError } from '@regulars/plugin-sdk';
import { Gender } from '../enums';
import { type ConsentAnswer, parseConsents } from './consents';
import { keyOfValue } from './identities';
import { emailValue, externalValue, type IdentityValue, isProviderSource, phoneValue } from './identity-value';
import { parseDate, parseInstant } from './import-dates';
import { readMemberNumber } from './member-number';
import type { MemberKey } from './members';
import { readBirthDate, readLanguage, readName } from './profile';
import { readTag } from './tags';
import { say } from './texts';

export interface ImportClaim {
  readonly value: IdentityValue;
  readonly key: MemberKey;
}

/** A row as it was read; what its cells do not say is null and leaves what is known. */
export interface ImportRow {
  readonly claims: readonly ImportClaim[];
  readonly number: string | null;
  readonly name: string | null;
  readonly gender: Gender | null;
  readonly birthDate: string | null;
  readonly language: string | null;
  readonly joinedAt: Date | null;
  readonly storeId: string | null;
  readonly tags: readonly string[];
  readonly consents: readonly ConsentAnswer[];
}

/** What rows are read with. */
export interface ImportReading {
  readonly ctx: Context;
  readonly options: Pick<ImportOptions, 'source' | 'dateFormat'>;
  /** By code. */
  readonly stores: ReadonlyMap<string, StoreRef>;
}

const GENDERS: Readonly<Record<string, Gender>> = {
  FEMALE: Gender.FEMALE, F: Gender.FEMALE, 女: Gender.FEMALE, MALE: Gender.MALE, M: Gender.MALE, 男: Gender.MALE, OTHER: Gender.OTHER, UNKNOWN: Gender.UNKNOWN,
};
const EARLIEST_JOIN = Date.UTC(1970, 0, 1);
const CLOCK_TOLERANCE = 5 * 60_000;

export const faultOf = (ctx: Context, column: string | null, code: string, text: Text): ImportFault => ({ row: 0, column, code, message: textIn(text, ctx.language) });

/** A problem of a field as the fault of the column of that name. */
export const faultOfProblem = (ctx: Context, error: UserError): ImportFault => faultOf(ctx, error.path?.[0] ?? null, error.code, error.text);

/** Reads a row, or says everything that is wrong with it. */
export function readRow(reading: ImportReading, cells: Cells): ImportRow | readonly ImportFault[] {
  const problems = new Problems();
  const { ctx } = reading;
  const cell = <T>(column: string, read: (text: string) => T | null, refusal: Text, Refusal = InvalidInputError): T | null => {
    const text = cells[column] ?? '';
    const value = text === '' ? null : read(text);
    if (text !== '' && value === null) problems.push(new Refusal(refusal, column));
    return value;
  };
  const number = cell('number', readMemberNumber, say.malformed.number);
  const row: ImportRow = {
    claims: readClaims(reading, cell),
    number,
    name: cell('name', (text) => readName(text, 'name', problems) ?? '', say.nameTooLong) || null,
    gender: cell('gender', (text) => GENDERS[text.toUpperCase()] ?? null, say.notAGender),
    birthDate: cell('birthDate', (text) => parseDate(text, reading.options.dateFormat), say.notADate),
    language: cell('language', (text) => readLanguage(text, 'language', problems) ?? '', say.notALanguage) || null,
    joinedAt: cell('joinedAt', (text) => parseInstant(text, reading.options.dateFormat, ctx.brand.timeZone), say.notADate),
    storeId: cell('storeCode', (text) => reading.stores.get(text)?.id ?? null, say.noSuchStore, NotFoundError),
    tags: cell('tags', parseTags, say.notATag) ?? [],
    consents: cell('consents', parseConsents, say.notConsents) ?? [],
  };
  if (row.birthDate !== null) readBirthDate(ctx, row.birthDate, 'birthDate', problems);
  if (row.joinedAt !== null && !isJoinTime(ctx, row.joinedAt)) problems.add('joinedAt', say.joinedAtOutOfRange);
  if (row.claims.length === 0 && number === null && !problems.any) problems.add([], say.rowOfNobody);
  return problems.any ? problems.list.map((error) => faultOfProblem(ctx, error)) : row;
}

type CellReader = <T>(column: string, read: (text: string) => T | null, refusal: Text) => T | null;

function readClaims({ ctx, options }: ImportReading, cell: CellReader): ImportClaim[] {
  const isReserved = isProviderSource(options.source);
  const values = [
    cell('externalId', (text) => (isReserved ? null : externalValue(options.source, text)), isReserved ? say.providerSource : say.malformed.externalId),
    cell('phone', (text) => phoneValue(text, ctx.brand.region), say.malformed.phone),
    cell('email', emailValue, say.malformed.email),
  ];
  return values.flatMap((value) => (value === null ? [] : [{ value, key: keyOfValue(ctx, value) }]));
}

function parseTags(text: string): string[] | null {
  const tags = text.split(';').filter((piece) => piece.trim() !== '').map(readTag);
  return tags.every((tag) => tag !== null) ? tags : null;
}

const isJoinTime = (ctx: Context, at: Date): boolean => at.getTime() >= EARLIEST_JOIN && at.getTime() <= ctx.now.getTime() + CLOCK_TOLERANCE;

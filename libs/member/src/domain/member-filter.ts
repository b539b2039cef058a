import {
  allOf, anyOf, type Condition, condition, type Context, dateCondition, type DateFilter, dateTimeCondition, type DateTimeFilter, EVERYTHING,
  type IdFilter, type IntFilter, InvalidInputError, maskOf, not, NOTHING, readId, reject, type StringFilter, stringCondition, valueCondition,
} from '@regulars/plugin-sdk';
import type { Gender, MemberStatus } from '../enums';
import { type MemberFilter, MemberFilters } from './extension-points';
import { masked } from './masked';
import { say } from './texts';

/** Everything given must hold. */
export interface MemberConditions {
  readonly and?: readonly MemberConditions[] | null;
  readonly or?: readonly MemberConditions[] | null;
  readonly not?: MemberConditions | null;
  readonly status?: { readonly eq?: MemberStatus | null; readonly in?: readonly MemberStatus[] | null } | null;
  readonly gender?: { readonly eq?: Gender | null; readonly in?: readonly Gender[] | null } | null;
  readonly joinedAt?: DateTimeFilter | null;
  readonly birthDate?: DateFilter | null;
  readonly tag?: StringFilter | null;
  readonly tier?: StringFilter | null;
  readonly points?: IntFilter | null;
  readonly storeId?: IdFilter | null;
}

const MAX_DEPTH = 3;
/** Conditions in all, however they nest: what the database has to plan and hold each member against. */
const MAX_CONDITIONS = 50;

/** Who was merged is found as the one who goes on, and stands in no list. */
export const notMerged: Condition = condition("m.status <> 'MERGED'");

/** SQL of a filter over `member.member AS m`. Rejects at `where…` what cannot be asked. */
export function memberCondition(ctx: Context, where: MemberConditions | null | undefined): Condition {
  if (!where) return EVERYTHING;
  countConditions(where, ['where'], 0);
  return conditionAt(ctx, where, ['where']);
}

/** How many there are with those counted before; one that says nothing counts as well. */
function countConditions(where: MemberConditions, path: readonly string[], before: number): number {
  const { and, or, not: negated, ...fields } = where;
  const own = Object.values(fields).filter((filter) => filter != null).length;
  let count = before + (own === 0 && !and?.length && !or?.length && !negated ? 1 : own);
  if (count > MAX_CONDITIONS) reject(new InvalidInputError(say.tooManyConditions, path));
  for (const [key, parts] of [['and', and], ['or', or]] as const) {
    for (const [index, part] of (parts ?? []).entries()) count = countConditions(part, [...path, key, String(index)], count);
  }
  return negated ? countConditions(negated, [...path, 'not'], count) : count;
}

function conditionAt(ctx: Context, where: MemberConditions, path: readonly string[]): Condition {
  if (path.filter((step) => step === 'and' || step === 'or' || step === 'not').length > MAX_DEPTH) reject(new InvalidInputError(say.tooDeep, path));
  const nested = (key: 'and' | 'or'): Condition[] => (where[key] ?? []).map((part, index) => conditionAt(ctx, part, [...path, key, String(index)]));
  return allOf([
    ...nested('and'),
    ...(where.or ? [anyOf(nested('or'))] : []),
    ...(where.not ? [not(conditionAt(ctx, where.not, [...path, 'not']))] : []),
    ...fieldConditions(ctx, where, path),
  ]);
}

const FIELDS: ReadonlySet<string> = new Set<keyof MemberConditions>(['and', 'or', 'not', 'status', 'gender', 'joinedAt', 'birthDate', 'tag', 'tier', 'points', 'storeId']);

function fieldConditions(ctx: Context, where: MemberConditions, path: readonly string[]): Condition[] {
  // A filter that was stored may name what there is no more: without it, it would mean everybody.
  const [gone] = Object.entries(where).flatMap(([field, filter]) => (filter == null || FIELDS.has(field) ? [] : [field]));
  if (gone !== undefined) reject(new InvalidInputError(say.notInstalled, [...path, gone]));
  const parts: Condition[] = [];
  if (where.status) parts.push(valueCondition('m.status', where.status));
  if (where.gender) parts.push(valueCondition('m.gender', where.gender));
  if (where.joinedAt) parts.push(dateTimeCondition('m.joined_at', where.joinedAt));
  if (where.birthDate) parts.push(birthDateCondition(ctx, where.birthDate, path));
  if (where.tag) parts.push(tagCondition(where.tag));
  if (where.storeId) parts.push(storeCondition(where.storeId));
  if (where.tier) parts.push(contributed(ctx, 'tier', where.tier, path));
  if (where.points) parts.push(contributed(ctx, 'points', where.points, path));
  return parts;
}

/** A year that is not shown cannot be asked for either. */
function birthDateCondition(ctx: Context, filter: DateFilter, path: readonly string[]): Condition {
  if (maskOf(ctx, masked.birthDate) !== null) reject(new InvalidInputError(say.birthDateMasked, [...path, 'birthDate']));
  return dateCondition('m.birth_date', filter);
}

/** What another module's filter says; which one may be switched off. */
function contributed<F extends MemberFilter['field']>(ctx: Context, field: F, filter: object, path: readonly string[]): Condition {
  const found = ctx.extensions(MemberFilters).find((candidate) => candidate.field === field);
  if (!found) return reject(new InvalidInputError(say.notInstalled, [...path, field]));
  return found.where(filter as never, 'm.id', ctx);
}

/** A member has many tags: `eq`, `contains` and `startsWith` ask whether any is so, `ne` and `notIn` whether none is. */
function tagCondition(filter: StringFilter): Condition {
  const { eq, ne, in: any, notIn, contains, startsWith, isNull } = filter;
  const parts: Condition[] = [];
  if (eq != null) parts.push(condition('m.tags @> ARRAY[?]::text[]', eq));
  if (ne != null) parts.push(condition('NOT m.tags @> ARRAY[?]::text[]', ne));
  if (any != null) parts.push(condition('m.tags && ?::text[]', any));
  if (notIn != null) parts.push(condition('NOT m.tags && ?::text[]', notIn));
  if (isNull != null) parts.push(condition(`cardinality(m.tags) ${isNull ? '=' : '>'} 0`));
  for (const part of [{ contains }, { startsWith }]) {
    if (Object.values(part)[0] == null) continue;
    const matches = stringCondition('tag', part);
    parts.push(condition(`EXISTS (SELECT 1 FROM unnest(m.tags) AS tag WHERE ${matches.text})`, ...matches.values));
  }
  return allOf(parts);
}

/** An id that names no store matches nobody. */
function storeCondition(filter: IdFilter): Condition {
  const parts: Condition[] = [];
  if (filter.eq != null) {
    const uuid = readId('str', filter.eq);
    parts.push(uuid === null ? NOTHING : condition('m.join_store_id = ?::uuid', uuid));
  }
  if (filter.in != null) parts.push(condition('m.join_store_id = ANY(?::uuid[])', filter.in.flatMap((id) => readId('str', id) ?? [])));
  return allOf(parts);
}

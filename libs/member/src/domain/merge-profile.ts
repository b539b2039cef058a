import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@regulars/plugin-sdk';
import type { ProfileRow } from '../data/merge.statements';

type Field = Exclude<keyof ProfileRow, 'id' | 'tags' | 'attributes'>;
const FIELDS: readonly Field[] = ['name', 'gender', 'birth_date', 'birth_date_changed_at', 'language', 'join_store_id', 'joined_at', 'spendable_from'];

/**
 * The profile with what a merge brought taken out again: a field that still says what the merge made of it says what
 * it said before, one that was changed since stays. The same for each tag and each attribute.
 */
export function withoutMerge(before: ProfileRow, after: ProfileRow, now: ProfileRow): ProfileRow {
  const fields = Object.fromEntries(FIELDS.map((field) => [field, now[field] === after[field] ? before[field] : now[field]]));
  const brought = new Set(after.tags.filter((tag) => !before.tags.includes(tag)));
  return { ...now, ...fields, tags: now.tags.filter((tag) => !brought.has(tag)), attributes: attributesWithout(before.attributes, after.attributes, now.attributes) };
}

function attributesWithout(before: JsonObject, after: JsonObject, now: JsonObject): JsonObject {
  const brought = (key: string): boolean => key in after && !(key in before) && isDeepStrictEqual(now[key], after[key]);
  return Object.fromEntries(Object.entries(now).filter(([key]) => !brought(key)));
}

import { isDeepStrictEqual } from 'node:util';
import { type Context, type JsonObject, publicId } from '@regulars/plugin-sdk';
import { membersByIds, updateMembers } from '../data/member.statements';
import { MemberUpdated } from './events';
import { isLiving, memberState, type MemberState, stateRow } from './member-state';
import { MAX_ATTRIBUTES } from './profile';
import { changedTags, MAX_TAGS } from './tags';

/** What a module found out about a member. */
export interface MemberMark {
  readonly memberId: string;
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  /** By name; null takes one away. The others stay. */
  readonly attributes: JsonObject;
}

/**
 * Tags members and sets their attributes, of each member once; the caller holds their locks. It holds nobody up: what finds
 * no room is left out, and who has left or is erased is passed over.
 */
export async function markMembers(ctx: Context, marks: readonly MemberMark[]): Promise<void> {
  if (marks.length === 0) return;
  const rows = new Map((await ctx.sql(membersByIds(marks.map(({ memberId }) => memberId)))).map((row) => [row.id, row]));
  const changes = marks.flatMap((mark) => {
    const row = rows.get(mark.memberId);
    if (!row || !isLiving(row.status)) return [];
    const before = memberState(row);
    const after = marked(before, mark);
    const changed = (['attributes', 'tags'] as const).filter((field) => !isDeepStrictEqual(before[field], after[field]));
    return changed.length > 0 ? [{ after, changed }] : [];
  });
  if (changes.length === 0) return;
  void ctx.sql(updateMembers(JSON.stringify(changes.map(({ after }) => stateRow(after)))));
  for (const { after, changed } of changes) ctx.emit(MemberUpdated, { memberId: publicId('mbr', after.id), changed }, after.id);
}

const marked = (before: MemberState, { addTags, removeTags, attributes }: MemberMark): MemberState => ({
  ...before, tags: changedTags(before.tags, addTags, removeTags).slice(0, Math.max(MAX_TAGS, before.tags.length)), attributes: withAttributes(before.attributes, attributes),
});

function withAttributes(known: JsonObject, set: JsonObject): JsonObject {
  return Object.entries(set).reduce<JsonObject>((attributes, [name, value]) => {
    const { [name]: _, ...others } = attributes;
    const next = value === null ? others : { ...attributes, [name]: value };
    return value === null || JSON.stringify(next).length <= MAX_ATTRIBUTES ? next : attributes;
  }, known);
}

import { Stores } from '@regulars/brand/contract';
import { allOf, anyOf, type Condition, condition, type Context, dateTimeCondition, type IdFilter, NOTHING, readId, type StringFilter, valueCondition } from '@regulars/plugin-sdk';
import type { OrderWhere } from './order.inputs';

/** The filter as a condition on `"order"."order" AS o`. */
export async function orderCondition(ctx: Context, where: OrderWhere | null | undefined): Promise<Condition> {
  const parts: Condition[] = [];
  if (where?.placedAt) parts.push(dateTimeCondition('o.placed_at', where.placedAt));
  if (where?.status) parts.push(valueCondition('o.status', where.status));
  if (where?.memberId) parts.push(memberCondition(where.memberId));
  if (where?.storeCode) parts.push(await storeCondition(ctx, where.storeCode));
  return allOf(parts);
}

/** Who was merged stands for the one who goes on. */
const survivorsOf = 'SELECT COALESCE(m.merged_into, m.id) FROM member.member_public AS m WHERE m.id';

/** An id that cannot be a member's names nobody. */
function memberCondition(filter: IdFilter): Condition {
  const parts: Condition[] = [];
  if (filter.eq != null) {
    const uuid = readId('mbr', filter.eq);
    parts.push(uuid === null ? NOTHING : condition(`o.member_id = (${survivorsOf} = ?::uuid)`, uuid));
  }
  if (filter.in != null) parts.push(condition(`o.member_id = ANY(ARRAY(${survivorsOf} = ANY(?::uuid[])))`, filter.in.flatMap((id) => readId('mbr', id) ?? [])));
  return allOf(parts);
}

/** Stores are few and in memory: which of them are meant is decided here. */
async function storeCondition(ctx: Context, filter: StringFilter): Promise<Condition> {
  const meant = (await ctx.use(Stores).all()).filter((store) => matchesText(filter, store.code));
  const parts = [condition('o.store_id = ANY(?::uuid[])', meant.map((store) => store.id))];
  if (matchesText(filter, null)) parts.push(condition('o.store_id IS NULL'));
  return anyOf(parts);
}

/** Does the text satisfy every operator of the filter, as SQL would see it? */
export function matchesText(filter: StringFilter, text: string | null): boolean {
  const { eq, ne, in: among, notIn, contains, startsWith, isNull } = filter;
  if (isNull != null && isNull !== (text === null)) return false;
  if (ne != null && text === ne) return false;
  if (text === null) return [eq, among, notIn, contains, startsWith].every((operator) => operator == null);
  const folded = text.toLowerCase();
  if (eq != null && text !== eq) return false;
  if (among != null && !among.includes(text)) return false;
  if (notIn?.includes(text)) return false;
  if (contains != null && !folded.includes(contains.toLowerCase())) return false;
  return startsWith == null || folded.startsWith(startsWith.toLowerCase());
}

import { condition, type NestedRequest, type PageArgs } from '@regulars/plugin-sdk';
import { timelineOrder } from '../data/member-list';

export { type EventRow, timelineList } from '../data/member-list';

/** A page of what happened to a member: of `types` when given, and never of a kind the caller's schema does not know. */
export function timelineRequest(memberId: string, known: readonly string[], types: readonly string[] | null, page: PageArgs): NestedRequest {
  const names = types === null ? known : known.filter((name) => types.includes(name));
  return { parent: memberId, where: condition('e.name = ANY(?::text[])', names), orderBy: timelineOrder, page };
}

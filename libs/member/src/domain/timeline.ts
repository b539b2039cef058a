import { Stores } from '@regulars/brand/contract';
import { allOf, type Condition, condition, type Context, type NestedRequest, type PageArgs, seesStore, type StoredEvent } from '@regulars/plugin-sdk';
import { timelineOrder } from '../data/member-list';

export { type EventRow, mergedTimelineList, timelineList } from '../data/member-list';

/** What happened at a store says so in its payload, as `storeCode`; who sees some stores only does not see the rest. */
const atStores = (codes: readonly string[]): Condition =>
  condition(`(NOT jsonb_exists(e.payload, 'storeCode') OR e.payload ->> 'storeCode' = ANY(?::text[]))`, codes);

/** The codes of the stores the caller's rights are limited to; null: no limit. */
export async function storeCodesSeen(ctx: Context): Promise<readonly string[] | null> {
  if (ctx.actor.storeIds === null) return null;
  return (await ctx.use(Stores).all()).filter((store) => seesStore(ctx, store.id)).map(({ code }) => code);
}

/** Which live events the caller sees; null: every one. */
export async function eventsSeen(ctx: Context): Promise<((event: StoredEvent<object>) => boolean) | null> {
  const codes = new Set<unknown>(await storeCodesSeen(ctx));
  return ctx.actor.storeIds && (({ payload }) => !('storeCode' in payload) || codes.has(payload.storeCode));
}

/** A page of what happened to a member: of `types` when given, and never of a kind the caller's schema does not know. */
export function timelineRequest(memberId: string, known: readonly string[], types: readonly string[] | null, page: PageArgs, storeCodes: readonly string[] | null): NestedRequest {
  const names = types === null ? known : known.filter((name) => types.includes(name));
  return { parent: memberId, where: allOf([condition('e.name = ANY(?::text[])', names), ...(storeCodes ? [atStores(storeCodes)] : [])]), orderBy: timelineOrder, page };
}

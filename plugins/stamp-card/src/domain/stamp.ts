import { type OrderChange, OrderFacts } from '@regulars/order/contract';
import type { Context } from '@regulars/plugin-sdk';
import { asksForTier } from './candidates';
import type { Occasion } from './card-rewards';
import { allPrograms, type Program } from './program';
import { resettle } from './resettle';

/** The reaction `stamp`: what orders give follows the orders, in their own transaction. */
export async function stampForOrders(ctx: Context, changes: readonly OrderChange[]): Promise<void> {
  const programs = (await allPrograms(ctx)).filter((program) => program.state !== 'DRAFT');
  const since = sinceOf(changes);
  if (programs.length === 0 || since.size === 0) return;
  const occasions = occasionsOf(changes);
  await resettle(ctx, {
    programs, since, tiers: tiersOf(ctx, programs, changes),
    changed: new Map(changes.map(({ after, memberStatus }) => [after.id, { order: after, memberStatus }])),
    days: changes.flatMap(({ before, after }) => (before ? [before, after] : [after])).flatMap(({ memberId, businessDate }) => (memberId === null ? [] : [{ memberId, date: businessDate }])),
    occasionOf: (memberId) => occasions.get(memberId) ?? { orderId: null, at: ctx.now },
  });
}

/** Since when a member's stamps may be different: of each the earliest order that is, as it was or as it is. */
function sinceOf(changes: readonly OrderChange[]): Map<string, number> {
  const since = new Map<string, number>();
  for (const { before, after } of changes) {
    const at = Math.min(after.placedAt.getTime(), before?.placedAt.getTime() ?? Number.POSITIVE_INFINITY);
    for (const memberId of [before?.memberId, after.memberId]) if (memberId != null) since.set(memberId, Math.min(at, since.get(memberId) ?? at));
  }
  return since;
}

/** The order that moved a member's stamps, the last of the batch, and when it took effect. */
function occasionsOf(changes: readonly OrderChange[]): Map<string, Occasion> {
  const occasions = new Map<string, Occasion>();
  for (const { before, after, isFirst } of changes) {
    const occasion = { orderId: after.id, at: isFirst ? after.placedAt : after.updatedAt };
    for (const memberId of [before?.memberId, after.memberId]) if (memberId != null) occasions.set(memberId, occasion);
  }
  return occasions;
}

/** The tiers orders were first accepted under, where a rule asks for them; those that are new are being judged beside. */
async function tiersOf(ctx: Context, programs: readonly Program[], changes: readonly OrderChange[]): Promise<ReadonlyMap<string, string | null>> {
  const fact = asksForTier(programs) ? ctx.extensions(OrderFacts).find(({ field }) => field === 'tierAtOrder') : undefined;
  if (!fact) return new Map();
  const isKnown = ({ before, after }: OrderChange): boolean => before !== null && before.memberId === after.memberId;
  const [judged, ...known] = await Promise.all([
    fact.during(ctx, changes.filter((change) => !isKnown(change))),
    ...changes.filter(isKnown).map(async ({ after }) => [after.id, await ctx.load(fact.load, after.id)] as const),
  ]);
  return new Map([...judged, ...known]);
}

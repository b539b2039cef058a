import type { ScopeTerms } from '@regulars/order/contract';
import { type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import { actsSince, type DayOrderRow, entriesSince, type HeldCardRow, heldCards, ordersOfDays, placeActs, upsertCards, upsertEntries } from '../data/stamp.statements';
import { exchangeRewards, type Occasion, readExchange } from './card-rewards';
import { crossingsOf, keptOf } from './crossings';
import { MissionStepDone, StampAdded, StampCardCompleted, StampCardNearlyFull } from './events';
import { CARD_PREFIX, PROGRAM_PREFIX } from './ids';
import { bundleOf, cardEnd, nearlyFullAt, type Program, versionOf } from './program';
import { type CardChange, type ChangedOrder, type MemberFacts, type PlacedAct, type Settlement, settleMember } from './settle';

/** Whose stamps are looked at again. The caller holds the members' locks. */
export interface Request {
  readonly programs: readonly Program[];
  /** Since when they may be different, in milliseconds, by member. */
  readonly since: ReadonlyMap<string, number>;
  readonly changed: ReadonlyMap<string, Omit<ChangedOrder, 'tier'>>;
  /** Tiers of changed orders, read beside the stamps. */
  readonly tiers?: Promise<ReadonlyMap<string, string | null>>;
  /** Business days of the changed orders, pair by pair. */
  readonly days: readonly { readonly memberId: string; readonly date: string }[];
  readonly occasionOf: (memberId: string) => Occasion;
  /** Nobody did anything: cards are told anew, and nothing is given, taken back or announced. */
  readonly isQuiet?: boolean;
}

/** Work on cards of one transaction goes one after the other: what one has written, the next one reads. */
export async function inTurn<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
  const turns = await ctx.once('stamp-card.turns', () => Promise.resolve({ last: Promise.resolve() as Promise<unknown> }));
  const mine = turns.last.then(work);
  turns.last = mine.catch(() => undefined);
  return mine;
}

export interface Resettled {
  /** The cards that changed, by uuid. */
  readonly cards: readonly { readonly change: CardChange; readonly id: string }[];
  readonly acts: readonly PlacedAct[];
}

/** One read flush, one pure decision, one write flush; the same for one order at the till and a thousand of an import. */
export async function resettle(ctx: Context, request: Request): Promise<Resettled> {
  const { rows, acts, exchange } = await inTurn(ctx, async () => {
    const settlements = await settlementsOf(ctx, request);
    const changes = settlements.flatMap(({ cards }) => cards);
    const exchange = await readExchange(ctx, request.isQuiet ? { due: [], lost: [] } : crossingsOf(changes));
    writeStamps(ctx, settlements);
    const rows = changes.map((change) => ({ change, row: rowOf(ctx, change, keptOf(change, exchange.used.filter((one) => one.change === change)), request) }));
    if (rows.length > 0) void ctx.sql(upsertCards(JSON.stringify(rows.map(({ row }) => row))));
    if (!request.isQuiet) announceSteps(ctx, settlements, rows, request);
    return { rows, acts: settlements.flatMap((one) => one.acts), exchange };
  });
  await exchangeRewards(ctx, exchange, request.occasionOf);
  return { cards: rows.map(({ change, row: { id } }) => ({ change, id })), acts };
}

async function settlementsOf(ctx: Context, { programs, since, changed: orders, days, tiers: reading }: Request): Promise<Settlement[]> {
  const memberIds = [...since.keys()];
  const instants = [...since.values()].map((at) => (Number.isFinite(at) ? new Date(at).toISOString() : '-infinity'));
  const [programIds, orderIds] = [programs.map(({ id }) => id), [...orders.keys()]];
  const [entries, acts, cards, dayOrders, tiers] = await Promise.all([
    ctx.sql(entriesSince(memberIds, instants, programIds, programs.map(bundleOf), orderIds)),
    ctx.sql(actsSince(memberIds, instants, programIds, orderIds)),
    ctx.sql(heldCards(memberIds, instants, programIds, orderIds)),
    days.length === 0 ? ([] as DayOrderRow[]) : ctx.sql(ordersOfDays(days.map(({ memberId }) => memberId), days.map(({ date }) => date))),
    reading ?? new Map<string, string | null>(),
  ]);
  const changed = new Map([...orders].map(([id, order]): [string, ChangedOrder] => [id, { ...order, tier: tiers.get(id) ?? null }]));
  const former = entries.filter((entry) => changed.has(entry.order_id));
  const terms: ScopeTerms = ctx.brand;
  return memberIds.map((memberId) => {
    const own = former.filter((entry) => entry.member_id === memberId).map((entry) => entry.placed_at.getTime());
    const facts: MemberFacts = {
      memberId, programs, changed, terms, since: Math.min(since.get(memberId) ?? Number.POSITIVE_INFINITY, ...own),
      entries: entries.filter((entry) => entry.member_id === memberId || changed.get(entry.order_id)?.order.memberId === memberId),
      acts: acts.filter((act) => act.member_id === memberId), cards: cards.filter((card) => card.member_id === memberId),
      dayOrders: dayOrders.filter((order) => order.member_id === memberId),
    };
    return settleMember(facts);
  });
}

function writeStamps(ctx: Context, settlements: readonly Settlement[]): void {
  const entries = settlements.flatMap((one) => one.entries);
  const acts = settlements.flatMap((one) => one.acts);
  if (entries.length > 0) void ctx.sql(upsertEntries(JSON.stringify(entries)));
  if (acts.length > 0) void ctx.sql(placeActs(JSON.stringify(acts)));
}

interface CardWrite extends Omit<HeldCardRow, 'kept'> {
  readonly kept: readonly number[];
  readonly valid_until: Date | null;
}

const EMPTY = { stamps: 0, completed_at: null, valid_until: null, base: null, mark: null, mark_at: null };

function rowOf(ctx: Context, change: CardChange, kept: readonly number[], request: Request): CardWrite {
  const { program, memberId, number, before, after } = change;
  const id = before?.id ?? newUuid();
  const { at } = request.occasionOf(memberId);
  const names = { id, program_id: program.id, member_id: memberId, number, kept };
  if (!after) return { ...names, ...EMPTY, opened_at: before?.opened_at ?? at, version: before?.version ?? null, slots: before?.slots ?? null, nearly_full_at: before?.nearly_full_at ?? null };
  const version = versionOf(program, after.version);
  const end = version.validForDays === null ? null : new Date(cardEnd(program, version, after.openedAt, ctx.brand));
  return {
    ...names, stamps: after.stamps, opened_at: new Date(after.openedAt), completed_at: after.completedAt === null ? null : new Date(after.completedAt),
    version: after.version, slots: after.slots, valid_until: end, base: after.base, mark: change.mark?.state ?? null, mark_at: change.mark ? new Date(change.mark.at) : null,
    nearly_full_at: request.isQuiet ? (before?.nearly_full_at ?? null) : announce(ctx, change, id, at),
  };
}

/** Tells what came to a card; answers when it was told that the card is nearly full, which is told once. */
function announce(ctx: Context, change: CardChange, cardId: string, at: Date): Date | null {
  const { program, memberId, before, after } = change;
  const from = before?.stamps ?? 0;
  const to = after?.stamps ?? 0;
  const noticedAt = before?.nearly_full_at ?? null;
  if (!after || to <= from) return noticedAt;
  const ids = { cardId: publicId(CARD_PREFIX, cardId), programId: publicId(PROGRAM_PREFIX, program.id) };
  ctx.emit(StampAdded, { ...ids, stamps: to - from }, memberId, { at });
  if (to === after.slots) ctx.emit(StampCardCompleted, ids, memberId, { at });
  const remaining = after.slots - to;
  if (noticedAt !== null || remaining === 0 || remaining > nearlyFullAt(versionOf(program, after.version))) return noticedAt;
  ctx.emit(StampCardNearlyFull, { ...ids, remaining }, memberId, { at });
  return at;
}

function announceSteps(ctx: Context, settlements: readonly Settlement[], rows: readonly { readonly change: CardChange; readonly row: CardWrite }[], { occasionOf }: Request): void {
  for (const { program, memberId, card, rule } of settlements.flatMap(({ steps }) => steps)) {
    const found = rows.find(({ change }) => change.program === program && change.memberId === memberId && change.number === card);
    const version = versionOf(program, found?.change.after?.version ?? program.version);
    const terms = version.rules[rule];
    if (!found || !terms?.step) continue;
    const ids = { cardId: publicId(CARD_PREFIX, found.row.id), programId: publicId(PROGRAM_PREFIX, program.id) };
    ctx.emit(MissionStepDone, { ...ids, step: terms.step, stage: terms.stage ?? 1 }, memberId, { at: occasionOf(memberId).at });
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Context, newUuid, NotFoundError, seesStore, type UserError } from '@regulars/plugin-sdk';
import { announce } from './announce';
import { changesOf } from './changes-of-batch';
import { OrderUpserted } from './events';
import { lockBatch, type LockedBatch } from './lock-batch';
import { orderKey } from './order-key';
import type { OrderState } from './order-state';
import { type OrderUpsert, prepareOrders, type PreparedOrder } from './prepare-orders';
import { type IncomingOrder, type SettledOrder, settleBatch, type Settlement } from './settle-batch';
import { writeLines, writeOrders } from './write-changes';

export type UpsertOutcome = Settlement | { readonly result: 'REFUSED'; readonly errors: readonly UserError[] };

export interface UpsertOptions {
  /** Orders that are known stay as they are. */
  readonly skipExisting?: boolean;
  /** What a module above refuses of one order does not stop the others; else it ends the unit of work. */
  readonly each?: boolean;
  /** Called when members and orders are locked, with those that may be recorded: answers what is to be recorded of them. May reject. */
  readonly revise?: (incoming: readonly IncomingOrder[], locked: LockedBatch) => Promise<readonly IncomingOrder[]>;
  /** Runs beside the reactions, when the orders' rows have been sent. */
  readonly beside?: (orders: readonly OrderState[]) => Promise<void>;
}

/**
 * The one way orders come in: from the till, from an offline till's hundred, from an import's thousand. Answers one
 * outcome for each, in their order; what is wrong with one does not stop the others.
 *
 * Two flushes: members and orders are locked and read; then the writes are sent, and behind them whatever the
 * reactions read. What the reactions write goes with the commit.
 */
export async function upsertOrders(ctx: Context, upserts: readonly OrderUpsert[], options: UpsertOptions = {}): Promise<readonly UpsertOutcome[]> {
  const { prepared, refused } = await prepareOrders(ctx, upserts);
  const outcomes = new Map<number, UpsertOutcome>([...refused].map(([index, errors]) => [index, { result: 'REFUSED', errors }]));
  if (prepared.length > 0) {
    const locked = await lockBatch(ctx, prepared);
    const reachable = withinStores(ctx, prepared, locked, outcomes);
    const found = withMembers(reachable, locked, outcomes);
    const incoming = options.revise && found.length > 0 ? await options.revise(found, locked) : found;
    const { settlements, changes } = settleBatch(incoming, locked.known, { skipExisting: options.skipExisting ?? false, newId: newUuid });
    const undone = options.each ? await applyEach(ctx, changes, locked) : await applyAll(ctx, changes, locked, options.beside);
    for (const [index, settlement] of settlements) outcomes.set(index, standing(settlement, undone, upserts[index]?.path ?? []));
  }
  return upserts.map((_, index) => outcomes.get(index) as UpsertOutcome);
}

/** What was settled, unless a module above refused the order's change. */
function standing(settlement: Settlement, undone: Undone, path: OrderUpsert['path']): UpsertOutcome {
  if (!('orderId' in settlement)) return settlement;
  const refusal = undone.get(settlement.orderId);
  const isAsKnown = refusal?.wasKnown === true && settlement.result === 'UNCHANGED';
  return refusal && !isAsKnown ? { result: 'REFUSED', errors: refusal.errors.map((error) => relocated(error, path)) } : settlement;
}

/** The error of an order that the refusing module called `input`, at the order's own place. */
const relocated = (error: UserError, path: OrderUpsert['path']): UserError =>
  Object.assign(Object.create(Object.getPrototypeOf(error) as object) as UserError, error, { path: [...path, ...(error.path?.slice(1) ?? [])].map(String) });

/** Orders that are new, or known at a store the caller's rights reach; the others are refused. */
function withinStores(ctx: Context, prepared: readonly PreparedOrder[], { known }: LockedBatch, outcomes: Map<number, UpsertOutcome>): readonly PreparedOrder[] {
  if (ctx.actor.storeIds === null) return prepared;
  return prepared.filter(({ index, path, content }) => {
    const before = known.get(orderKey(content));
    if (!before || seesStore(ctx, before.state.storeId)) return true;
    const elsewhere = new NotFoundError({ en: 'There is no such order at your stores.', 'zh-TW': '您的門市沒有這筆訂單。' }, [...path, 'externalId']);
    outcomes.set(index, { result: 'REFUSED', errors: [elsewhere] });
    return false;
  });
}

/** Orders whose member is found; the others are refused. */
function withMembers(prepared: readonly PreparedOrder[], locked: LockedBatch, outcomes: Map<number, UpsertOutcome>): IncomingOrder[] {
  return prepared.flatMap(({ index, path, content, memberKey, memberId: named }) => {
    const memberId = memberKey === null ? null : locked.members.get(index);
    if (memberId !== undefined) return { index, content, memberId };
    const unknown = new NotFoundError({ en: 'There is no such member.', 'zh-TW': '查無此會員。' }, [...path, 'member'], named);
    outcomes.set(index, { result: 'REFUSED', errors: [unknown] });
    return [];
  });
}

/** Changes that were refused and did not take place, by order. */
type Undone = ReadonlyMap<string, { readonly wasKnown: boolean; readonly errors: readonly UserError[] }>;

async function applyAll(ctx: Context, changes: readonly SettledOrder[], locked: LockedBatch, beside?: UpsertOptions['beside']): Promise<Undone> {
  if (changes.length > 0) await apply(ctx, changes, locked, beside);
  return new Map();
}

/** Halves what was refused as a whole until the culprits stand alone. */
async function applyEach(ctx: Context, changes: readonly SettledOrder[], locked: LockedBatch): Promise<Undone> {
  const [only] = changes;
  if (!only) return new Map();
  const refusal = await ctx.attempt(() => apply(ctx, changes, locked));
  if (!refusal) return new Map();
  if (changes.length === 1) return new Map([[only.after.id, { wasKnown: only.before !== null, errors: refusal.errors }]]);
  const middle = Math.ceil(changes.length / 2);
  const first = await applyEach(ctx, changes.slice(0, middle), locked);
  return new Map([...first, ...(await applyEach(ctx, changes.slice(middle), locked))]);
}

/** What is sent at once by whoever is no import. */
const FEW = 100;

async function apply(ctx: Context, changes: readonly SettledOrder[], locked: LockedBatch, beside?: UpsertOptions['beside']): Promise<void> {
  const written = writeOrders(ctx, changes);
  if (changes.length <= FEW) writeLines(ctx, changes);
  const batch = changesOf(changes, locked.statuses);
  const settledById = new Map(changes.map((change) => [change.after.id, change]));
  for (const { after } of batch) announce(ctx, settledById.get(after.id) as SettledOrder);
  const done = Promise.all([written, ctx.react(OrderUpserted, batch), beside?.(batch.map(({ after }) => after))]);
  if (changes.length > FEW) await writeLinesMeanwhile(ctx, changes, done);
  await done;
}

/**
 * Of many orders, what reactions read is sent first: the database looks it up while the lines are made ready to be
 * sent, and writes those while reactions decide. They were told the lines; in the database they look for orders.
 */
async function writeLinesMeanwhile(ctx: Context, changes: readonly SettledOrder[], done: Promise<unknown>): Promise<void> {
  done.catch(() => undefined);
  await nextTurn();
  writeLines(ctx, changes);
}

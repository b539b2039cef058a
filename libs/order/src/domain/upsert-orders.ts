import { type Context, newUuid, NotFoundError, type UserError } from '@regulars/plugin-sdk';
import { announce } from './announce';
import { OrderUpserted } from './events';
import { lockBatch, type LockedBatch } from './lock-batch';
import type { OrderChange } from './order-state';
import { type OrderUpsert, prepareOrders, type PreparedOrder } from './prepare-orders';
import { type IncomingOrder, type SettledOrder, settleBatch, type Settlement } from './settle-batch';
import { writeChanges } from './write-changes';

export type UpsertOutcome = Settlement | { readonly result: 'REFUSED'; readonly errors: readonly UserError[] };

export interface UpsertOptions {
  /** Orders that are known stay as they are. */
  readonly skipExisting?: boolean;
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
    const incoming = withMembers(prepared, locked, outcomes);
    const { settlements, changes } = settleBatch(incoming, locked.known, { skipExisting: options.skipExisting ?? false, newId: newUuid });
    for (const [index, settlement] of settlements) outcomes.set(index, settlement);
    await apply(ctx, changes, locked);
  }
  return upserts.map((_, index) => outcomes.get(index) as UpsertOutcome);
}

/** Orders whose member is found; the others are refused. */
function withMembers(prepared: readonly PreparedOrder[], locked: LockedBatch, outcomes: Map<number, UpsertOutcome>): IncomingOrder[] {
  return prepared.flatMap(({ index, path, content, memberKey }) => {
    const memberId = memberKey === null ? null : locked.members.get(index);
    if (memberId !== undefined) return { index, content, memberId };
    outcomes.set(index, { result: 'REFUSED', errors: [new NotFoundError({ en: 'There is no such member.', 'zh-TW': '查無此會員。' }, [...path, 'member'])] });
    return [];
  });
}

async function apply(ctx: Context, changes: readonly SettledOrder[], locked: LockedBatch): Promise<void> {
  if (changes.length === 0) return;
  const written = writeChanges(ctx, changes);
  const batch = changes.map((change) => changeOf(change, locked)).sort(byMemberAndTime);
  const settledById = new Map(changes.map((change) => [change.after.id, change]));
  for (const { after } of batch) announce(ctx, settledById.get(after.id) as SettledOrder);
  await Promise.all([written, ctx.react(OrderUpserted, batch)]);
}

const changeOf = ({ before, after }: SettledOrder, { statuses }: LockedBatch): OrderChange => ({
  before: before?.state ?? null,
  after,
  isFirst: before === null,
  memberStatus: after.memberId === null ? null : (statuses.get(after.memberId) ?? null),
});

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function byMemberAndTime({ after: a }: OrderChange, { after: b }: OrderChange): number {
  return (
    compare(a.memberId ?? '', b.memberId ?? '') ||
    a.placedAt.getTime() - b.placedAt.getTime() ||
    compare(a.source, b.source) ||
    compare(a.externalId, b.externalId)
  );
}

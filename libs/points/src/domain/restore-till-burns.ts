import { Members } from '@regulars/member/contract';
import { type OrderChange, type OrderState, OrderStatus } from '@regulars/order/contract';
import { addDays, businessDateOf, type Context } from '@regulars/plugin-sdk';
import { tillBurnsOf, type TillBurnRow } from '../data/ledger.statements';
import { burn } from './burn';
import { Ledger } from './ledger';
import { endOfDay } from './lot-terms';
import type { Note } from './posting';
import { settingsHistory } from './read-settings';
import { byOwner, outstanding, restore } from './restore';
import { type Allocation, spendableOf, sumOf } from './wallet';

/**
 * What was paid with points comes back line by line, as the lines are given back: how much follows from how the order
 * stands, as what it gives does. A revision that takes a refund back takes the points again, as far as they are there.
 */
export async function restoreTillBurns(ctx: Context, changes: readonly OrderChange[]): Promise<void> {
  const known = changes.filter(({ before }) => before !== null);
  if (known.length === 0) return;
  const [{ current }, ledger, moves] = await Promise.all([settingsHistory(ctx), Ledger.of(ctx), lockedMoves(ctx, known)]);
  if (moves.length === 0) return;
  await ledger.load(ctx, { whole: membersOf(moves), lotIds: moves.flatMap(({ back }) => [...back.values()].flat().map(([lotId]) => lotId)) });
  const expiresOn = addDays(businessDateOf(ctx.now, ctx.brand), current.restoreGraceDays);
  const terms = { policy: current.onBurnRefund, grace: { expiresOn, expiresAt: endOfDay(expiresOn, ctx.brand) } };
  for (const { back, again, payer, note } of moves) {
    for (const [memberId, allocations] of back) {
      const posting = restore(ledger.wallet(memberId), { allocations, ...terms, note: { ...note, explanation: { policy: terms.policy } } }, ctx.now);
      if (posting) ledger.take(posting);
    }
    const wallet = ledger.wallet(payer);
    const points = Math.min(again, Math.max(0, spendableOf(wallet, ctx.now)));
    const taken = points > 0 ? burn(wallet, { points, note }, ctx.now) : null;
    if (taken) ledger.take(taken);
  }
  ledger.send(ctx);
}

/**
 * What is to move, of members that are locked. The batch has locked those whose orders these are and were; who paid may
 * be somebody else, where the order has gone to another member since, or a merge was undone. To wait for them here is
 * out of turn: two that wait for each other are undone, and done again.
 */
async function lockedMoves(ctx: Context, changes: readonly OrderChange[]): Promise<readonly Move[]> {
  const locked = new Set(changes.flatMap(({ before, after }) => [before?.memberId, after.memberId]));
  const moves = await readMoves(ctx, changes);
  const others = membersOf(moves).filter((id) => !locked.has(id));
  if (others.length === 0) return moves;
  await ctx.use(Members).lock(others);
  const again = await readMoves(ctx, changes);
  if (membersOf(again).some((id) => !locked.has(id) && !others.includes(id))) ctx.restart('points that paid for an order went to another member meanwhile');
  return again;
}

async function readMoves(ctx: Context, changes: readonly OrderChange[]): Promise<readonly Move[]> {
  const orders = new Map(changes.map(({ after }) => [after.id, after]));
  const burns = await ctx.sql(tillBurnsOf([...orders.keys()]));
  return burns.map((row) => moveOf(row, orders.get(row.order_id as string) as OrderState)).filter(({ back, again }) => back.size > 0 || again > 0);
}

const membersOf = (moves: readonly Move[]): readonly string[] => [...new Set(moves.flatMap(({ back, payer }) => [payer, ...back.keys()]))];

interface Move {
  /** By who has the lots now. */
  readonly back: ReadonlyMap<string, readonly Allocation[]>;
  /** Points that came back and are to be taken again, of whoever paid. */
  readonly again: number;
  readonly payer: string;
  readonly note: Note;
}

function moveOf(row: TillBurnRow, order: OrderState): Move {
  const open = outstanding(row.allocations, row.restored);
  const isBack = sumOf(row.restored, ([, points]) => points);
  const due = pointsBack(row.lines, order) - isBack;
  const [first] = row.allocations;
  return {
    // Out of the lots that were taken from last.
    back: byOwner(row, firstOf([...open].reverse(), Math.max(0, due))),
    again: Math.max(0, -due),
    payer: (first && row.owners[first[0]]) ?? row.member_id,
    note: { at: order.updatedAt, orderId: order.id, restoresId: row.id },
  };
}

function firstOf(parts: readonly Allocation[], points: number): readonly Allocation[] {
  let left = points;
  return parts.flatMap(([lotId, most]): Allocation[] => {
    const part = Math.min(left, most);
    left -= part;
    return part > 0 ? [[lotId, part]] : [];
  });
}

const GIVEN_BACK: readonly OrderStatus[] = [OrderStatus.VOIDED, OrderStatus.REFUNDED];

/**
 * Of each line's points the part that was refunded of what was to be paid for it, rounded down, and all of them with its
 * last item; of a line that is not there any more, the part that was refunded of the order. All, once all was given back.
 */
export function pointsBack(lines: TillBurnRow['lines'], order: Pick<OrderState, 'status' | 'lines' | 'gross' | 'discount' | 'refunded'>): number {
  const byNumber = new Map(order.lines.map((line) => [line.number, line]));
  return sumOf(lines, ([number, points]) => {
    const line = byNumber.get(number);
    if (GIVEN_BACK.includes(order.status) || (line && line.refundedQuantity >= line.quantity)) return points;
    const { gross, discount, refunded } = line ?? order;
    return gross > discount ? Number((BigInt(points) * refunded) / (gross - discount)) : 0;
  });
}

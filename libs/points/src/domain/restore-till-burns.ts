import type { OrderChange, OrderState } from '@regulars/order/contract';
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
  const paid = changes.filter(({ before, after }) => before !== null && (before.paidWithPoints > 0n || after.paidWithPoints > 0n));
  if (paid.length === 0) return;
  const [{ current }, ledger, burns] = await Promise.all([settingsHistory(ctx), Ledger.of(ctx), ctx.sql(tillBurnsOf(paid.map(({ after }) => after.id)))]);
  const orders = new Map(paid.map(({ after }) => [after.id, after]));
  const moves = burns.map((row) => moveOf(row, orders.get(row.order_id as string) as OrderState)).filter(({ back, again }) => back.size > 0 || again > 0);
  const members = moves.flatMap(({ back, payer }) => [payer, ...back.keys()]);
  await ledger.load(ctx, { whole: [...new Set(members)], lotIds: moves.flatMap(({ back }) => [...back.values()].flat().map(([lotId]) => lotId)) });
  const expiresOn = addDays(businessDateOf(ctx.now, ctx.brand), current.restoreGraceDays);
  const grace = { expiresOn, expiresAt: endOfDay(expiresOn, ctx.brand) };
  for (const { back, again, payer, note } of moves) {
    for (const [memberId, allocations] of back) {
      const posting = restore(ledger.wallet(memberId), { allocations, policy: current.onBurnRefund, grace, note: { ...note, explanation: { policy: current.onBurnRefund } } }, ctx.now);
      if (posting) ledger.take(posting);
    }
    const wallet = ledger.wallet(payer);
    const points = Math.min(again, Math.max(0, spendableOf(wallet, ctx.now)));
    const taken = points > 0 ? burn(wallet, { points, note }, ctx.now) : null;
    if (taken) ledger.take(taken);
  }
  ledger.send(ctx);
}

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

/** Of each line's points the part that was refunded of what was to be paid for it, rounded down; all of them when the order counts no more. */
export function pointsBack(lines: TillBurnRow['lines'], order: Pick<OrderState, 'counts' | 'lines'>): number {
  const byNumber = new Map(order.lines.map((line) => [line.number, line]));
  return sumOf(lines, ([number, points]) => {
    const line = byNumber.get(number);
    if (!order.counts || !line || line.refundedQuantity >= line.quantity) return points;
    const toPay = line.gross - line.discount;
    return toPay > 0n ? Number((BigInt(points) * line.refunded) / toPay) : 0;
  });
}

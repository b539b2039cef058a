import type { OrderChange } from '../../../libs/order/src/domain/order-state';
import { earn } from '../../../libs/points/src/domain/earn';
import { lotTerms } from '../../../libs/points/src/domain/lot-terms';
import { reverse } from '../../../libs/points/src/domain/reverse';
import { crossingsOf } from '../../../plugins/stamp-card/src/domain/crossings';
import { type CardChange, type ChangedOrder, settleMember } from '../../../plugins/stamp-card/src/domain/settle';
import type { HeldCardRow, ReadEntryRow } from '../../../plugins/stamp-card/src/data/stamp.statements';
import type { Unit } from '../unit';
import type { Book } from './book';

/** Stamps of the orders, and the points that full cards give, or gave. */
export function stamp(unit: Unit, changes: readonly OrderChange[], book: Book): void {
  const { tx, brand } = unit;
  const changed = new Map(changes.map(({ after, memberStatus }): [string, ChangedOrder] => [after.id, { order: after, tier: null, memberStatus }]));
  const entries = tx.rows('stamps').map((row): ReadEntryRow => ({ ...row, counts: null, source: null, external_id: null }));
  for (const [memberId, since] of sinceOf(changes)) {
    const own = entries.filter((entry) => entry.member_id === memberId && changed.has(entry.order_id)).map(({ placed_at }) => placed_at.getTime());
    const settlement = settleMember({
      memberId, programs: brand.programs, since: Math.min(since, ...own), changed, terms: brand, acts: [], dayOrders: [],
      entries: entries.filter((entry) => entry.member_id === memberId || changed.get(entry.order_id)?.order.memberId === memberId),
      cards: tx.rows('cards').map(({ held }) => held).filter((card) => card.member_id === memberId).sort((a, b) => a.number - b.number),
    });
    for (const entry of settlement.entries) tx.put('stamps', `${entry.program_id} ${entry.order_id}`, entry);
    moveCards(unit, settlement.cards, book);
  }
}

function sinceOf(changes: readonly OrderChange[]): Map<string, number> {
  const since = new Map<string, number>();
  for (const { before, after } of changes) {
    const at = Math.min(after.placedAt.getTime(), before?.placedAt.getTime() ?? Number.POSITIVE_INFINITY);
    for (const memberId of [before?.memberId, after.memberId]) if (memberId != null) since.set(memberId, Math.min(at, since.get(memberId) ?? at));
  }
  return since;
}

function moveCards(unit: Unit, changes: readonly CardChange[], book: Book): void {
  for (const change of changes) {
    const held = rowOf(change);
    unit.tx.put('cards', `${held.program_id} ${held.member_id} ${held.number}`, { programId: held.program_id, memberId: held.member_id, number: held.number, stamps: held.stamps, held });
  }
  const { due, lost } = crossingsOf(changes);
  for (const { change, reward, cause } of due) give(unit, book, change.memberId, cause.key, (reward.spec as { points: number }).points);
  for (const { cause } of lost) takeBack(unit, book, cause.key);
}

function rowOf({ program, memberId, number, before, after, mark }: CardChange): HeldCardRow {
  const names = { id: `${program.id} ${memberId} ${number}`, program_id: program.id, member_id: memberId, number, kept: [], nearly_full_at: null };
  if (!after) return { ...names, stamps: 0, opened_at: before?.opened_at ?? new Date(0), completed_at: null, version: null, slots: null, base: null, mark: null, mark_at: null };
  return {
    ...names, stamps: after.stamps, opened_at: new Date(after.openedAt), completed_at: after.completedAt === null ? null : new Date(after.completedAt),
    version: after.version, slots: after.slots, base: after.base, mark: mark?.state ?? null, mark_at: mark ? new Date(mark.at) : null,
  };
}

function give({ tx, brand, now, newId }: Unit, book: Book, memberId: string, key: string, points: number): void {
  if (tx.row('rewards', key)) return;
  const lotId = newId();
  const terms = lotTerms(now, { ...brand.settings.current, pendingDays: 0 }, brand);
  book.load({ light: [memberId] });
  book.take(earn(book.wallet(memberId), { lotId, orderId: null, points, terms, note: { at: now } }, now));
  tx.put('rewards', key, { memberId, lotId });
}

function takeBack({ tx, brand, now }: Unit, book: Book, key: string): void {
  const reward = tx.row('rewards', key);
  if (!reward) return;
  const { memberId, lotId } = reward;
  book.load({ whole: [memberId], lotIds: [lotId] });
  const wallet = book.wallet(memberId);
  const lot = wallet.lots.find(({ id }) => id === lotId);
  if (!lot) throw new Error('A reward without its lot');
  book.take(reverse(wallet, { lotId, points: lot.quantity - lot.reversed, onShortfall: brand.settings.current.onShortfall, note: { at: now } }, now));
  tx.put('rewards', key, null);
}

import { compareKeys } from '../../../libs/order/src/domain/order-key';
import type { OrderChange, OrderState } from '../../../libs/order/src/domain/order-state';
import { earn } from '../../../libs/points/src/domain/earn';
import { lotTerms } from '../../../libs/points/src/domain/lot-terms';
import { reverse } from '../../../libs/points/src/domain/reverse';
import { cardMoves, crossed } from '../../../plugins/stamp-card/src/domain/cards';
import type { Program } from '../../../plugins/stamp-card/src/domain/program';
import { type Delta, settle } from '../../../plugins/stamp-card/src/domain/settle';
import type { DayOrderRow } from '../../../plugins/stamp-card/src/data/stamp.statements';
import type { Unit } from '../unit';
import type { Book } from './book';

/** Stamps of the orders, and the points that full cards give, or gave. */
export function stamp(unit: Unit, changes: readonly OrderChange[], book: Book): void {
  const { tx, brand } = unit;
  const states = changes.flatMap(({ before, after }) => (before ? [before, after] : [after]));
  const days = new Set(states.flatMap((state) => (state.memberId === null ? [] : [`${state.memberId} ${state.businessDate}`])));
  const ids = new Set(changes.map(({ after }) => after.id));
  const dayOrders = countingOrders(unit).filter(({ member_id, business_date }) => days.has(`${member_id} ${business_date}`));
  const held = tx.rows('stamps').filter((row) => ids.has(row.order_id) || days.has(`${row.member_id} ${row.business_date}`));
  for (const program of brand.programs) {
    const { entries, deltas } = settle(program, { changes, dayOrders, held, currency: brand.currency });
    for (const entry of entries) tx.put('stamps', `${program.id} ${entry.order_id}`, entry);
    for (const delta of deltas) moveCards(unit, program, delta, book);
  }
}

/** The orders that count, the earliest first. */
const countingOrders = ({ tx }: Unit): DayOrderRow[] =>
  tx.rows('orders').flatMap(({ state }) => (state.counts ? [state] : [])).sort(byTime)
    .flatMap(({ id, memberId, businessDate, placedAt }) => (memberId === null ? [] : [{ order_id: id, member_id: memberId, business_date: businessDate, placed_at: placedAt }]));

const byTime = (a: OrderState, b: OrderState): number => a.placedAt.getTime() - b.placedAt.getTime() || compareKeys(a, b);

function moveCards(unit: Unit, program: Program, { memberId, stamps }: Delta, book: Book): void {
  const { tx } = unit;
  const cards = tx.rows('cards').filter((card) => card.programId === program.id && card.memberId === memberId);
  const total = cards.reduce((sum, card) => sum + card.stamps, 0);
  for (const move of cardMoves(program.slots, total, total + stamps)) {
    tx.put('cards', `${program.id} ${memberId} ${move.number}`, { programId: program.id, memberId, number: move.number, stamps: move.to });
    const { due, lost } = crossed(program, move);
    for (const { at, reward } of due) give(unit, book, memberId, `${program.id}/${memberId}/${move.number}/${at}`, (reward.spec as { points: number }).points);
    for (const { at } of lost) takeBack(unit, book, `${program.id}/${memberId}/${move.number}/${at}`);
  }
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

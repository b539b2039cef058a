import { remainingOf, sumOf } from '../../../libs/points/src/domain/wallet';
import type { Program } from '../../../plugins/stamp-card/src/domain/program';
import type { End } from '../invariants';

/** The stamps on cards are those that orders gave; a full card has given its reward, and no other has. */
export const stampProblems = (end: End): string[] => [
  ...end.brand.programs.flatMap((program) => end.store.rows('members').flatMap(({ id }) => cardProblems(end, program, id).map((problem) => `member ${id}, program ${program.id}: ${problem}`))),
  ...entryProblems(end),
];

function cardProblems({ store }: End, program: Program, memberId: string): string[] {
  const cards = store.rows('cards').filter((card) => card.programId === program.id && card.memberId === memberId).sort((a, b) => a.number - b.number);
  const entries = store.rows('stamps').filter((entry) => entry.program_id === program.id && entry.member_id === memberId);
  const [onCards, byOrders] = [sumOf(cards, ({ stamps }) => stamps), sumOf(entries, (entry) => entry.amount_stamps + entry.visit_stamps)];
  const wrong = cards.filter(({ number, stamps }) => stamps !== Math.max(0, Math.min(program.slots, onCards - (number - 1) * program.slots)));
  const rewards = cards.filter(({ number, stamps }) => (stamps === program.slots) !== (store.row('rewards', `${program.id}/${memberId}/${number}/${program.slots}`) !== undefined));
  return [
    ...(onCards === byOrders ? [] : [`${onCards} stamps on cards, ${byOrders} by orders`]),
    ...wrong.map(({ number, stamps }) => `card ${number} has ${stamps} of ${onCards} stamps`),
    ...rewards.map(({ number }) => `card ${number} and its reward do not agree`),
  ];
}

function entryProblems({ store }: End): string[] {
  const orders = new Map(store.rows('orders').map(({ state }) => [state.id, state]));
  const visits = new Set<string>();
  const strange = store.rows('stamps').filter((entry) => entry.amount_stamps + entry.visit_stamps > 0).flatMap((entry) => {
    const order = orders.get(entry.order_id);
    const day = `${entry.program_id} ${entry.member_id} ${entry.business_date}`;
    const again = entry.visit_stamps > 0 && visits.has(day);
    if (entry.visit_stamps > 0) visits.add(day);
    return [...(order?.counts && order.memberId === entry.member_id ? [] : [`stamps of order ${entry.order_id} are nobody's`]), ...(again ? [`two visits: ${day}`] : [])];
  });
  const kept = store.rows('rewards').filter(({ lotId }) => {
    const lot = store.row('lots', lotId)?.lot;
    return !lot || lot.quantity === lot.reversed || remainingOf(lot) > lot.quantity;
  });
  return [...strange, ...kept.map(({ lotId }) => `a reward is given, and its lot ${lotId} gives nothing`)];
}

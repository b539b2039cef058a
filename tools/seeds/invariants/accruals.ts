import { sumOf } from '../../../libs/points/src/domain/wallet';
import type { End } from '../invariants';

/** Every order gives its member what its accrual says, and nobody else anything; a day's visit is given once. */
export function accrualProblems({ store }: End): string[] {
  const orders = new Map(store.rows('orders').map(({ state }) => [state.id, state]));
  const lots = store.rows('lots').filter(({ lot }) => lot.orderId !== null);
  const unknown = lots.filter(({ lot }) => !store.row('accruals', lot.orderId ?? '')).map(({ lot }) => `lot ${lot.id} is of no order's accrual`);
  const visits = new Set<string>();
  return [...unknown, ...store.rows('accruals').flatMap((accrual) => {
    const order = orders.get(accrual.order_id);
    const given = lots.filter(({ lot }) => lot.orderId === accrual.order_id);
    const own = sumOf(given.filter(({ memberId }) => memberId === accrual.member_id), ({ lot }) => lot.quantity - lot.reversed);
    const others = sumOf(given.filter(({ memberId }) => memberId !== accrual.member_id), ({ lot }) => lot.quantity - lot.reversed);
    const days = accrual.explanation.rules.filter(({ kind, matched }) => kind === 'PER_VISIT' && matched && accrual.member_id !== null).map(({ rule }) => `${accrual.member_id} ${accrual.business_date} ${rule}`);
    const twice = days.filter((day) => visits.has(day));
    for (const day of days) visits.add(day);
    return [
      ...(own === accrual.points && others === 0 ? [] : [`gives ${accrual.points} by its accrual, ${own} by its lot, ${others} to others`]),
      ...(accrual.explanation.points === accrual.points ? [] : [`explains ${accrual.explanation.points} of ${accrual.points}`]),
      ...(order && order.memberId === accrual.member_id ? [] : ['is not of the member it gives points to']),
      ...(accrual.points > 0 && !order?.counts ? ['gives points and does not count'] : []),
      ...twice.map((day) => `has a visit that another has: ${day}`),
    ].map((problem) => `order ${accrual.order_id}: ${problem}`);
  })];
}

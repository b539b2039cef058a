import type { OrderChange } from '../../../libs/order/src/domain/order-state';
import { activityAfter, membersOf } from '../../../libs/points/src/domain/accrue';
import { keepAlive } from '../../../libs/points/src/domain/activity';
import type { FactorExplanation, OrderExplanation } from '../../../libs/points/src/domain/explanation';
import { newPin } from '../../../libs/points/src/domain/pins';
import { planAccruals, type PlannedAccrual } from '../../../libs/points/src/domain/plan-accruals';
import { membersToComplete, postAccruals } from '../../../libs/points/src/domain/post-accruals';
import type { Rows } from '../tables';
import type { Unit } from '../unit';
import { knownActivity } from './activity';
import { Book } from './book';

/** What the orders give; the book is left to be written, for their stamps may give more. */
export function accrue(unit: Unit, changes: readonly OrderChange[], factors: ReadonlyMap<string, FactorExplanation>): Book {
  const { tx, brand, now } = unit;
  const orderIds = changes.map(({ after }) => after.id);
  const rows = new Map(orderIds.flatMap((id) => {
    const row = tx.row('accruals', id);
    return row ? [[id, row]] : [];
  }));
  const siblings = brand.rules.hasVisits ? ordersOfTheDays(unit, changes) : [];
  const book = new Book(unit);
  const known = changes.filter(({ isFirst }) => !isFirst);
  book.load({ whole: membersOf(known), light: [...membersOf(changes), ...siblings.flatMap(({ member_id }) => member_id ?? [])], orderIds: [...orderIds, ...siblings.map(({ order_id }) => order_id)] });
  const activity = knownActivity(unit, book, membersOf(changes));
  const plans = planAccruals({
    changes, rows, rules: brand.rules, settings: brand.settings, calendar: brand, now,
    siblings: siblings.map((row) => ({ ...row, explanation: row.explanation as never })),
    pinFor: ({ after, memberStatus }) => newPin(now, memberStatus, [factors.get(after.id) ?? []].flat()),
  });
  book.load({ whole: membersToComplete(book, plans) });
  const written = postAccruals({ now, brand }, book, plans, brand.settings.current.onShortfall);
  if (activity) keepAlive({ now, brand }, book, membersOf(changes), activityAfter(activity, plans), now);
  const planned = new Map(plans.map((plan) => [plan.orderId, plan]));
  for (const row of written) {
    const { explanation: _, explained_by: __, ...accrual } = row;
    tx.put('accruals', row.order_id, { ...accrual, explanation: explanationOf(planned.get(row.order_id)) });
  }
  return book;
}

function explanationOf(plan: PlannedAccrual | undefined): OrderExplanation {
  if (!plan) throw new Error('An accrual that nobody planned');
  return plan.explanation;
}

/** Orders that a visit rule fits, of the days these orders are or were of. */
function ordersOfTheDays({ tx }: Unit, changes: readonly OrderChange[]): readonly Rows['accruals'][] {
  const days = new Set(changes.flatMap(({ before, after }) => [before, after].flatMap((state) => (state?.memberId ? [`${state.memberId} ${state.businessDate}`] : []))));
  return tx.rows('accruals').filter(({ member_id, business_date, visits }) => visits !== null && days.has(`${member_id ?? ''} ${business_date}`));
}

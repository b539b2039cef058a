import { businessDateOf } from '@regulars/plugin-sdk';
import { type Activity, keepAlive } from '../../../libs/points/src/domain/activity';
import { PointsEntryKind } from '../../../libs/points/src/domain/enums';
import type { Unit } from '../unit';
import type { Book } from './book';

/** What keeps points alive of these members, by what is written; null where the brand has no such points. */
export function knownActivity({ tx, brand }: Unit, book: Book, memberIds: readonly string[]): readonly Activity[] | null {
  if (!brand.settings.usesActivity) return null;
  const members = new Set(memberIds);
  book.add(({ memberId, lot }) => members.has(memberId) && lot.inactivityMonths !== null && lot.quantity > lot.reversed + lot.spent);
  const orders = tx.rows('accruals').flatMap(({ member_id, order_id, points, business_date }): Activity[] =>
    (member_id !== null && members.has(member_id) && points > 0 ? [{ memberId: member_id, orderId: order_id, on: business_date }] : []));
  const acts = tx.rows('entries').filter(({ memberId, kind, orderId }) =>
    members.has(memberId) && (kind === PointsEntryKind.BURN || (kind === PointsEntryKind.EARN && orderId === null)));
  return [...orders, ...acts.map(({ memberId, at }) => ({ memberId, orderId: null, on: businessDateOf(at, brand) }))];
}

/** Writes what the commands on the wallets came to, and what activity makes of it. */
export function finish({ brand, now }: Unit, book: Book, memberIds: readonly string[], activity: readonly Activity[] | null): void {
  if (activity) keepAlive({ brand, now }, book, memberIds, activity, now);
  book.write();
}

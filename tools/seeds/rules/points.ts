import { addDays, businessDateOf, divideFloor } from '@regulars/plugin-sdk';
import type { Activity } from '../../../libs/points/src/domain/activity';
import { burn } from '../../../libs/points/src/domain/burn';
import { earn } from '../../../libs/points/src/domain/earn';
import { PointsEntryKind } from '../../../libs/points/src/domain/enums';
import { endOfDay, lotTerms } from '../../../libs/points/src/domain/lot-terms';
import { expireDue } from '../../../libs/points/src/domain/posting';
import { outstanding, restore } from '../../../libs/points/src/domain/restore';
import { reverse } from '../../../libs/points/src/domain/reverse';
import { balanceOf, isDue, remainingOf } from '../../../libs/points/src/domain/wallet';
import type { Unit } from '../unit';
import { finish, knownActivity } from './activity';
import { Book } from './book';

const REFUSED = 'REFUSED';

const withNow = ({ brand, now }: Unit, activity: readonly Activity[] | null, memberId: string): readonly Activity[] | null =>
  activity && [...activity, { memberId, orderId: null, on: businessDateOf(now, brand) }];

/** Answers the id of the lot. */
export function grantPoints(unit: Unit, memberId: string, points: number): string {
  const { brand, now, newId } = unit;
  const book = new Book(unit);
  book.load({ light: [memberId] });
  const activity = withNow(unit, knownActivity(unit, book, [memberId]), memberId);
  const lotId = newId();
  const terms = lotTerms(now, { ...brand.settings.current, pendingDays: 0 }, brand);
  book.take(earn(book.wallet(memberId), { lotId, orderId: null, points, terms, note: { at: now } }, now));
  finish(unit, book, [memberId], activity);
  return lotId;
}

/** Takes back so much of a grant that in all the portion of it is taken back. */
export function revokePoints(unit: Unit, memberId: string, lotId: string, portionBp: number): string {
  const { brand, now } = unit;
  const book = new Book(unit);
  book.load({ whole: [memberId], lotIds: [lotId] });
  const lot = book.wallet(memberId).lots.find(({ id }) => id === lotId);
  const points = lot ? Number(divideFloor(BigInt(lot.quantity) * BigInt(portionBp), 10_000n)) - lot.reversed : 0;
  if (points <= 0) return REFUSED;
  book.take(reverse(book.wallet(memberId), { lotId, points, onShortfall: brand.settings.current.onShortfall, note: { at: now } }, now));
  book.write();
  return `${points} taken back`;
}

/** Takes so many, or all there are (null). Answers the id of the entry. */
export function burnPoints(unit: Unit, memberId: string, wanted: number | null): string {
  const { tx, now } = unit;
  if (tx.row('members', memberId)?.status !== 'ACTIVE') return REFUSED;
  const book = new Book(unit);
  book.load({ whole: [memberId] });
  const activity = withNow(unit, knownActivity(unit, book, [memberId]), memberId);
  const points = wanted ?? balanceOf(book.wallet(memberId), now);
  if (points < 1) return REFUSED;
  const posting = burn(book.wallet(memberId), { points, note: { at: now } }, now);
  if (!posting) return REFUSED;
  const entry = book.take(posting).find(({ kind }) => kind === PointsEntryKind.BURN);
  finish(unit, book, [memberId], activity);
  return entry?.id ?? REFUSED;
}

/** Undoes a burn, by the id of its entry. */
export function restorePoints(unit: Unit, burnId: string): string {
  const { tx, brand, now } = unit;
  const burned = tx.row('entries', burnId);
  if (!burned) return REFUSED;
  const restored = tx.rows('entries').filter(({ restoresId }) => restoresId === burnId).flatMap(({ allocations }) => allocations);
  const allocations = outstanding(burned.allocations, restored);
  const book = new Book(unit);
  book.load({ whole: [burned.memberId], lotIds: allocations.map(([lotId]) => lotId) });
  const { onBurnRefund: policy, restoreGraceDays } = brand.settings.current;
  const expiresOn = addDays(businessDateOf(now, brand), restoreGraceDays);
  const posting = restore(book.wallet(burned.memberId), { allocations, policy, grace: { expiresOn, expiresAt: endOfDay(expiresOn, brand) }, note: { at: now, restoresId: burnId } }, now);
  if (!posting) return REFUSED;
  book.take(posting);
  book.write();
  return 'RESTORED';
}

/** Posts every expiry that is due, as the job does. */
export function expirePoints(unit: Unit): string {
  const { tx, now } = unit;
  const due = [...new Set(tx.rows('lots').filter(({ lot }) => lot.claimLimit === null && isDue(lot, now) && remainingOf(lot) > 0).map(({ memberId }) => memberId))].sort();
  const book = new Book(unit);
  book.load({ light: due });
  for (const memberId of due) book.take(expireDue(book.wallet(memberId), now));
  book.write();
  return `${due.length} expired`;
}

import { compareKeys, compareTexts } from './order-key';
import type { OrderChange } from './order-state';
import type { SettledOrder } from './settle-batch';

/** A settled batch as reactions get it: member by member, each one's orders by time. `statuses` by member. */
export const changesOf = (changes: readonly SettledOrder[], statuses: ReadonlyMap<string, string>): readonly OrderChange[] =>
  changes.map((change) => changeOf(change, statuses)).sort(byMemberAndTime);

const changeOf = ({ before, after }: SettledOrder, statuses: ReadonlyMap<string, string>): OrderChange => ({
  before: before?.state ?? null,
  after,
  isFirst: before === null,
  memberStatus: after.memberId === null ? null : (statuses.get(after.memberId) ?? null),
});

function byMemberAndTime({ after: a }: OrderChange, { after: b }: OrderChange): number {
  return compareTexts(a.memberId ?? '', b.memberId ?? '') || a.placedAt.getTime() - b.placedAt.getTime() || compareKeys(a, b);
}

import { compareTexts } from '../../../libs/order/src/domain/order-key';
import type { OrderChange } from '../../../libs/order/src/domain/order-state';
import type { FactorExplanation } from '../../../libs/points/src/domain/explanation';
import { standingAt } from '../../../libs/tier/src/domain/judged-member';
import { changedFrom, netBeforeRefunds } from '../../../libs/tier/src/domain/judging/changed-from';
import { compile } from '../../../libs/tier/src/domain/judging/compiled';
import { dayOfDate, daysOf } from '../../../libs/tier/src/domain/judging/days';
import { type Entry, orderEntry } from '../../../libs/tier/src/domain/judging/entries';
import { type Case, type Judgement, judge } from '../../../libs/tier/src/domain/judging/fold';
import { baseTier, TierApplication, tierOfCode } from '../../../libs/tier/src/domain/program';
import { baseStanding } from '../../../libs/tier/src/domain/standing';
import { TierState } from '../../../libs/tier/src/domain/tier-state';
import type { Unit } from '../unit';

/** Brings members to the tiers that follow from their orders; answers what an order's tier multiplies its points by. */
export function judgeOrders(unit: Unit, changes: readonly OrderChange[]): ReadonlyMap<string, FactorExplanation> {
  const { tiers } = unit.brand;
  const judged = new Map([...changedFrom(changes, compile(tiers).forgetful)].map(([memberId, at]) => [memberId, judgeFrom(unit, memberId, at)]));
  return new Map(changes.flatMap(({ after }): [string, FactorExplanation][] => {
    const member = after.memberId === null ? undefined : judged.get(after.memberId);
    if (!member) return [];
    const { tier } = standingAt(member, after.placedAt.getTime(), tiers.applyTo === TierApplication.SAME_ORDER);
    const { code, name, multiplierBp } = tierOfCode(tiers, tier) ?? baseTier(tiers);
    return [[after.id, { source: 'tier', code, label: name, multiplierBp }]];
  }));
}

/** Members whose time has come. */
export const dueMembers = ({ tx, now }: Unit): readonly string[] =>
  tx.rows('standings').filter(({ nextAt }) => nextAt !== null && nextAt <= now.getTime()).map(({ memberId }) => memberId).sort();

export function judgeDue(unit: Unit): string {
  const due = dueMembers(unit);
  for (const memberId of due) judgeFrom(unit, memberId, Infinity);
  return `${due.length} judged`;
}

/** The case of a member from an instant on, or from the judgement that was due before it. */
export function caseOf({ tx, brand, now }: Unit, memberId: string, changedAt: number): Case {
  const joinedAt = tx.row('members', memberId)?.joinedAt ?? 0;
  const { standings = [], nextAt = null } = tx.row('standings', memberId) ?? {};
  const begins = Math.max(joinedAt, brand.tiersFrom);
  const from = Math.max(Math.min(changedAt, nextAt ?? Infinity), begins);
  const entries = entriesOf(tx.rows('orders').flatMap(({ state }) => (state.memberId === memberId ? [state] : [])));
  return {
    compiled: compile(brand.tiers), days: daysOf(brand), from, entries, acts: [], adopts: false,
    start: standings.filter((standing) => standing.from < from).at(-1) ?? baseStanding(baseTier(brand.tiers).code, TierState.CURRENT, joinedAt),
    opens: from !== begins ? null : begins > joinedAt ? 'PROGRAM' : 'JOIN',
    until: Math.max(now.getTime(), entries.at(-1)?.at ?? -Infinity),
  };
}

function judgeFrom(unit: Unit, memberId: string, changedAt: number): { readonly case: { readonly given: Case }; readonly judgement: Judgement } {
  const given = caseOf(unit, memberId, changedAt);
  const judgement = judge(given);
  const earlier = (unit.tx.row('standings', memberId)?.standings ?? []).filter(({ from }) => from < given.from);
  unit.tx.put('standings', memberId, { memberId, standings: [...earlier, ...judgement.standings], nextAt: judgement.nextAt });
  return { case: { given }, judgement };
}

const entriesOf = (orders: readonly OrderChange['after'][]): Entry[] =>
  orders
    .map((order) => orderEntry({
      id: order.id, at: order.placedAt.getTime(), day: dayOfDate(order.businessDate), points: 0n,
      firstNet: netBeforeRefunds(order), net: order.counts ? order.net : 0n, laterAt: order.updatedAt.getTime(),
    }))
    .sort((a, b) => a.at - b.at || compareTexts(a.orderId ?? '', b.orderId ?? ''));

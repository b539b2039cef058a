import type { Calendar, JsonObject } from '@regulars/plugin-sdk';
import type { WrittenAccrual } from '../data/accrual.statements';
import { earn } from './earn';
import { PointsEntryKind, type PointsShortfall } from './enums';
import type { PostedEntry } from './ledger-rows';
import { type Life, lifeOf, notBefore, termsWithin } from './lot-terms';
import type { PlannedAccrual } from './plan-accruals';
import type { Note } from './posting';
import { reschedule } from './reschedule';
import { isBorneByLot, reverse } from './reverse';
import type { Lot, LotTerms } from './wallet';
import type { WalletBook } from './wallet-book';

/** What a lot is to give less of. */
const surplusOf = (lot: Lot, memberId: string, plan: PlannedAccrual): number => lot.quantity - lot.reversed - (plan.memberId === memberId ? plan.points : 0);

/** Members of whom points are to be taken back that their own lot does not bear, while not all of their lots are loaded. */
export function membersToComplete(ledger: WalletBook, plans: readonly PlannedAccrual[]): string[] {
  const lots = ledger.lotsByOrder(plans.map(({ orderId }) => orderId));
  const incomplete = new Set<string>();
  for (const plan of plans) {
    for (const { memberId, lot } of lots.get(plan.orderId) ?? []) {
      if (!ledger.wallet(memberId).isWhole && !isBorneByLot(lot, surplusOf(lot, memberId, plan))) incomplete.add(memberId);
    }
  }
  return [...incomplete];
}

/** What of a unit of work posting looks at. */
export interface Moment {
  readonly now: Date;
  readonly brand: Calendar;
}

/** What posting needs besides the ledger. */
interface Posting {
  readonly ctx: Moment;
  readonly ledger: WalletBook;
  readonly onShortfall: PointsShortfall;
  readonly termsOf: (plan: PlannedAccrual) => LotTerms;
}

/** Posts the difference between what orders gave and what they are to give; answers the rows that say so. */
export function postAccruals(ctx: Moment, ledger: WalletBook, plans: readonly PlannedAccrual[], onShortfall: PointsShortfall): readonly WrittenAccrual[] {
  const posting = { ctx, ledger, onShortfall, termsOf: termsByDay(ctx) };
  const lots = ledger.lotsByOrder(plans.map(({ orderId }) => orderId));
  return plans.map((plan) => {
    const own = lots.get(plan.orderId) ?? [];
    for (const { memberId, lot } of own) if (memberId !== plan.memberId) takeFromFormer(posting, plan, memberId, lot);
    const entry = plan.memberId === null ? undefined : settle(posting, plan, plan.memberId, own.find(({ memberId }) => memberId === plan.memberId)?.lot);
    return rowOf(plan, entry);
  });
}

/** The orders of a day share their dates. */
function termsByDay(ctx: Moment): Posting['termsOf'] {
  const lives = new Map<string, Life>();
  return ({ placedAt, businessDate, settings }) => {
    const key = `${businessDate} ${settings.version}`;
    let life = lives.get(key);
    if (!life) lives.set(key, (life = lifeOf(businessDate, settings, ctx.brand)));
    return termsWithin(placedAt, life);
  };
}

function takeFromFormer({ ctx, ledger, onShortfall }: Posting, plan: PlannedAccrual, memberId: string, lot: Lot): void {
  const points = surplusOf(lot, memberId, plan);
  if (points <= 0) return;
  const note = { at: plan.at, orderId: plan.orderId, explanation: { before: points, after: 0, onShortfall, reason: 'MEMBER_CHANGED' } };
  ledger.take(reverse(ledger.wallet(memberId), { lotId: lot.id, points, onShortfall, note }, ctx.now));
}

/** Brings the member's lot of the order to what it is to give; answers the entry that explains it, when one was posted. */
function settle({ ctx, ledger, onShortfall, termsOf }: Posting, plan: PlannedAccrual, memberId: string, lot: Lot | undefined): PostedEntry | undefined {
  if (lot && plan.isMoved) {
    const moved = notBefore({ ...termsOf(plan), keptUntil: lot.keptUntil }, ctx.brand);
    ledger.take(reschedule(ledger.wallet(memberId), { lotId: lot.id, terms: moved, note: { at: plan.at, orderId: plan.orderId } }, ctx.now));
  }
  const before = lot ? lot.quantity - lot.reversed : 0;
  const points = plan.points - before;
  if (points === 0) return undefined;
  const note = noteOf(plan, { before, after: plan.points, ...(points < 0 ? { onShortfall } : {}) });
  const wallet = ledger.wallet(memberId);
  const posted = points > 0
    ? earn(wallet, { lotId: lot?.id ?? ledger.newId(), orderId: plan.orderId, points, terms: termsOf(plan), note }, ctx.now)
    : reverse(wallet, { lotId: lot?.id as string, points: -points, onShortfall, note }, ctx.now);
  const kind = points > 0 ? PointsEntryKind.EARN : PointsEntryKind.REVERSE_EARN;
  return ledger.take(posted).find((entry) => entry.kind === kind && entry.orderId === plan.orderId);
}

const noteOf = (plan: PlannedAccrual, change: JsonObject): Note => ({ at: plan.at, orderId: plan.orderId, explanation: { ...(plan.explanation as unknown as JsonObject), ...change } });

const rowOf = (plan: PlannedAccrual, entry: PostedEntry | undefined): WrittenAccrual => ({
  order_id: plan.orderId,
  member_id: plan.memberId,
  source: plan.source,
  external_id: plan.externalId,
  placed_at: plan.placedAt,
  business_date: plan.businessDate,
  points: plan.points,
  points_without_visits: plan.withoutVisits,
  visits: plan.visits,
  pins: plan.pins,
  // One copy is enough: the entry keeps it for ever.
  explanation: entry ? null : plan.explanation,
  explained_by: entry?.id ?? null,
});

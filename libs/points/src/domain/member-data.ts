import type { MemberDataOwner, MergedPair, MergeRemainder } from '@regulars/member/contract';
import type { Context, JsonObject } from '@regulars/plugin-sdk';
import { deleteGrantRequests, grantRequestsOf, moveGrantRequests, returnGrantRequests } from '../data/grant-request.statements';
import {
  allLotsOf, attachLots, deleteNotices, type DetachedLot, detachEmptyLots, lotsToMove, lotsToReturn, memberExport, type MergedLot, moveAccruals, moveHolds, moveLots,
  type MovedNotice, moveNotices, returnAccruals, returnHolds, returnLots, returnNotices,
} from '../data/member-data.statements';
import { requestReasons } from './grant-requests';
import { readReasons } from './entry-reasons';
import { leave, Ledger } from './ledger';
import { mergeWallets } from './merge-wallets';
import { splitWallets } from './split-wallets';
import { type Lot, sumOf } from './wallet';

/** What undoing takes: the loser's lots as they were, and what else does not show who brought it. */
interface Journal {
  readonly lifetimeEarned: number;
  readonly lots: readonly MergedLot[];
  readonly detached: readonly DetachedLot[];
  /** Orders whose pins the merge made the survivor's, too. */
  readonly pinned: readonly string[];
  readonly notices: readonly MovedNotice[];
  /** Left out by versions that knew none. */
  readonly holds?: readonly string[];
  /** What waits for a second person; journals of earlier versions have none. */
  readonly requests?: readonly string[];
}

/** What becomes of a member's points. */
export const pointsMemberData: MemberDataOwner = {
  module: 'points',
  merge: mergeMembers,
  unmerge: unmergeMembers,
  export: exportPoints,
  // The ledger is the brand's books: it stays, and says of nobody whose it was.
  erase: async (ctx, memberId) => void (await Promise.all([ctx.sql(deleteNotices(memberId)), ctx.sql(deleteGrantRequests(memberId))])),
};

async function exportPoints(ctx: Context, memberId: string): Promise<JsonObject> {
  const [[row], requests] = await Promise.all([ctx.sql(memberExport(memberId)), ctx.sql(grantRequestsOf(memberId))]);
  if (!row) return {};
  const { entries, ...document } = row.document;
  const sealed = entries.map(({ id, reason, sealed: hex }) => ({ id, member_id: memberId, reason, reason_sealed: hex === null ? null : Buffer.from(hex, 'hex'), member_key: null }));
  const reasons = await readReasons(ctx, sealed);
  const asked = await requestReasons(ctx, requests);
  return {
    ...document, entries: entries.map(({ id: _id, sealed: _sealed, ...entry }, place) => ({ ...entry, reason: reasons[place] ?? null })),
    requests: requests.map(({ points, state, requested_at: at }, place) => ({ points, state, requestedAt: at.toISOString(), reason: asked[place] ?? null })),
  };
}

async function mergeMembers(ctx: Context, { survivorId, loserId }: MergedPair): Promise<JsonObject> {
  const ledger = await Ledger.of(ctx);
  const [lots] = await Promise.all([ctx.sql(lotsToMove(loserId)), ledger.load(ctx, { whole: [survivorId, loserId] })]);
  const note = { at: ctx.now, explanation: { reason: 'MERGE' } };
  const { lifetimeEarned } = ledger.wallet(loserId);
  const { survivor, loser } = mergeWallets(ledger.wallet(survivorId), ledger.wallet(loserId), note, ctx.now);
  ledger.take(survivor);
  ledger.take(loser);
  ledger.send(ctx);
  const [detached, pinned, notices, holds, requests] = await Promise.all([
    ctx.sql(detachEmptyLots(survivorId, loserId)), ctx.sql(moveAccruals(survivorId, loserId)), ctx.sql(moveNotices(survivorId, loserId)), ctx.sql(moveHolds(survivorId, loserId)),
    ctx.sql(moveGrantRequests(survivorId, loserId)), ctx.sql(moveLots(survivorId, loserId)),
  ]);
  const journal: Journal = { lifetimeEarned, lots, detached, pinned: pinned.map((row) => row.order_id), notices, holds: holds.map(({ id }) => id), requests: requests.map(({ id }) => id) };
  return journal as unknown as JsonObject;
}

async function unmergeMembers(ctx: Context, { survivorId, loserId }: MergedPair, written: JsonObject): Promise<readonly MergeRemainder[]> {
  const journal = written as unknown as Journal;
  const ledger = await Ledger.of(ctx);
  const [rows, returning] = await Promise.all([
    ctx.sql(allLotsOf(survivorId)), ctx.sql(lotsToReturn(survivorId, loserId, journal.lots.map(({ id }) => id))), ledger.load(ctx, { whole: [survivorId, loserId] }),
  ]);
  ledger.add(rows);
  const going = new Set(returning.map(({ id }) => id));
  const wallet = ledger.wallet(survivorId);
  const lots = wallet.lots.filter(({ id }) => going.has(id));
  const note = { at: ctx.now, explanation: { reason: 'UNMERGE' } };
  const { stays, goes } = splitWallets(wallet, ledger.wallet(loserId), { going, lifetimeEarned: lifetimeOf(journal, lots) }, note, ctx.now);
  ledger.take(stays);
  ledger.take(goes);
  ledger.send(ctx);
  leave(ctx.sql(returnLots(loserId, [...going])));
  leave(ctx.sql(attachLots(JSON.stringify(journal.detached))));
  leave(ctx.sql(returnAccruals(survivorId, loserId, journal.pinned)));
  leave(ctx.sql(returnHolds(loserId, journal.holds ?? [])));
  leave(ctx.sql(returnNotices(survivorId, loserId, JSON.stringify(journal.notices))));
  leave(ctx.sql(returnGrantRequests(loserId, journal.requests ?? [])));
  const spentBefore = new Map(journal.lots.map(({ id, spent }) => [id, spent]));
  return [{ what: 'POINTS_SPENT_SINCE', count: sumOf(lots, (lot) => Math.max(0, lot.spent - (spentBefore.get(lot.id) ?? 0))) }];
}

/** What the loser had earned, with what its lots have been given and lost since. */
function lifetimeOf(journal: Journal, lots: readonly Lot[]): number {
  return journal.lifetimeEarned - sumOf(journal.lots, ({ given }) => given) + sumOf(lots, (lot) => lot.quantity - lot.reversed);
}

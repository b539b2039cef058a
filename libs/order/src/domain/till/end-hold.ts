import { type Context, NotFoundError, publicId, reject, seesStore } from '@regulars/plugin-sdk';
import { closeTillHolds, lockHoldersOf, lockTillHolds, type TillHoldRow } from '../../data/till-hold.statements';
import { TillHoldState } from '../../enums';
import { TillHoldClosedError } from '../../till-errors';
import type { OrderDraft } from '../order-draft';
import { TillOffers, TillPayment } from './extension-points';
import { openUses } from './held-uses';
import { recordSale, type SaleRef } from './record-sale';
import type { Sale, SourcedUse } from './sale';

/** How a hold stands: it ends at its instant, whether or not anybody has come by to write that down. */
export const stateOf = ({ state, expires_at }: Pick<TillHoldRow, 'state' | 'expires_at'>, now: Date): TillHoldState =>
  state === TillHoldState.OPEN && expires_at <= now ? TillHoldState.EXPIRED : state;

/** Locks these holds and whom they are of. */
export async function lockHolds(ctx: Context, holdIds: readonly string[]): Promise<readonly TillHoldRow[]> {
  const [holders, holds] = await Promise.all([ctx.sql(lockHoldersOf(holdIds)), ctx.sql(lockTillHolds(holdIds))]);
  const locked = new Set(holders.map(({ member_id }) => member_id));
  if (holds.some(({ member_id }) => member_id !== null && !locked.has(member_id))) ctx.restart('a hold changed its member meanwhile');
  return holds;
}

/** Rejects unless the hold is open. */
async function openHold(ctx: Context, holdId: string | null, publicHoldId: string): Promise<TillHoldRow> {
  const [hold] = holdId === null ? [] : await lockHolds(ctx, [holdId]);
  if (!hold || !seesStore(ctx, hold.store_id)) return reject(new NotFoundError({ en: 'There is no such hold.', 'zh-TW': '查無此保留。' }, 'holdId', publicHoldId));
  const state = stateOf(hold, ctx.now);
  return state === TillHoldState.OPEN ? hold : reject(new TillHoldClosedError(state, 'holdId'));
}

/** The order of a hold: what was held is used, as it was promised. */
export async function captureHold(ctx: Context, holdId: string | null, publicHoldId: string, draft: OrderDraft): Promise<SaleRef> {
  const hold = await openHold(ctx, holdId, publicHoldId);
  const done = await recordSale(ctx, {
    draft, path: ['order'], memberId: hold.member_id, basketHash: hold.basket_hash, holdId: hold.id, price: (_, paid) => Promise.resolve(heldSale(hold, openUses(ctx, hold), paid)),
  });
  void ctx.sql(closeTillHolds([hold.id], TillHoldState.CAPTURED, done.orderId));
  return done;
}

export async function releaseHold(ctx: Context, holdId: string | null, publicHoldId: string): Promise<string> {
  const hold = await openHold(ctx, holdId, publicHoldId);
  if (hold.member_id !== null) ctx.about(publicId('mbr', hold.member_id));
  await giveBack(ctx, [hold], TillHoldState.RELEASED);
  return hold.id;
}

/** Closes holds that are locked, and gives back what they keep. */
export async function giveBack(ctx: Context, holds: readonly TillHoldRow[], state: TillHoldState.RELEASED | TillHoldState.EXPIRED): Promise<void> {
  void ctx.sql(closeTillHolds(holds.map(({ id }) => id), state, null));
  const kept = holds.map((hold) => ({ holdId: hold.id, uses: openUses(ctx, hold) }));
  const ofSource = (kind: string) => kept.map(({ holdId, uses }) => ({ holdId, codes: uses.filter((use) => use.kind === kind).map(({ code }) => code) })).filter(({ codes }) => codes.length > 0);
  const withPoints = holds.flatMap(({ id, member_id, points }) => (points > 0 && member_id !== null ? [{ holdId: id, memberId: member_id }] : []));
  const [payment] = ctx.extensions(TillPayment);
  await Promise.all([
    withPoints.length > 0 ? payment?.release(ctx, withPoints) : undefined,
    ...ctx.extensions(TillOffers).map((source) => {
      const own = ofSource(source.kind);
      return own.length > 0 ? source.release(ctx, own) : undefined;
    }),
  ]);
}

/** What the hold promised. */
function heldSale({ points, points_by_line, points_worth, discount, payable }: TillHoldRow, uses: readonly SourcedUse[], paid: bigint): Sale {
  const discounts = new Map<number, bigint>();
  for (const use of uses) for (const [number, minor] of use.discounts) discounts.set(number, (discounts.get(number) ?? 0n) + minor);
  return { uses, discounts, discount, points, pointsByLine: new Map(points_by_line), worth: points_worth, payable: payable - paid };
}

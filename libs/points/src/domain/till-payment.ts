import { Members } from '@regulars/member/contract';
import type { TillBurn, TillPaymentSource, TillPointsHold } from '@regulars/order/contract';
import { businessDateOf, type Context, InvalidInputError, type JsonObject, reject } from '@regulars/plugin-sdk';
import { endHolds, insertHold } from '../data/hold.statements';
import { InsufficientPointsError } from '../errors';
import { keepAlive, readActivity } from './activity';
import { burn, capture, hold, release } from './burn';
import { leave, Ledger } from './ledger';
import { burnRefusal, refuseBurn } from './may-burn';
import { Points } from './points';
import type { Note } from './posting';
import { settingsHistory } from './read-settings';
import { say } from './texts';
import { tillTerms } from './till-terms';
import { type Hold, type Posting, spendableOf, type Wallet } from './wallet';

/** How points pay at the till. Whoever calls holds the member's lock, but for the terms. */
export const tillPayment: TillPaymentSource = {
  terms: async (ctx, memberId) => {
    const [{ current }, standings, balances] = await Promise.all([settingsHistory(ctx), ctx.use(Members).standings([memberId]), ctx.use(Points).balances([memberId])]);
    return tillTerms(current, burnRefusal(standings.get(memberId), current, ctx.now) === null ? (balances.get(memberId) ?? 0) : 0);
  },
  burn: async (ctx, paid) => {
    // Read at once with the wallet: each wait would be another one of the till's.
    const allowed = refuseSpending(ctx, paid);
    await inWallet(ctx, paid, allowed, (wallet) => burn(wallet, { points: paid.points, note: noteOf(ctx, paid) }, ctx.now) ?? tooFew(wallet, paid.points, ctx.now));
  },
  hold: holdPoints,
  capture: captureHeld,
  release: releaseHolds,
};

async function holdPoints(ctx: Context, { holdId: id, memberId, points, expiresAt }: TillPointsHold): Promise<void> {
  await refuseSpending(ctx, { memberId, points });
  const ledger = await Ledger.of(ctx);
  await ledger.load(ctx, { whole: [memberId] });
  const wallet = ledger.wallet(memberId);
  const held = hold(wallet, { id, points, expiresAt }, ctx.now) ?? tooFew(wallet, points, ctx.now);
  ledger.take(held);
  ledger.send(ctx);
  leave(ctx.sql(insertHold(id, memberId, points, JSON.stringify(held.hold.allocations), expiresAt)));
}

/** Where the hold is not whole any more (the merge that brought its points was undone), points are burned as if nothing had been held. */
async function captureHeld(ctx: Context, paid: TillBurn & { readonly holdId: string }): Promise<void> {
  await inWallet(ctx, paid, Promise.resolve(), (wallet) => {
    const held = heldFor(paid.holdId, wallet);
    const note = noteOf(ctx, paid);
    return held && isWhole(held, wallet) && held.points === paid.points
      ? capture(wallet, held, note, ctx.now)
      : burn(wallet, { points: paid.points, note }, ctx.now) ?? tooFew(wallet, paid.points, ctx.now);
  });
  leave(ctx.sql(endHolds([paid.holdId], 'CAPTURED')));
}

async function releaseHolds(ctx: Context, holds: readonly { readonly holdId: string; readonly memberId: string }[]): Promise<void> {
  if (holds.length === 0) return;
  const ledger = await Ledger.of(ctx);
  await ledger.load(ctx, { whole: [...new Set(holds.map(({ memberId }) => memberId))] });
  for (const { holdId, memberId } of holds) ledger.take(release({ wallet: ledger.wallet(memberId), entries: [] }, holdId, ctx.now));
  ledger.send(ctx);
  leave(ctx.sql(endHolds(holds.map(({ holdId }) => holdId), 'RELEASED')));
}

const heldFor = (holdId: string | null, { holds }: Wallet): Hold | undefined => holds.find(({ id }) => id === holdId);

const isWhole = (held: Hold, { lots }: Wallet): boolean => held.allocations.every(([lotId]) => lots.some(({ id }) => id === lotId));

const tooFew = (wallet: Wallet, points: number, now: Date): never => reject(new InsufficientPointsError(points, spendableOf(wallet, now), PATH));

const PATH = 'input.pointsToBurn';

/** Rejects where the member may not spend, and a number of points that the brand does not take. */
async function refuseSpending(ctx: Context, { memberId, points }: { readonly memberId: string; readonly points: number }): Promise<void> {
  const [{ current }, standings] = await Promise.all([settingsHistory(ctx), ctx.use(Members).standings([memberId])]);
  refuseBurn(standings.get(memberId), current, ctx.now);
  const { step } = tillTerms(current, points);
  if (current.worth === null) reject(new InvalidInputError(say.worthNothing, PATH));
  if (points % step !== 0 || points < current.burnMinimum) reject(new InvalidInputError(say.burnStep(step, current.burnMinimum), PATH));
}

/** Posts what is decided about the wallet, which is whole, unless it is not `allowed`. A burn is activity: it keeps points alive. */
async function inWallet(ctx: Context, { order, memberId, holdId = null }: TillBurn & { readonly holdId?: string | null }, allowed: Promise<void>, decide: (wallet: Wallet) => Posting): Promise<void> {
  const read = async (): Promise<{ readonly ledger: Ledger; readonly activity: Awaited<ReturnType<typeof readActivity>> }> => {
    const ledger = await Ledger.of(ctx);
    return { ledger, activity: await readActivity(ctx, ledger, [memberId], ledger.load(ctx, { whole: [memberId] })) };
  };
  const [{ ledger, activity }] = await Promise.all([read(), allowed]);
  const wallet = ledger.wallet(memberId);
  // Lots whose points were taken back meanwhile are not in use any more.
  const held = heldFor(holdId, wallet)?.allocations.map(([lotId]) => lotId) ?? [];
  await ledger.load(ctx, { lotIds: held.filter((lotId) => !wallet.lots.some(({ id }) => id === lotId)) });
  ledger.take(decide(ledger.wallet(memberId)));
  if (activity) keepAlive(ctx, ledger, [memberId], [...activity, { memberId, orderId: null, on: businessDateOf(order.placedAt, ctx.brand) }], ctx.now);
  ledger.send(ctx);
}

/** The lines say what a refund of each gives back: see `restoreTillBurns`. */
const noteOf = (ctx: Context, { order, points, byLine }: TillBurn): Note => ({
  at: ctx.now,
  orderId: order.id,
  cause: { module: 'order', key: `till/${order.id}`, orderId: order.id },
  explanation: { burned: points, by: 'order', lines: [...byLine].filter(([, share]) => share > 0) as unknown as JsonObject[] },
});

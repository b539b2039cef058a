import { Members } from '@regulars/member/contract';
import type { TillBurn, TillPaymentSource, TillPaymentTerms, TillPointsHold } from '@regulars/order/contract';
import { businessDateOf, type Context, InvalidInputError, type JsonObject, reject } from '@regulars/plugin-sdk';
import { endHolds, insertHold } from '../data/hold.statements';
import { InsufficientPointsError } from '../errors';
import { type Activity, keepAlive, readActivity } from './activity';
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
export const tillPayment: TillPaymentSource = { terms: termsOf, burn: burnAtOnce, hold: holdPoints, capture: captureHeld, release: releaseHolds };

/** Of the argument that says how many points are paid. */
const PATH = 'input.pointsToBurn';

async function termsOf(ctx: Context, memberId: string): Promise<TillPaymentTerms> {
  const [{ current }, standings, balances] = await Promise.all([settingsHistory(ctx), ctx.use(Members).standings([memberId]), ctx.use(Points).balances([memberId])]);
  const maySpend = burnRefusal(standings.get(memberId), current, ctx.now) === null;
  return tillTerms(current, maySpend ? (balances.get(memberId) ?? 0) : 0);
}

async function burnAtOnce(ctx: Context, paid: TillBurn): Promise<void> {
  // Read at once with the wallet: each wait would be another one of the till's.
  const [, read] = await Promise.all([refuseSpending(ctx, paid), readWallet(ctx, paid.memberId)]);
  post(ctx, paid, read, burned(ctx, paid, read.ledger.wallet(paid.memberId)));
}

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
  const read = await readWallet(ctx, paid.memberId);
  const { ledger } = read;
  const held = ledger.wallet(paid.memberId).holds.find(({ id }) => id === paid.holdId);
  // Lots whose points were taken back meanwhile are not in use any more.
  await ledger.load(ctx, { lotIds: held ? lotsMissing(held, ledger.wallet(paid.memberId)) : [] });
  const wallet = ledger.wallet(paid.memberId);
  const isAsHeld = held && lotsMissing(held, wallet).length === 0 && held.points === paid.points;
  const freed = { ...wallet, holds: wallet.holds.filter((each) => each !== held) };
  post(ctx, paid, read, isAsHeld ? capture(wallet, held, noteOf(ctx, paid), ctx.now) : burned(ctx, paid, freed));
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

/** Rejects where the member may not spend, and a number of points that the brand does not take. */
async function refuseSpending(ctx: Context, { memberId, points }: { readonly memberId: string; readonly points: number }): Promise<void> {
  const [{ current }, standings] = await Promise.all([settingsHistory(ctx), ctx.use(Members).standings([memberId])]);
  refuseBurn(standings.get(memberId), current, ctx.now);
  const { step } = tillTerms(current, points);
  if (current.worth === null) reject(new InvalidInputError(say.worthNothing, PATH));
  if (points % step !== 0 || points < current.burnMinimum) reject(new InvalidInputError(say.burnStep(step, current.burnMinimum), PATH));
}

const tooFew = (wallet: Wallet, points: number, now: Date): never => reject(new InsufficientPointsError(points, spendableOf(wallet, now), PATH));

const lotsMissing = ({ allocations }: Hold, { lots }: Wallet): string[] =>
  allocations.map(([lotId]) => lotId).filter((lotId) => !lots.some(({ id }) => id === lotId));

/** A ledger with one member's whole wallet, and what keeps that member's points alive; null where the brand never had such points. */
interface ReadWallet {
  readonly ledger: Ledger;
  readonly activity: readonly Activity[] | null;
}

async function readWallet(ctx: Context, memberId: string): Promise<ReadWallet> {
  const ledger = await Ledger.of(ctx);
  return { ledger, activity: await readActivity(ctx, ledger, [memberId], ledger.load(ctx, { whole: [memberId] })) };
}

const burned = (ctx: Context, paid: TillBurn, wallet: Wallet): Posting =>
  burn(wallet, { points: paid.points, note: noteOf(ctx, paid) }, ctx.now) ?? tooFew(wallet, paid.points, ctx.now);

/** A burn is activity: it keeps points alive. */
function post(ctx: Context, { memberId }: TillBurn, { ledger, activity }: ReadWallet, posting: Posting): void {
  ledger.take(posting);
  if (activity) keepAlive(ctx, ledger, [memberId], [...activity, { memberId, orderId: null, on: businessDateOf(ctx.now, ctx.brand) }], ctx.now);
  ledger.send(ctx);
}
/** The lines say what a refund of each gives back: see `restoreTillBurns`. */
const noteOf = (ctx: Context, { order, points, byLine }: TillBurn): Note => ({
  at: ctx.now,
  orderId: order.id,
  cause: { module: 'order', key: `till/${order.id}`, orderId: order.id },
  explanation: { burned: points, by: 'order', lines: [...byLine].filter(([, share]) => share > 0) as unknown as JsonObject[] },
});

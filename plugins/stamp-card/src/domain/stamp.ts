import { type Cause, giveRewards, type RewardGift, takeBackRewards } from '@regulars/member/contract';
import type { OrderChange } from '@regulars/order/contract';
import { type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import { entriesOfDays, ordersOfDays, type TotalRow, totalsOfMembers, upsertCards, upsertEntries } from '../data/stamp.statements';
import { type CardMove, cardMoves, crossed } from './cards';
import { StampAdded, StampCardCompleted } from './events';
import { CARD_PREFIX, PROGRAM_PREFIX } from './ids';
import { allPrograms, type Program } from './program';
import { type Delta, settle } from './settle';

/** One read flush, one pure decision, one write flush; the same for one order at the till and a thousand of an import. */
export async function stampForOrders(ctx: Context, changes: readonly OrderChange[]): Promise<void> {
  const programs = (await allPrograms(ctx)).filter((program) => program.state !== 'DRAFT');
  const members = membersOf(changes);
  if (programs.length === 0 || members.length === 0) return;
  const days = daysOf(changes);
  const orderIds = changes.map(({ after }) => after.id);
  const [dayOrders, held, totals] = await Promise.all([
    ctx.sql(ordersOfDays(days.memberIds, days.dates)),
    ctx.sql(entriesOfDays(days.memberIds, days.dates, orderIds)),
    ctx.sql(totalsOfMembers(members, programs.map(({ id }) => id))),
  ]);
  const settled = programs.map((program) => ({ program, ...settle(program, { changes, dayOrders, held, currency: ctx.brand.currency }) }));
  const entries = settled.flatMap((one) => one.entries);
  if (entries.length > 0) void ctx.sql(upsertEntries(JSON.stringify(entries)));
  const causes = causesOf(changes);
  await moveCards(ctx, settled.flatMap(({ program, deltas }) => deltas.map((delta) => ({ program, delta, cause: causes.get(delta.memberId) ?? { orderId: null, at: ctx.now } }))), totals);
}

const membersOf = (changes: readonly OrderChange[]): string[] =>
  [...new Set(changes.flatMap(({ before, after }) => [before?.memberId, after.memberId]).filter((id) => id != null))];

/** The business days whose visit may belong to another order now. */
function daysOf(changes: readonly OrderChange[]): { memberIds: string[]; dates: string[] } {
  const states = changes.flatMap(({ before, after }) => (before ? [before, after] : [after])).filter((state) => state.memberId !== null);
  return { memberIds: states.map((state) => state.memberId as string), dates: states.map((state) => state.businessDate) };
}

interface Occasion {
  readonly orderId: string | null;
  readonly at: Date;
}

/** The order that moved a member's stamps, the last of the batch, and when it took effect. */
function causesOf(changes: readonly OrderChange[]): Map<string, Occasion> {
  const causes = new Map<string, Occasion>();
  for (const { before, after, isFirst } of changes) {
    const occasion = { orderId: after.id, at: isFirst ? after.placedAt : after.updatedAt };
    for (const memberId of [before?.memberId, after.memberId]) if (memberId != null) causes.set(memberId, occasion);
  }
  return causes;
}

interface Move {
  readonly program: Program;
  readonly delta: Delta;
  readonly cause: Occasion;
}

/** Sets the cards to their new totals, gives what is due and takes back what is not any more. */
async function moveCards(ctx: Context, moves: readonly Move[], totals: readonly TotalRow[]): Promise<void> {
  const held = new Map(totals.map((total) => [`${total.program_id}|${total.member_id}`, total]));
  const cards: object[] = [];
  const gifts: RewardGift[] = [];
  const lost: Pick<Cause, 'module' | 'key'>[] = [];
  for (const { program, delta, cause } of moves) {
    const total = held.get(`${program.id}|${delta.memberId}`);
    const from = total?.stamps ?? 0;
    for (const move of cardMoves(program.slots, from, from + delta.stamps)) {
      const id = total?.card_ids[move.number - 1] ?? newUuid();
      cards.push({ id, program_id: program.id, member_id: delta.memberId, number: move.number, stamps: move.to, is_full: move.to === program.slots, at: cause.at });
      announce(ctx, program, delta.memberId, id, move, cause.at);
      const rewards = crossed(program, move);
      gifts.push(...rewards.due.map(({ at, reward }) => ({ ...reward, memberId: delta.memberId, at: cause.at, cause: { ...causeOf(program, delta.memberId, move.number, at), orderId: cause.orderId } })));
      lost.push(...rewards.lost.map(({ at }) => causeOf(program, delta.memberId, move.number, at)));
    }
  }
  if (cards.length > 0) void ctx.sql(upsertCards(JSON.stringify(cards)));
  await takeBackRewards(ctx, lost);
  await giveRewards(ctx, gifts);
}

/** One card's one threshold gives one thing at a time. */
const causeOf = (program: Program, memberId: string, number: number, at: number): Cause => ({
  module: 'stamp-card', key: `${program.id}/${memberId}/${number}/${at}`, detail: { programId: publicId(PROGRAM_PREFIX, program.id), card: number, at },
});

function announce(ctx: Context, program: Program, memberId: string, cardId: string, { from, to }: CardMove, at: Date): void {
  const ids = { cardId: publicId(CARD_PREFIX, cardId), programId: publicId(PROGRAM_PREFIX, program.id) };
  if (to > from) ctx.emit(StampAdded, { ...ids, stamps: to - from }, memberId, { at });
  if (to > from && to === program.slots) ctx.emit(StampCardCompleted, ids, memberId, { at });
}

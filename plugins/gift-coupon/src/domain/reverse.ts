import { Members, takeBackRewards } from '@regulars/member/contract';
import { addDays, businessDateOf, type Context, InvalidTransitionError, NotFoundError, Problems, readId, readName, reject, seesStore, startOfBusinessDate } from '@regulars/plugin-sdk';
import { type CouponRow, couponsById, insertTransitions, returnToStock } from '../data/coupon.statements';
import { lockOrderNames, type RedemptionRow, redemptionsById, returnUses, reverseRedemptions } from '../data/redemption.statements';
import type { State } from '../enums';
import { settings } from '../settings';
import { lapse, type Reason } from './coupon-state';
import { GiftCouponReversed } from './events';
import { REDEMPTION_PREFIX } from './ids';
import { lockSeen } from './locked-coupon';
import { recordSettlements } from './settlement';
import { orderNameOf } from './situation';
import { causeKey, payloadOf, type Redeemed } from './write-redemptions';
import { stepRow } from './write-steps';

const MAX_REASON = 200;

/** Gives a use back. The reason goes into the audit with the operation's arguments. */
export async function reverseByStaff(ctx: Context, id: string, reason: string): Promise<Redeemed> {
  const problems = new Problems();
  readName(reason, MAX_REASON, 'reason', problems);
  problems.throwIfAny();
  const uuid = readId(REDEMPTION_PREFIX, id);
  const [redemption] = uuid === null ? [] : await ctx.sql(redemptionsById([uuid]));
  const [seen] = redemption ? await ctx.sql(couponsById([redemption.coupon_id])) : [];
  if (!redemption || !seen || !seesStore(ctx, redemption.store_id)) return reject(new NotFoundError({ en: 'There is no such redemption.', 'zh-TW': '沒有此兌換紀錄。' }, 'redemptionId', id));
  // Whoever has the coupon by now, and whoever it gave its reward to.
  await ctx.use(Members).lock([...new Set([seen.member_id, redemption.member_id])]);
  void ctx.sql(lockOrderNames([orderNameOf(redemption)]));
  const row = await lockSeen(ctx, seen);
  const done = await reverse(ctx, [redemption], [row], 'REVERSED_BY_STAFF');
  if (done === 0) reject(new InvalidTransitionError({ en: 'It was reversed before.', 'zh-TW': '已取消兌換。' }, 'REVERSED', 'REVERSED', 'redemptionId'));
  return { redemptionId: redemption.id, couponId: row.id };
}

/** Of locked coupons; answers how many uses were given back. Those that were before are passed over. */
export async function reverse(ctx: Context, redemptions: readonly RedemptionRow[], rows: readonly CouponRow[], reason: Reason): Promise<number> {
  const { reverseGraceDays } = await ctx.settings(settings);
  const reversed = new Set((await ctx.sql(reverseRedemptions(redemptions.map(({ id }) => id), ctx.now))).map(({ id }) => id));
  const due = redemptions.filter(({ id }) => reversed.has(id));
  if (due.length === 0) return 0;
  const turns = rows.map((row) => turnOf(ctx, row, due.filter(({ coupon_id }) => coupon_id === row.id), reverseGraceDays)).filter(({ own }) => own.length > 0);
  void ctx.sql(returnUses(JSON.stringify(turns.map(({ row, own, state, validTo }) => ({
    id: row.id, returned: own.length, state, valid_to: validTo, held_until: state === row.state ? row.held_until : null, held_for: state === row.state ? row.held_for : null,
  })))));
  void ctx.sql(insertTransitions(JSON.stringify(turns.flatMap((turn) => historyOf(ctx, turn, reason)))));
  for (const { row, own } of turns) for (const { id } of own) ctx.emit(GiftCouponReversed, payloadOf(row, id), row.member_id);
  const unused = turns.filter(({ row, own }) => row.state === 'REVOKED' && row.used === own.length).map(({ row }) => row.template_id);
  if (unused.length > 0) void ctx.sql(returnToStock(unused));
  await recordSettlements(ctx, turns.flatMap(({ row, own }) => own.map(({ id }) => ({ redemptionId: id, row }))));
  await takeBackRewards(ctx, due.map(({ id }) => ({ module: 'gift-coupon', key: causeKey(id) })));
  return due.length;
}

interface Return {
  readonly row: CouponRow;
  readonly own: readonly RedemptionRow[];
  readonly state: State;
  /** A later end, by grace; null: it stays. */
  readonly validTo: Date | null;
}

/** Usable again while it is valid, or by grace; one that is at a till, being transferred or revoked stays so. */
function turnOf(ctx: Context, row: CouponRow, own: readonly RedemptionRow[], graceDays: number): Return {
  if (['RESERVED', 'TRANSFER_PENDING', 'REVOKED'].includes(row.state)) return { row, own, state: row.state, validTo: null };
  const grace = graceDays === 0 ? null : startOfBusinessDate(addDays(businessDateOf(ctx.now, ctx.brand), graceDays + 1), ctx.brand);
  const validTo = grace !== null && row.valid_to !== null && row.valid_to < grace ? grace : null;
  const end = validTo ?? row.valid_to;
  return { row, own, validTo, state: end !== null && end <= ctx.now ? 'EXPIRED' : 'ACTIVE' };
}

function historyOf(ctx: Context, { row, own, state }: Return, reason: Reason): readonly object[] {
  const lapsed = state === row.state && row.held_until !== null ? [] : lapse(row, ctx.now);
  let from = lapsed.at(-1)?.to ?? row.state;
  return [
    ...lapsed.map((step) => stepRow(row.id, step)),
    ...own.map(({ id }) => {
      const step = stepRow(row.id, { from, to: state, at: ctx.now, reason }, id);
      from = state;
      return step;
    }),
  ];
}

import { type Context, Partners, publicId, readId } from '@regulars/plugin-sdk';
import { agreementsById } from '../data/agreement.statements';
import type { CouponRow } from '../data/coupon.statements';
import { copySettlements, settle, settleAmounts, settlementsById } from '../data/settlement.statements';
import { agreementsOf, MODULE } from './agreements';
import { openCode } from './codes';
import { GiftSettled, type GiftSettledPayload } from './events';
import { AGREEMENT_PREFIX, REDEMPTION_PREFIX } from './ids';

const SHOWN = 4;

/** A use of a coupon that was made, given back, or made again. */
export interface Moved {
  readonly redemptionId: string;
  readonly row: Pick<CouponRow, 'id' | 'code_sealed'>;
}

/** What another brand owes for coupons it gave follows from their redemptions, in the same transaction. */
export async function recordSettlements(ctx: Context, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0 || !(await agreementsOf(ctx)).some(({ side }) => side === 'TO')) return;
  const ends = moved.map(({ row }) => openCode(ctx, row.id, row.code_sealed).slice(-SHOWN));
  tell(ctx, await ctx.sql(settle(moved.map(({ redemptionId }) => redemptionId), ends, ctx.brand.currency)));
}

/** What a use takes off has changed with its order. */
export async function settleCut(ctx: Context, redemptionIds: readonly string[]): Promise<void> {
  if ((await agreementsOf(ctx)).some(({ side }) => side === 'TO')) tell(ctx, await ctx.sql(settleAmounts(redemptionIds)));
}

function tell(ctx: Context, rows: readonly { readonly id: string; readonly agreement_id: string }[]): void {
  for (const agreementId of new Set(rows.map(({ agreement_id }) => agreement_id))) {
    const own = rows.filter(({ agreement_id }) => agreement_id === agreementId);
    ctx.emit(GiftSettled, { agreementId: publicId(AGREEMENT_PREFIX, agreementId), redemptionIds: own.map(({ id }) => publicId(REDEMPTION_PREFIX, id)) });
  }
}

/** Brings the copies of the brand that owes to where the entries are now; of two that come out of turn the later stands. */
export async function tellSettled(ctx: Context, { agreementId, redemptionIds }: GiftSettledPayload): Promise<void> {
  const id = readId(AGREEMENT_PREFIX, agreementId);
  const ids = redemptionIds.flatMap((one) => readId(REDEMPTION_PREFIX, one) ?? []);
  const [[agreement], rows] = await Promise.all([ctx.sql(agreementsById(id === null ? [] : [id])), ctx.sql(settlementsById(ids))]);
  if (!agreement || rows.length === 0) return;
  const json = JSON.stringify(rows.map((row) => ({ ...row, amount: String(row.amount) })));
  const met = await ctx.use(Partners).finish(MODULE, agreement.partner_id, (there) => there.sql(copySettlements(json)));
  if (met === null) throw new Error('A partner whose coupon was used does not know this brand');
}

/** As much of a code as both brands are shown. */
export const maskedCode = (end: string): string => `****-****-****-${end}`;

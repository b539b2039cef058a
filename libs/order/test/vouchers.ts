import { largestRemainder, type Context, definePlugin, extend, InvalidInputError, money, type PluginDefinition, reject, statement } from '@regulars/plugin-sdk';
import { ObjectType } from 'type-graphql';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  type OrderChange, OrderUpserted, type ShownOffer, TillBenefit, TillBenefits, TillOffer, TillOffers, type TillOfferSource, type TillOfferState, TillPayment,
  type TillPaymentSource, type TillReason, type TillRefused, type TillStage,
} from '../src/contract';

/** The smallest module that takes part in a till's conversation: vouchers, and a purse whose points pay 1 for 2. */
class CreateVoucher1700000000000 implements MigrationInterface {
  readonly name = 'CreateVoucher1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE voucher.voucher (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(), code text NOT NULL, member_id uuid,
        stage text NOT NULL, value bigint NOT NULL, exclusive boolean NOT NULL DEFAULT false, expires_at timestamptz,
        order_id uuid, hold_id uuid, held_until timestamptz, taken jsonb, PRIMARY KEY (brand_id, code));
      CALL platform.protect('voucher.voucher');
      CREATE TABLE voucher.purse (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(), member_id uuid NOT NULL, points int NOT NULL CHECK (points >= 0), PRIMARY KEY (brand_id, member_id));
      CALL platform.protect('voucher.purse');
      CREATE TABLE voucher.purse_hold (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(), hold_id uuid NOT NULL, member_id uuid NOT NULL, points int NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (brand_id, hold_id));
      CALL platform.protect('voucher.purse_hold');
      CREATE TABLE voucher.burn (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(), order_id uuid NOT NULL, member_id uuid NOT NULL, points int NOT NULL, by_line jsonb NOT NULL, PRIMARY KEY (brand_id, order_id));
      CALL platform.protect('voucher.burn');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE voucher.burn, voucher.purse_hold, voucher.purse, voucher.voucher');
  }
}

interface VoucherRow {
  readonly code: string;
  readonly stage: TillStage;
  readonly value: bigint;
  readonly exclusive: boolean;
  readonly expires_at: Date | null;
  readonly is_used: boolean;
  readonly is_held: boolean;
  readonly is_others: boolean;
}

const asked = statement<VoucherRow, [codes: readonly string[], memberId: string | null, withOwn: boolean]>('voucher.asked', `
  SELECT v.code, v.stage, v.value, v.exclusive, v.expires_at, v.order_id IS NOT NULL AS is_used, COALESCE(v.held_until > platform.current_now(), false) AS is_held,
    v.member_id IS NOT NULL AND v.member_id IS DISTINCT FROM $2::uuid AS is_others
  FROM voucher.voucher AS v WHERE v.code = ANY($1::text[]) OR ($3 AND v.member_id = $2) ORDER BY v.code`);
const redeemed = statement<{ code: string }, [uses: string, orderId: string, holdId: string | null]>('voucher.redeem', `
  UPDATE voucher.voucher AS v SET order_id = $2, taken = u.taken, hold_id = NULL, held_until = NULL FROM jsonb_to_recordset($1::jsonb) AS u(code text, taken jsonb)
  WHERE v.code = u.code AND v.order_id IS NULL AND (v.hold_id = $3 OR v.held_until IS NULL OR v.held_until <= platform.current_now()) RETURNING v.code`);
const reserved = statement<{ code: string }, [codes: readonly string[], holdId: string, until: Date]>('voucher.reserve', `
  UPDATE voucher.voucher SET hold_id = $2, held_until = $3 WHERE code = ANY($1::text[]) AND order_id IS NULL AND (held_until IS NULL OR held_until <= platform.current_now()) RETURNING code`);
const released = statement<never, [holdIds: readonly string[]]>('voucher.release', `UPDATE voucher.voucher SET hold_id = NULL, held_until = NULL WHERE hold_id = ANY($1::uuid[])`);
const returned = statement<never, [orderIds: readonly string[]]>('voucher.return', `UPDATE voucher.voucher SET order_id = NULL, taken = NULL WHERE order_id = ANY($1::uuid[])`);
const purse = statement<{ points: number }, [memberId: string]>('voucher.purse', `
  SELECT p.points - COALESCE((SELECT sum(h.points) FROM voucher.purse_hold AS h WHERE h.member_id = p.member_id AND h.until > platform.current_now()), 0)::int AS points
  FROM voucher.purse AS p WHERE p.member_id = $1`);
const spend = statement<{ points: number }, [memberId: string, points: number]>('voucher.spend', 'UPDATE voucher.purse SET points = points - $2 WHERE member_id = $1 RETURNING points');
const noteBurn = statement<never, [orderId: string, memberId: string, points: number, byLine: string]>('voucher.note-burn', `
  INSERT INTO voucher.burn (order_id, member_id, points, by_line) VALUES ($1, $2, $3, $4::jsonb)`);
const holdPoints = statement<never, [holdId: string, memberId: string, points: number, until: Date]>('voucher.hold', `
  INSERT INTO voucher.purse_hold (hold_id, member_id, points, until) VALUES ($1, $2, $3, $4)`);
const dropHolds = statement<never, [holdIds: readonly string[]]>('voucher.drop-holds', 'DELETE FROM voucher.purse_hold WHERE hold_id = ANY($1::uuid[])');
const unburn = statement<never, [orderIds: readonly string[]]>('voucher.unburn', `
  WITH gone AS (DELETE FROM voucher.burn WHERE order_id = ANY($1::uuid[]) RETURNING member_id, points)
  UPDATE voucher.purse AS p SET points = p.points + gone.points FROM gone WHERE p.member_id = gone.member_id`);

@ObjectType({ implements: TillOffer, simpleResolvers: true })
export class VoucherTillOffer extends TillOffer {}

@ObjectType({ implements: TillBenefit, simpleResolvers: true })
export class VoucherTillBenefit extends TillBenefit {}

const show = (shown: ShownOffer): ShownOffer => Object.assign(new VoucherTillOffer(), shown);

function reasonsOf({ is_used, is_held, is_others, expires_at }: VoucherRow, at: Date): TillReason[] {
  const reasons: [boolean, string][] = [[is_used, 'USED'], [is_held, 'RESERVED'], [is_others, 'NOT_YOURS'], [expires_at !== null && expires_at <= at, 'EXPIRED']];
  return reasons.flatMap(([applies, code]) => (applies ? [{ code, text: code }] : []));
}

/** ITEM takes a whole line (by its place), PERCENT basis points of every line, AMOUNT minor units off the basket. */
function discountOf({ stage, value }: VoucherRow): TillOfferState['discount'] {
  if (stage === 'ITEM') return (left) => left.map((rest, index) => (BigInt(index) === value ? rest : 0n));
  if (stage === 'PERCENT') return (left) => left.map((rest) => (rest * value) / 10_000n);
  return (left) => {
    const total = left.reduce((a, b) => a + b, 0n);
    return total === 0n ? [] : largestRemainder(value < total ? value : total, left);
  };
}

const refusedOf = (codes: readonly string[], done: readonly { readonly code: string }[]): TillRefused => {
  const taken = new Set(done.map(({ code }) => code));
  return new Map(codes.filter((code) => !taken.has(code)).map((code) => [code, [{ code: 'USED', text: 'USED' }]]));
};

const offers: TillOfferSource = {
  kind: 'voucher',
  offers: async (ctx, { basket, codes, withOwn }) =>
    (await ctx.sql(asked(codes, basket.memberId, withOwn))).map((row) => ({
      kind: 'voucher', code: row.code, reasons: reasonsOf(row, basket.placedAt), stage: row.stage, exclusive: row.exclusive, expiresAt: row.expires_at, discount: discountOf(row), show,
    })),
  redeem: async (ctx, { order, uses, holdId }) => {
    const rows = uses.map(({ code, discounts }) => ({ code, taken: Object.fromEntries([...discounts].map(([number, minor]) => [number, String(minor)])) }));
    return refusedOf(uses.map(({ code }) => code), await ctx.sql(redeemed(JSON.stringify(rows), order.id, holdId)));
  },
  reserve: async (ctx, { holdId, uses, expiresAt }) => {
    const codes = uses.map(({ code }) => code);
    return refusedOf(codes, await ctx.sql(reserved(codes, holdId, expiresAt)));
  },
  release: async (ctx, holds) => void (await ctx.sql(released(holds.map(({ holdId }) => holdId)))),
};

/** Two points pay one minor unit. */
const payment: TillPaymentSource = {
  terms: async (ctx, memberId) => {
    const available = (await ctx.sql(purse(memberId)))[0]?.points ?? 0;
    return { available, step: 2, most: (payable) => Math.floor(Math.min(available, Number(payable) * 2) / 2) * 2, worth: (points) => BigInt(points / 2) };
  },
  burn: async (ctx, { order, memberId, points, byLine }) => {
    const [row] = await ctx.sql(purse(memberId));
    if (!row || row.points < points) reject(new InvalidInputError('There are too few.', 'input.pointsToBurn'));
    void ctx.sql(spend(memberId, points));
    void ctx.sql(noteBurn(order.id, memberId, points, JSON.stringify(Object.fromEntries(byLine))));
  },
  hold: async (ctx, { holdId, memberId, points, expiresAt }) => {
    const [row] = await ctx.sql(purse(memberId));
    if (!row || row.points < points) reject(new InvalidInputError('There are too few.', 'input.pointsToBurn'));
    void ctx.sql(holdPoints(holdId, memberId, points, expiresAt));
  },
  capture: async (ctx, { order, memberId, points, byLine, holdId }) => {
    void ctx.sql(dropHolds([holdId]));
    void ctx.sql(spend(memberId, points));
    void ctx.sql(noteBurn(order.id, memberId, points, JSON.stringify(Object.fromEntries(byLine))));
  },
  release: async (ctx, holds) => void (await ctx.sql(dropHolds(holds.map(({ holdId }) => holdId)))),
};

/** What is given back wholly gives back what it used. */
async function giveBack(ctx: Context, changes: readonly OrderChange[]): Promise<void> {
  const gone = changes.filter(({ before, after }) => before?.counts && !after.counts).map(({ after }) => after.id);
  if (gone.length > 0) await Promise.all([ctx.sql(returned(gone)), ctx.sql(unburn(gone))]);
}

export const vouchers: PluginDefinition = definePlugin({
  id: 'voucher',
  nouns: ['Voucher'],
  version: '1.0.0',
  sdk: '^1.0.0',
  core: true,
  requires: { order: '^1.0.0' },
  types: { staff: [VoucherTillOffer, VoucherTillBenefit] },
  migrations: [CreateVoucher1700000000000],
  reactions: [{ moment: OrderUpserted, id: 'give-back', run: giveBack, after: [] }],
  extensions: [
    extend(TillOffers, offers),
    extend(TillPayment, payment),
    extend(TillBenefits, {
      benefits: async (ctx, order) => [Object.assign(new VoucherTillBenefit(), { kind: 'voucher', summary: `thanks for ${money(order.net, ctx.brand.currency).amount}` })],
    }),
  ],
});

import { memberById } from '@regulars/member/contract';
import { type Context, publicId, readId, Rejection, textIn } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import type { RefusedSale } from '../domain/till/ask-sources';
import { commitSale } from '../domain/till/commit-sale';
import { captureHold, releaseHold } from '../domain/till/end-hold';
import { type HoldRef, holdSale } from '../domain/till/hold-sale';
import { quoteSale } from '../domain/till/quote-sale';
import type { SaleRef } from '../domain/till/record-sale';
import { voidSale } from '../domain/till/void-sale';
import { permissions } from '../permissions';
import { OrderUpsertInput } from './order.inputs';
import { ORDER_PREFIX } from './order.type';
import { selectsAt } from './selects';
import { HOLD_PREFIX, TillHoldPayload } from './till-hold.type';
import { quoteObject, TillQuotePayload } from './till-quote.type';
import { TillPayload } from './till-result.type';
import { TillCommitInput, TillHoldInput, TillQuoteInput } from './till.inputs';

interface SalePayload {
  readonly sale: SaleRef;
}

function payloadOf(ctx: Context, sale: SaleRef): SalePayload {
  ctx.about(publicId(ORDER_PREFIX, sale.orderId));
  if (sale.memberId !== null) ctx.about(publicId('mbr', sale.memberId));
  return { sale };
}

/** Starts the member, with what is selected below, without waiting. */
function startMember(ctx: Context, memberId: string, info: GraphQLResolveInfo): void {
  if (!selectsAt(info, MEMBER)) return;
  ctx.prefetch('Member', memberId, info, MEMBER);
  ctx.load(memberById, memberId).catch(() => undefined);
}

const MEMBER = ['quote', 'member'];

@Resolver()
export class TillResolver {
  @Query(() => TillQuotePayload, { description: 'What a basket would give, and what would lower its price; writes nothing.' })
  @Authorized(permissions.till)
  async tillQuote(@Arg('input', () => TillQuoteInput) input: TillQuoteInput, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Partial<TillQuotePayload>> {
    try {
      const quote = await quoteSale(ctx, input, (memberId) => startMember(ctx, memberId, info));
      return { userErrors: [], quote: quoteObject(quote, ctx.brand.currency) };
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      for (const one of error.errors) one.message = textIn(one.text, ctx.language);
      return { userErrors: [...error.errors], quote: null };
    }
  }

  @Mutation(() => TillPayload, { description: 'Redemptions, burn and order in one transaction.' })
  @Authorized(permissions.till)
  async tillCommit(
    @Arg('input', () => TillCommitInput) input: TillCommitInput,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<SalePayload | RefusedSale> {
    const sale = await commitSale(ctx, input, input.order);
    return 'userErrors' in sale ? sale : payloadOf(ctx, sale);
  }

  @Mutation(() => TillHoldPayload, { description: 'Before a card terminal is asked: coupons reserved, points held.' })
  @Authorized(permissions.till)
  async tillHold(
    @Arg('input', () => TillHoldInput) input: TillHoldInput,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<HoldRef | RefusedSale> {
    return holdSale(ctx, input, input);
  }

  @Mutation(() => TillPayload, { description: 'The order of a hold, which has to be the basket that was quoted: what was held is used.' })
  @Authorized(permissions.till)
  async tillCapture(
    @Arg('holdId', () => ID) holdId: string,
    @Arg('order', () => OrderUpsertInput) order: OrderUpsertInput,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<SalePayload> {
    return payloadOf(ctx, await captureHold(ctx, readId(HOLD_PREFIX, holdId), holdId, order));
  }

  @Mutation(() => TillHoldPayload, { description: 'Gives back what is held.' })
  @Authorized(permissions.till)
  async tillRelease(
    @Arg('holdId', () => ID) holdId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<{ readonly holdId: string }> {
    return { holdId: await releaseHold(ctx, readId(HOLD_PREFIX, holdId), holdId) };
  }

  @Mutation(() => TillPayload, { description: 'Undoes a committed sale: order VOIDED, redemptions reversed, burnt points restored, earned points taken back.' })
  @Authorized(permissions.till)
  async tillVoid(
    @Arg('orderId', () => ID) orderId: string,
    @Arg('reason', () => String, { description: 'For the audit.' }) _reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<SalePayload> {
    return payloadOf(ctx, await voidSale(ctx, readId(ORDER_PREFIX, orderId), orderId));
  }
}

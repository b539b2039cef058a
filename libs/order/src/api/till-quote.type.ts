import { Member, memberById } from '@regulars/member/contract';
import { type Context, DateTimeScalar, Money, money, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Quote } from '../domain/till/quote-sale';
import { TillBenefit, TillOffer } from './till.type';

@ObjectType({ implements: TillOffer, simpleResolvers: true, description: 'A code that is nobody\'s: UNKNOWN_CODE.' })
export class TillUnknownOffer extends TillOffer {}

@ObjectType({ simpleResolvers: true, description: 'In the order in which they are applied; `payable` is before points.' })
export class TillCombination {
  @Field(() => [String])
  codes: string[];

  @Field(() => Money)
  discount: Money;

  @Field(() => Money)
  payable: Money;
}

@ObjectType({ simpleResolvers: true })
export class TillPointsOffer {
  @Field(() => Int, { description: 'What the member can spend now.' })
  available: number;

  @Field(() => Int, { description: 'The most that can go into what the best combination leaves to pay; a multiple of `step`.' })
  max: number;

  @Field(() => Int)
  step: number;

  @Field(() => Money, { description: 'What `step` points pay.' })
  worth: Money;
}

@ObjectType({ simpleResolvers: true, description: 'Nothing is stored and nothing reserved: `id` is a signed token that lives 10 minutes and carries what was promised.' })
export class TillQuote {
  readonly memberUuid: string | null;

  @Field(() => ID)
  id: string;

  @Field(() => DateTimeScalar)
  expiresAt: Date;

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> | null {
    return this.memberUuid === null ? null : ctx.load(memberById, this.memberUuid);
  }

  @Field(() => Money)
  gross: Money;

  @Field(() => [TillBenefit], { description: 'Of the basket as it is, before any offer and any points.' })
  benefits: TillBenefit[];

  @Field(() => [TillOffer])
  offers: TillOffer[];

  @Field(() => TillCombination, { description: 'The usable offers that together lower the price most; ties: fewer, then the earlier to expire. Of more than ten the ten that take most off alone are combined.' })
  best: TillCombination;

  @Field(() => TillPointsOffer)
  points: TillPointsOffer;
}

@ObjectType({ simpleResolvers: true })
export class TillQuotePayload extends Payload {
  @Field(() => TillQuote, { nullable: true })
  quote: TillQuote | null;
}

export function quoteObject({ id, expiresAt, memberId, basket, benefits, offers, best, terms }: Quote, currency: string): TillQuote {
  const payable = basket.net - best.discount;
  const shown = offers.map((offer) => (offer instanceof TillOffer ? offer : Object.assign(new TillUnknownOffer(), offer)));
  const step = terms?.step ?? 1;
  return Object.assign(new TillQuote(), {
    id, expiresAt, memberUuid: memberId, gross: money(basket.gross, currency), benefits, offers: shown,
    best: { codes: best.offers.map(({ code }) => code), discount: money(best.discount, currency), payable: money(payable, currency) },
    points: { available: terms?.available ?? 0, max: terms?.most(payable) ?? 0, step, worth: money(terms?.worth(step) ?? 0n, currency) },
  });
}

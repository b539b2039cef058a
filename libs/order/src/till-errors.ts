import { type InputPath, type Text, textIn, UserError } from '@regulars/plugin-sdk';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { TillReason } from './domain/till/extension-points';
import { TillHoldState } from './enums';

registerEnumType(TillHoldState, { name: 'TillHoldState' });

@ObjectType({ simpleResolvers: true })
export class TillRefusal {
  @Field(() => String)
  code: string;

  @Field(() => String)
  message: string;
}

export const refusalsOf = (reasons: readonly TillReason[], language: string): TillRefusal[] => reasons.map(({ code, text }) => ({ code, message: textIn(text, language) }));

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A code is no longer usable, or was not quoted; each reason, by code. Nothing was written.' })
export class TillOfferRefusedError extends UserError {
  @Field(() => String, { description: 'The code.' })
  offer: string;

  @Field(() => [TillRefusal])
  reasons: TillRefusal[];

  constructor(offer: string, reasons: readonly TillReason[], language: string, path?: InputPath) {
    super({ en: `${offer} cannot be used.`, 'zh-TW': `無法使用「${offer}」。` }, path);
    this.offer = offer;
    this.reasons = refusalsOf(reasons, language);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A quote lives 10 minutes: ask for another one.' })
export class TillQuoteExpiredError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'The quote has expired: ask for another one.', 'zh-TW': '試算已逾時,請重新試算。' }, path);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The basket is not the one that was quoted or held, or not the same member buys it.' })
export class TillBasketChangedError extends UserError {
  constructor(path?: InputPath) {
    super({ en: 'This is not what was quoted: ask for another quote.', 'zh-TW': '內容與試算時不同,請重新試算。' }, path);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'No token of a member, or older than a minute: have it shown anew.' })
export class TillMemberTokenError extends UserError {
  constructor(path?: InputPath) {
    super({ en: "The member's code is no longer good: have it shown anew.", 'zh-TW': '會員條碼無效或已逾時,請重新出示。' }, path);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A till records an order once; later states of it come by orderUpsert.' })
export class TillOrderKnownError extends UserError {
  @Field(() => ID, { description: 'The order that there is.' })
  orderId: string;

  constructor(orderId: string, path?: InputPath) {
    super({ en: 'This order is recorded already.', 'zh-TW': '此訂單已存在。' }, path);
    this.orderId = orderId;
  }
}

const CLOSED: Readonly<Record<TillHoldState, Text>> = {
  OPEN: { en: 'The hold is open.', 'zh-TW': '保留中。' },
  CAPTURED: { en: 'The hold was captured.', 'zh-TW': '保留已完成結帳。' },
  RELEASED: { en: 'The hold was released.', 'zh-TW': '保留已取消。' },
  EXPIRED: { en: 'The hold has expired.', 'zh-TW': '保留已逾時。' },
};

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Nothing is held any more.' })
export class TillHoldClosedError extends UserError {
  @Field(() => TillHoldState)
  state: TillHoldState;

  constructor(state: TillHoldState, path?: InputPath) {
    super(CLOSED[state], path);
    this.state = state;
  }
}

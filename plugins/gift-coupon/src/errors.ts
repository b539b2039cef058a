import { type InputPath, type Text, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The stock has not enough left.' })
export class GiftCouponOutOfStockError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A member may have, or use, no more of them.' })
export class GiftCouponLimitReachedError extends UserError {
  @Field(() => Int)
  limit: number;

  constructor(text: Text, limit: number, path?: InputPath) {
    super(text, path);
    this.limit = limit;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A token that has expired, or was shown before.' })
export class GiftCouponTokenInvalidError extends UserError {}

@ObjectType({ simpleResolvers: true })
export class GiftCouponRefusal {
  @Field(() => String)
  code: string;

  @Field(() => String)
  message: string;
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Every reason, never only the first.' })
export class GiftCouponNotRedeemableError extends UserError {
  @Field(() => [GiftCouponRefusal])
  reasons: GiftCouponRefusal[];

  constructor(reasons: readonly GiftCouponRefusal[], path?: InputPath) {
    super({ en: 'The coupon cannot be used.', 'zh-TW': '此禮物券無法使用。' }, path);
    this.reasons = [...reasons];
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Directly, or through a bundle that is in it.' })
export class GiftBundleContainsItselfError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'There is no live agreement by which that brand honours what this one gives.' })
export class GiftAgreementMissingError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Its template does not let it be given away, or not once more.' })
export class GiftCouponNotTransferableError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class GiftCouponSelfTransferError extends UserError {}

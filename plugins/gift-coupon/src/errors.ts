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

import { DateScalar, DecimalScalar } from '@regulars/plugin-sdk';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { OrderChannel } from './enums';

const WINDOW = 'weekdays 1 (Monday) to 7; dates are business dates. A window whose `to` is not later than its `from` ends on the next day.';
const SCOPE = "Which lines and orders count; null means all. Times are the brand's, `to` exclusive.";

@ObjectType({ simpleResolvers: true, description: WINDOW })
export class TimeWindow {
  @Field(() => [Int], { nullable: true })
  weekdays: number[] | null;

  @Field(() => [DateScalar], { nullable: true })
  dates: string[] | null;

  @Field(() => String, { nullable: true })
  from: string | null;

  @Field(() => String, { nullable: true })
  to: string | null;
}

/** An `OrderScopeState` answers it as it is. */
@ObjectType({ simpleResolvers: true, description: SCOPE })
export class OrderScope {
  @Field(() => [String], { nullable: true })
  skus: string[] | null;

  @Field(() => [String], { nullable: true })
  categories: string[] | null;

  @Field(() => [String], { nullable: true })
  storeCodes: string[] | null;

  @Field(() => [OrderChannel], { nullable: true })
  channels: OrderChannel[] | null;

  @Field(() => DecimalScalar, { nullable: true })
  minNet: string | null;

  @Field(() => [TimeWindow])
  windows: TimeWindow[];
}

@InputType({ description: WINDOW })
export class TimeWindowInput {
  @Field(() => [Int], { nullable: true }) weekdays?: number[] | null;
  @Field(() => [DateScalar], { nullable: true }) dates?: string[] | null;
  @Field(() => String, { nullable: true }) from?: string | null;
  @Field(() => String, { nullable: true }) to?: string | null;
}

@InputType({ description: SCOPE })
export class OrderScopeInput {
  @Field(() => [String], { nullable: true }) skus?: string[] | null;
  @Field(() => [String], { nullable: true }) categories?: string[] | null;
  @Field(() => [String], { nullable: true }) storeCodes?: string[] | null;
  @Field(() => [OrderChannel], { nullable: true }) channels?: OrderChannel[] | null;
  @Field(() => DecimalScalar, { nullable: true }) minNet?: string | null;
  @Field(() => [TimeWindowInput], { nullable: true }) windows?: TimeWindowInput[] | null;
}

import { DateTimeScalar, DecimalScalar } from '@regulars/plugin-sdk';
import { OrderScopeInput } from '@regulars/order/contract';
import { Field, InputType, Int } from 'type-graphql';
import { EarnBasis, EarnRuleKind } from './enums';

@InputType()
export class EarnRuleInput {
  @Field(() => String) code: string;
  @Field(() => String) name: string;
  @Field(() => EarnRuleKind) kind: EarnRuleKind;
  @Field(() => Int, { nullable: true }) points?: number | null;
  @Field(() => DecimalScalar, { nullable: true }) amount?: string | null;
  @Field(() => Int, { nullable: true }) multiplierBp?: number | null;
  @Field(() => EarnBasis, { defaultValue: EarnBasis.CASH_PAID }) basis: EarnBasis;
  @Field(() => OrderScopeInput, { nullable: true }) scope?: OrderScopeInput | null;
  @Field(() => [String], { nullable: true }) tierCodes?: string[] | null;
  @Field(() => Int, { defaultValue: 0 }) priority: number;
  @Field(() => DateTimeScalar, { nullable: true }) startsAt?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) endsAt?: Date | null;
}

import { Field, ID, InputType, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import type { Json } from './context';
import { formatDecimal, scaleOf } from './money';
import { DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from './scalars';

@InterfaceType({ autoRegisterImplementations: false })
export abstract class Node {
  @Field(() => ID)
  id: string;
}

@ObjectType({ simpleResolvers: true })
export class Money {
  @Field(() => DecimalScalar)
  amount: string;

  @Field(() => String)
  currency: string;
}

/** `minor` units of a currency as the API says it. */
export const money = (minor: bigint, currency: string): Money => ({ amount: formatDecimal(minor, scaleOf(currency)), currency });

@ObjectType({ simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage: boolean;

  @Field(() => Boolean)
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true })
  startCursor: string | null;

  @Field(() => String, { nullable: true })
  endCursor: string | null;
}

export enum CountPrecision {
  EXACT = 'EXACT',
  AT_LEAST = 'AT_LEAST',
}
registerEnumType(CountPrecision, { name: 'CountPrecision' });

@ObjectType({ simpleResolvers: true })
export class Count {
  @Field(() => Int)
  value: number;

  @Field(() => CountPrecision)
  precision: CountPrecision;
}

export enum Direction {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(Direction, { name: 'Direction' });

export enum ProgramState {
  DRAFT = 'DRAFT',
  LIVE = 'LIVE',
  PAUSED = 'PAUSED',
  ENDED = 'ENDED',
}
registerEnumType(ProgramState, { name: 'ProgramState' });

@InputType()
export class StringFilter {
  @Field(() => String, { nullable: true }) eq?: string | null;
  @Field(() => String, { nullable: true }) ne?: string | null;
  @Field(() => [String], { nullable: true }) in?: string[] | null;
  @Field(() => [String], { nullable: true }) notIn?: string[] | null;
  @Field(() => String, { nullable: true }) contains?: string | null;
  @Field(() => String, { nullable: true }) startsWith?: string | null;
  @Field(() => Boolean, { nullable: true }) isNull?: boolean | null;
}

@InputType()
export class IntFilter {
  @Field(() => Int, { nullable: true }) eq?: number | null;
  @Field(() => Int, { nullable: true }) gt?: number | null;
  @Field(() => Int, { nullable: true }) gte?: number | null;
  @Field(() => Int, { nullable: true }) lt?: number | null;
  @Field(() => Int, { nullable: true }) lte?: number | null;
  @Field(() => [Int], { nullable: true }) in?: number[] | null;
}

@InputType()
export class DateTimeFilter {
  @Field(() => DateTimeScalar, { nullable: true }) gt?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) gte?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) lt?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) lte?: Date | null;
}

@InputType()
export class DateFilter {
  @Field(() => DateScalar, { nullable: true }) gt?: string | null;
  @Field(() => DateScalar, { nullable: true }) gte?: string | null;
  @Field(() => DateScalar, { nullable: true }) lt?: string | null;
  @Field(() => DateScalar, { nullable: true }) lte?: string | null;
  @Field(() => DateScalar, { nullable: true }) eq?: string | null;
}

@InputType()
export class IdFilter {
  @Field(() => ID, { nullable: true }) eq?: string | null;
  @Field(() => [ID], { nullable: true }) in?: string[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'Something of value: a reward kind with its spec, described in the caller\'s language.' })
export class Reward {
  @Field(() => String)
  kind: string;

  @Field(() => JsonScalar)
  spec: Json;

  @Field(() => String)
  description: string;
}

@InputType({ description: 'Checked against the kind\'s own schema when it is saved.' })
export class RewardInput {
  @Field(() => String)
  kind: string;

  @Field(() => JsonScalar)
  spec: Json;
}


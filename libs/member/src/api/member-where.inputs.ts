import { DateFilter, DateTimeFilter, Direction, IdFilter, IntFilter, StringFilter } from '@regulars/plugin-sdk';
import { Field, InputType, registerEnumType } from 'type-graphql';
import type { MemberConditions } from '../domain/member-filter';
import type { OrderTerm } from '../domain/member-order';
import { Gender, MemberStatus } from './enums';

@InputType()
export class MemberStatusFilter {
  @Field(() => MemberStatus, { nullable: true }) eq?: MemberStatus | null;
  @Field(() => [MemberStatus], { nullable: true }) in?: MemberStatus[] | null;
}

@InputType()
export class GenderFilter {
  @Field(() => Gender, { nullable: true }) eq?: Gender | null;
  @Field(() => [Gender], { nullable: true }) in?: Gender[] | null;
}

@InputType({ description: 'Everything given must hold. and, or and not nest at most three deep.' })
export class MemberWhere implements MemberConditions {
  @Field(() => [MemberWhere], { nullable: true }) and?: MemberWhere[] | null;
  @Field(() => [MemberWhere], { nullable: true }) or?: MemberWhere[] | null;
  @Field(() => MemberWhere, { nullable: true }) not?: MemberWhere | null;
  @Field(() => MemberStatusFilter, { nullable: true }) status?: MemberStatusFilter | null;
  @Field(() => GenderFilter, { nullable: true }) gender?: GenderFilter | null;
  @Field(() => DateTimeFilter, { nullable: true }) joinedAt?: DateTimeFilter | null;
  @Field(() => DateFilter, { nullable: true }) birthDate?: DateFilter | null;

  @Field(() => StringFilter, { nullable: true, description: 'eq, in, contains and startsWith: some tag is so; ne and notIn: none is; isNull: there are none.' })
  tag?: StringFilter | null;

  @Field(() => StringFilter, { nullable: true, description: 'The code of the current tier.' })
  tier?: StringFilter | null;

  @Field(() => IntFilter, { nullable: true, description: 'The balance.' })
  points?: IntFilter | null;

  @Field(() => IdFilter, { nullable: true, description: 'Where the member joined.' })
  storeId?: IdFilter | null;
}

export enum MemberOrderField {
  JOINED_AT = 'JOINED_AT',
  NUMBER = 'NUMBER',
  POINTS = 'POINTS',
  LAST_ORDER_AT = 'LAST_ORDER_AT',
}
registerEnumType(MemberOrderField, { name: 'MemberOrderField' });

@InputType()
export class MemberOrder implements OrderTerm {
  @Field(() => MemberOrderField)
  by: MemberOrderField;

  @Field(() => Direction, { defaultValue: Direction.ASC })
  direction: Direction;
}

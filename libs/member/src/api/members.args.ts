import type { PageArgs } from '@regulars/plugin-sdk';
import { ArgsType, Field, Int } from 'type-graphql';
import { MemberOrder, MemberWhere } from './member-where.inputs';

@ArgsType()
export class MembersArgs implements PageArgs {
  @Field(() => Int, { nullable: true }) first?: number | null;
  @Field(() => String, { nullable: true }) after?: string | null;
  @Field(() => Int, { nullable: true }) last?: number | null;
  @Field(() => String, { nullable: true }) before?: string | null;
  @Field(() => Int, { nullable: true }) offset?: number | null;
  @Field(() => MemberWhere, { nullable: true }) where?: MemberWhere | null;

  @Field(() => String, { nullable: true, description: 'A whole phone number or e-mail address, or the beginning of a number or name.' })
  search?: string | null;

  @Field(() => [MemberOrder], { nullable: true, description: 'Newest first when left out.' })
  orderBy?: MemberOrder[] | null;
}

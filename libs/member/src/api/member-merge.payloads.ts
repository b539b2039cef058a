import { type Context, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, ID, Int, ObjectType } from 'type-graphql';
import { OPERATION_PREFIX } from '../domain/merge-members';
import { mergeOperation } from '../domain/read-merges';
import { MemberPayload } from './member.payloads';

@ObjectType({ simpleResolvers: true, description: 'Something of a merge that could not be told apart again.' })
export class MemberMergeRemainder {
  @Field(() => String)
  module: string;

  @Field(() => String, { description: 'e.g. POINTS_SPENT_SINCE.' })
  what: string;

  @Field(() => Int)
  count: number;
}

@ObjectType({ simpleResolvers: true })
export class MemberMergePayload extends MemberPayload {
  readonly operation?: string;

  @Field(() => ID, { nullable: true, description: 'What `memberUnmerge` takes.' })
  operationId(): string | null {
    return this.operation === undefined ? null : publicId(OPERATION_PREFIX, this.operation);
  }

  @Field(() => [MemberMergeRemainder], { description: 'After an unmerge: what stays with the survivor although the other had a part in it. Empty where all is as before the merge.' })
  async remainders(@Ctx() ctx: Context): Promise<readonly MemberMergeRemainder[]> {
    return this.operation === undefined ? [] : ((await ctx.load(mergeOperation, this.operation))?.remainders ?? []);
  }
}

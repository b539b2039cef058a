import { type Context, Payload } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Field, Info, ObjectType } from 'type-graphql';
import { memberById } from './member.loader';
import { Member } from './member.type';

/** What a mutation about a member stores and answers with; `memberId` is a uuid. */
export interface MemberPayloadRef {
  readonly memberId: string;
}

/** The member of a payload, with everything selected below it started in the same flush. */
export function memberOfPayload(ref: Partial<MemberPayloadRef>, ctx: Context, info: GraphQLResolveInfo): Promise<Member | null> | null {
  if (!ref.memberId) return null;
  ctx.prefetch('Member', ref.memberId, info);
  return ctx.load(memberById, ref.memberId);
}

@ObjectType({ simpleResolvers: true })
export class MemberPayload extends Payload {
  readonly memberId?: string;

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Member | null> | null {
    return memberOfPayload(this, ctx, info);
  }
}

@ObjectType({ simpleResolvers: true, description: '`created` is false when a living member already had the phone: nothing is granted again.' })
export class MemberJoinPayload extends MemberPayload {
  @Field(() => Boolean)
  created: boolean;
}

import { ANY_CALLER, type Context } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Authorized, Ctx, Info, Query, Resolver } from 'type-graphql';
import { memberById } from './member.loader';
import { Member } from './member.type';

/** The member audience: one member, who is the caller. */
@Resolver()
export class MeResolver {
  @Authorized(ANY_CALLER)
  @Query(() => Member)
  async me(@Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Member> {
    const { memberId } = ctx.actor;
    if (memberId !== null) ctx.prefetch('Member', memberId, info);
    const me = memberId === null ? null : await ctx.load(memberById, memberId);
    if (!me) throw new Error('The credential names no member');
    return me;
  }
}

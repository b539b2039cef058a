import { allOf, type Connection, connectionOf, type Context, InvalidInputError, type ListDefinition, listPage, Problems, reject } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Authorized, Ctx, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import { joinMember, type Joined } from '../domain/join-member';
import { memberCondition, notMerged } from '../domain/member-filter';
import { memberOrder } from '../domain/member-order';
import { searchCondition } from '../domain/member-search';
import { Members } from '../domain/members';
import { namesOne } from '../domain/members-service';
import { memberList, type MemberRow } from '../domain/read-members';
import { say } from '../domain/texts';
import { updateMember } from '../domain/update-member';
import { memberPermissions } from '../permissions';
import { MemberIdentifierInput } from './member-identifier.inputs';
import { MemberJoinInput, MemberUpdateInput } from './member.inputs';
import { memberById } from './member.loader';
import { MemberJoinPayload, MemberPayload, type MemberPayloadRef } from './member.payloads';
import { Member, memberObject } from './member.type';
import { MembersArgs } from './members.args';

const MemberConnection = connectionOf(() => Member, 'Member');

const members: ListDefinition<MemberRow, Member> = { ...memberList, toItem: memberObject };

@Resolver()
export class MemberResolver {
  @Authorized(memberPermissions.read)
  @Query(() => Member, { nullable: true, description: 'Null when nobody is named so.' })
  async member(@Arg('by', () => MemberIdentifierInput) by: MemberIdentifierInput, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Member | null> {
    if (!namesOne(by)) reject(new InvalidInputError(say.exactlyOneKey, 'by'));
    const key = ctx.use(Members).keyOf(by, 'by', new Problems());
    if (key === null) return null;
    const [uuid] = key.kind === 'ID' ? [key.value] : await ctx.use(Members).find([key]);
    if (uuid == null) return null;
    ctx.prefetch('Member', uuid, info);
    return ctx.load(memberById, uuid);
  }

  @Authorized(memberPermissions.read)
  @Query(() => MemberConnection)
  members(@Args(() => MembersArgs) { where, search, orderBy, ...page }: MembersArgs, @Ctx() ctx: Context): Promise<Connection<Member>> {
    return listPage(ctx, members, { where: allOf([notMerged, memberCondition(ctx, where), searchCondition(ctx, search)]), orderBy: memberOrder(ctx, orderBy), page });
  }

  @Authorized(memberPermissions.join)
  @Mutation(() => MemberJoinPayload, { description: 'Makes a member, or answers the one who has the phone.' })
  memberJoin(
    @Arg('input', () => MemberJoinInput) input: MemberJoinInput,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<Joined> {
    return joinMember(ctx, input);
  }

  @Authorized(memberPermissions.update)
  @Mutation(() => MemberPayload)
  memberUpdate(@Arg('id', () => ID) id: string, @Arg('input', () => MemberUpdateInput) input: MemberUpdateInput, @Ctx() ctx: Context): Promise<MemberPayloadRef> {
    return updateMember(ctx, id, input);
  }
}

import { Member, memberById } from '@regulars/member/contract';
import { ANY_CALLER, type Connection, type Context, condition, listPage, meOf, Payload, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { bindMember, type EdgeRef } from '../domain/bind';
import { PROGRAM_PREFIX } from '../domain/ids';
import { findNamed } from '../domain/lock-members';
import { permissions } from '../permissions';
import { edgeById, edgeList, edgesOfReferee, edgesOfReferrer } from './edge.loaders';
import { ReferralEdge, ReferralEdgeConnection } from './edge.type';
import { DEVICE } from './link.type';
import { programById } from './program.loaders';
import { ReferralProgram } from './program.type';

const BIND = 'For who joined without a code, within 7 days unless the brand says otherwise. `code`: of a link, or the `recruitmentLink` of a visit.';

@ObjectType({ simpleResolvers: true })
export class ReferralBindPayload extends Payload {
  readonly edgeId?: string;

  @Field(() => ReferralEdge, { nullable: true })
  edge(@Ctx() ctx: Context): Promise<ReferralEdge | null> | null {
    return this.edgeId ? ctx.load(edgeById, this.edgeId) : null;
  }
}

@Resolver()
export class EdgeResolver {
  @Authorized(permissions.read)
  @Query(() => ReferralEdgeConnection, { description: 'The newest first.' })
  referralEdges(
    @Ctx() ctx: Context,
    @Arg('programId', () => ID, { nullable: true }) programId?: string,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ReferralEdge>> {
    return listPage(ctx, edgeList, { page: { first, after }, ...(programId == null ? {} : { where: condition('e.program_id = ?::uuid', readId(PROGRAM_PREFIX, programId)) }) });
  }

  @Authorized(permissions.bind)
  @Mutation(() => ReferralBindPayload, { description: BIND })
  async referralBind(
    @Ctx() ctx: Context,
    @Arg('memberId', () => ID) memberId: string,
    @Arg('code', () => String) code: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
  ): Promise<EdgeRef> {
    return bindMember(ctx, code, await findNamed(ctx, memberId), 'code');
  }
}

/** What members do themselves. */
@Resolver()
export class OwnEdgeResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => ReferralBindPayload, { description: BIND })
  referralBind(
    @Ctx() ctx: Context,
    @Arg('code', () => String) code: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('device', () => String, { nullable: true, description: DEVICE }) device?: string,
  ): Promise<EdgeRef> {
    return bindMember(ctx, code, meOf(ctx), 'code', device);
  }
}

@Resolver(() => ReferralEdge)
export class EdgeFieldResolver {
  @FieldResolver(() => ReferralProgram, { nullable: true })
  program(@Root() { row }: ReferralEdge, @Ctx() ctx: Context): Promise<ReferralProgram | null> {
    return ctx.load(programById, row.program_id);
  }
}

/** Members are not told who the others are. */
@Resolver(() => ReferralEdge)
export class StaffEdgeFieldResolver {
  @FieldResolver(() => Member, { nullable: true })
  referrer(@Root() { row }: ReferralEdge, @Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, row.referrer_id);
  }

  @FieldResolver(() => Member, { nullable: true, description: 'Who was brought.' })
  referee(@Root() { row }: ReferralEdge, @Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, row.referee_id);
  }
}

@Resolver(() => Member)
export class MemberEdgesResolver {
  @FieldResolver(() => ReferralEdgeConnection, { description: 'Friends whom the member has brought, the newest first.' })
  referrals(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ReferralEdge>> {
    return ctx.load(edgesOfReferrer, { parent: member.uuid, page: { first, after } });
  }

  @FieldResolver(() => ReferralEdgeConnection, { description: 'By whom the member was brought: in each program once at most.' })
  referredBy(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ReferralEdge>> {
    return ctx.load(edgesOfReferee, { parent: member.uuid, page: { first, after } });
  }
}

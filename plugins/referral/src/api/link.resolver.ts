import { Member } from '@regulars/member/contract';
import { ANY_CALLER, ANYONE, type Connection, type Context, Payload } from '@regulars/plugin-sdk';
import { toString as qrCode } from 'qrcode';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { linkAddress, type LinkRef, makeLink, type Visit, visit } from '../domain/links';
import { lockNamed, lockOwn } from '../domain/lock-members';
import { programsOf } from '../domain/program';
import { permissions } from '../permissions';
import { linkById, linksOfMember } from './link.loaders';
import { DEVICE, ReferralLink, ReferralLinkConnection } from './link.type';
import { programById } from './program.loaders';
import { ReferralProgram } from './program.type';

const CREATE = 'The link of a member, made when there is none yet. `programId` may be its code.';

@ObjectType({ simpleResolvers: true })
export class ReferralLinkPayload extends Payload {
  readonly linkId?: string;

  @Field(() => ReferralLink, { nullable: true })
  link(@Ctx() ctx: Context): Promise<ReferralLink | null> | null {
    return this.linkId ? ctx.load(linkById, this.linkId) : null;
  }
}

@ObjectType({ simpleResolvers: true })
export class ReferralVisitPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'Where to send the visitor.' })
  target?: string;

  @Field(() => String, { nullable: true, description: 'To be given as `recruitmentLink` when the visitor joins.' })
  recruitmentLink?: string;
}

/** For members who ask at the shop. */
@Resolver()
export class LinkResolver {
  @Authorized(permissions.bind)
  @Mutation(() => ReferralLinkPayload, { description: CREATE })
  async referralLinkCreate(
    @Ctx() ctx: Context,
    @Arg('programId', () => ID) programId: string,
    @Arg('memberId', () => ID) memberId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
  ): Promise<LinkRef> {
    return makeLink(ctx, programId, await lockNamed(ctx, memberId));
  }
}

/** What members do themselves. */
@Resolver()
export class OwnLinkResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => ReferralLinkPayload, { description: CREATE })
  async referralLinkCreate(
    @Ctx() ctx: Context,
    @Arg('programId', () => ID) programId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('device', () => String, { nullable: true, description: DEVICE }) device?: string,
  ): Promise<LinkRef> {
    return makeLink(ctx, programId, await lockOwn(ctx), device);
  }

  @Authorized(ANYONE)
  @Mutation(() => ReferralVisitPayload, { description: 'Counts a visit through a link. Who joins with its `recruitmentLink` in time, 30 days unless the brand says otherwise, was brought by it.' })
  referralVisit(
    @Ctx() ctx: Context,
    @Arg('code', () => String) code: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('device', () => String, { nullable: true, description: DEVICE }) device?: string,
  ): Promise<Visit> {
    return visit(ctx, code, device);
  }
}

@Resolver(() => ReferralLink)
export class LinkFieldResolver {
  @FieldResolver(() => ReferralProgram, { nullable: true })
  program(@Root() { row }: ReferralLink, @Ctx() ctx: Context): Promise<ReferralProgram | null> {
    return ctx.load(programById, row.program_id);
  }

  @FieldResolver(() => String, { nullable: true, description: 'What to share or print.' })
  async url(@Root() { row }: ReferralLink, @Ctx() ctx: Context): Promise<string | null> {
    const program = (await programsOf(ctx)).byId(row.program_id);
    return program && linkAddress(program, row);
  }

  @FieldResolver(() => String, { nullable: true, description: 'The url as an SVG image.' })
  async qrSvg(@Root() { row }: ReferralLink, @Ctx() ctx: Context): Promise<string | null> {
    const program = (await programsOf(ctx)).byId(row.program_id);
    return program && qrCode(linkAddress(program, row), { type: 'svg' });
  }
}

@Resolver(() => Member)
export class MemberLinksResolver {
  @FieldResolver(() => ReferralLinkConnection, { description: 'The newest first.' })
  referralLinks(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ReferralLink>> {
    return ctx.load(linksOfMember, { parent: member.uuid, page: { first, after } });
  }
}

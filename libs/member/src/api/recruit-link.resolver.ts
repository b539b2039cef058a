import { type Connection, type Context, type ListDefinition, listPage } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { recruitLinkList, type RecruitLinkRow } from '../domain/read-members';
import { closeRecruitLink, createLink } from '../domain/recruit-links';
import { memberPermissions } from '../permissions';
import { RecruitLinkInput } from './recruit-link.inputs';
import { RecruitLinkPayload, type RecruitLinkPayloadRef } from './recruit-link.payloads';
import { type RecruitLink, RecruitLinkConnection, recruitLinkObject } from './recruit-link.type';

const links: ListDefinition<RecruitLinkRow, RecruitLink> = { ...recruitLinkList, toItem: recruitLinkObject };

@Resolver()
export class RecruitLinkResolver {
  @Authorized(memberPermissions.recruit)
  @Query(() => RecruitLinkConnection, { description: 'Newest first.' })
  recruitLinks(
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<RecruitLink>> {
    return listPage(ctx, links, { page: { first, after } });
  }

  @Authorized(memberPermissions.recruit)
  @Mutation(() => RecruitLinkPayload)
  recruitLinkCreate(@Arg('input', () => RecruitLinkInput) input: RecruitLinkInput, @Ctx() ctx: Context): Promise<RecruitLinkPayloadRef> {
    return createLink(ctx, input);
  }

  @Authorized(memberPermissions.recruit)
  @Mutation(() => RecruitLinkPayload, { description: 'Nobody joins through it any more; what it brought stays.' })
  recruitLinkClose(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<RecruitLinkPayloadRef> {
    return closeRecruitLink(ctx, id);
  }
}

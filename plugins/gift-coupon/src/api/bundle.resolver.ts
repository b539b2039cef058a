import { type Connection, type Context, listPage } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { issueBundle } from '../domain/issue-bundle';
import { changeBundle, createBundle } from '../domain/save-bundle';
import { permissions } from '../permissions';
import { GiftBundleInput } from './bundle.inputs';
import { GiftBundleIssuePayload, GiftBundlePayload } from './bundle.payloads';
import { type GiftBundle, GiftBundleConnection, bundleList } from './bundle.type';

@Resolver()
export class BundleResolver {
  @Authorized(permissions.read)
  @Query(() => GiftBundleConnection, { description: 'The newest first.' })
  giftBundles(@Ctx() ctx: Context, @Arg('first', () => Int, { nullable: true }) first?: number, @Arg('after', () => String, { nullable: true }) after?: string): Promise<Connection<GiftBundle>> {
    return listPage(ctx, bundleList, { page: { first, after } });
  }

  @Authorized(permissions.manage)
  @Mutation(() => GiftBundlePayload)
  async giftBundleCreate(@Ctx() ctx: Context, @Arg('input', () => GiftBundleInput) input: GiftBundleInput): Promise<object> {
    return { bundleId: await createBundle(ctx, input) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => GiftBundlePayload, { description: 'For gifts from now on.' })
  async giftBundleUpdate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('input', () => GiftBundleInput) input: GiftBundleInput): Promise<object> {
    return { bundleId: await changeBundle(ctx, id, input) };
  }

  @Authorized(permissions.issue)
  @Mutation(() => GiftBundleIssuePayload, { description: 'To an active member; all in one, however many ask for the last of something at once.' })
  giftBundleIssue(
    @Arg('bundleId', () => ID) bundleId: string,
    @Arg('memberId', () => ID) memberId: string,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return issueBundle(ctx, { bundleId, memberId, reason, idempotencyKey });
  }
}

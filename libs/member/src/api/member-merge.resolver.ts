import type { Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { mergeMembers, type MergeRef, unmergeMembers } from '../domain/merge-members';
import { memberPermissions } from '../permissions';
import { MemberMergePayload } from './member-merge.payloads';

const payload = ({ memberId, operationId }: MergeRef): object => ({ memberId, operation: operationId });

@Resolver()
export class MemberMergeResolver {
  @Authorized(memberPermissions.merge)
  @Mutation(() => MemberMergePayload, {
    description: 'Makes one member of two: the survivor keeps its id, the loser\'s answers with it from now on. Points, orders, cards and identities move; nothing is gained or lost.',
  })
  async memberMerge(
    @Arg('survivorId', () => ID) survivorId: string,
    @Arg('loserId', () => ID) loserId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('reason', () => String, { nullable: true }) _reason: string | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return payload(await mergeMembers(ctx, survivorId, loserId));
  }

  @Authorized(memberPermissions.merge)
  @Mutation(() => MemberMergePayload, {
    description: 'Within 30 days: both are as they were before the merge, where nothing happened since; else what can be told apart goes back, and `remainders` says what cannot. `member` is the survivor.',
  })
  async memberUnmerge(
    @Arg('operationId', () => ID) operationId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('reason', () => String, { nullable: true }) _reason: string | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return payload(await unmergeMembers(ctx, operationId));
  }
}

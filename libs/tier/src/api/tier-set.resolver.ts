import { MemberPayload, type MemberPayloadRef } from '@regulars/member/contract';
import { type Context, DateTimeScalar } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { setTier, unlockTier } from '../domain/staff-acts';
import { tierPermissions } from '../permissions';

@Resolver()
export class TierSetResolver {
  @Authorized(tierPermissions.set)
  @Mutation(() => MemberPayload, { description: 'By hand, until an instant or for good. With `lock` nothing moves the tier; without, it may rise but does not fall below.' })
  async tierSet(
    @Ctx() ctx: Context,
    @Arg('memberId', () => ID) memberId: string,
    @Arg('tierCode', () => String) tierCode: string,
    @Arg('until', () => DateTimeScalar, { nullable: true }) until: Date | null,
    @Arg('lock', () => Boolean, { defaultValue: false }) lock: boolean,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
  ): Promise<MemberPayloadRef> {
    return { memberId: await setTier(ctx, { memberId, tierCode, until: until ?? null, lock, reason }) };
  }

  @Authorized(tierPermissions.set)
  @Mutation(() => MemberPayload, { description: 'The rules judge the member again, from now on.' })
  async tierUnlock(
    @Ctx() ctx: Context,
    @Arg('memberId', () => ID) memberId: string,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
  ): Promise<MemberPayloadRef> {
    return { memberId: await unlockTier(ctx, memberId, reason) };
  }
}

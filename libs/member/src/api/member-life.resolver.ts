import { type Context, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { FREEZE, moveByStaff, UNFREEZE, WITHDRAW } from '../domain/member-life';
import { setConsents } from '../domain/set-consents';
import { memberPermissions } from '../permissions';
import { ConsentInput } from './member.inputs';
import { MemberPayload, type MemberPayloadRef } from './member.payloads';

const ID_ARGUMENT = { description: 'Of the member.' };
const REASON = { description: 'Of 1 to 200 characters; stands in the audit.' };

/** What staff do with a membership. */
@Resolver()
export class MemberLifeResolver {
  @Authorized(memberPermissions.freeze)
  @Mutation(() => MemberPayload, { description: 'An active member neither earns nor spends any more, and is sent no advertising.' })
  memberFreeze(
    @Arg('id', () => ID, ID_ARGUMENT) id: string,
    @Arg('reason', () => String, REASON) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<MemberPayloadRef> {
    return moveByStaff(ctx, id, reason, FREEZE);
  }

  @Authorized(memberPermissions.freeze)
  @Mutation(() => MemberPayload, { description: 'Makes a frozen member active. What was not earned meanwhile is not made up for.' })
  memberUnfreeze(
    @Arg('id', () => ID, ID_ARGUMENT) id: string,
    @Arg('reason', () => String, REASON) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<MemberPayloadRef> {
    return moveByStaff(ctx, id, reason, UNFREEZE);
  }

  @Authorized(memberPermissions.withdraw)
  @Mutation(() => MemberPayload, { description: 'Ends a membership, and every session of the member. Joining again makes the same member active, without a second welcome.' })
  memberWithdraw(
    @Arg('id', () => ID, ID_ARGUMENT) id: string,
    @Arg('reason', () => String, REASON) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<MemberPayloadRef> {
    return moveByStaff(ctx, id, reason, WITHDRAW);
  }

  @Authorized(memberPermissions.consents)
  @Mutation(() => MemberPayload, { description: 'Records answers that a member gave to staff; the latest of a purpose and channel counts.' })
  memberConsentsSet(
    @Arg('id', () => ID, ID_ARGUMENT) id: string,
    @Arg('consents', () => [ConsentInput]) consents: ConsentInput[],
    @Ctx() ctx: Context,
  ): Promise<MemberPayloadRef> {
    return setConsents(ctx, readId('mbr', id), consents, 'STAFF', id);
  }
}

import { MemberPayload, type MemberPayloadRef } from '@regulars/member/contract';
import { ANY_CALLER, type Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { pushKey, subscribe, unsubscribe } from '../domain/push';
import { meOf } from './me';
import { MessagePushSubscriptionInput } from './push.type';

/** What members let their browsers be told. */
@Resolver()
export class OwnPushResolver {
  @Authorized(ANY_CALLER)
  @Query(() => String, { nullable: true, description: "The brand's public key for web push (VAPID): a page's applicationServerKey. Null: the brand sends none." })
  messagePushKey(@Ctx() ctx: Context): Promise<string | null> {
    return pushKey(ctx);
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => MemberPayload, {
    description: 'This browser is written to as me, in the place of another of mine, and of whoever was signed in on it before. Says nothing of consent: see memberConsentsSet, channel PUSH. MessagePushSubscriptionGoneError: subscribe anew.',
  })
  messagePushSubscribe(@Ctx() ctx: Context, @Arg('input', () => MessagePushSubscriptionInput) input: MessagePushSubscriptionInput): Promise<MemberPayloadRef> {
    return subscribe(ctx, meOf(ctx), input);
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => MemberPayload, { description: 'This browser is not written to as me any more.' })
  messagePushUnsubscribe(@Ctx() ctx: Context, @Arg('endpoint', () => String) endpoint: string): Promise<MemberPayloadRef> {
    return unsubscribe(ctx, meOf(ctx), endpoint);
  }
}

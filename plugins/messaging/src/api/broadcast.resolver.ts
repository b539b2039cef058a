import { MemberWhere } from '@regulars/member/contract';
import { type Connection, type Context, DateTimeScalar, divideRoundHalfUp, listPage, money, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { type BroadcastRef, cancel, createBroadcast, pause, preflight, resume, schedule } from '../domain/broadcasts';
import { BROADCAST_PREFIX } from '../domain/ids';
import { sendTest, type TestSent } from '../domain/test-send';
import { permissions } from '../permissions';
import { broadcastById, broadcasts, MessageBroadcast, MessageBroadcastConnection, MessageBroadcastInput, MessageBroadcastPayload, MessagePreflight } from './broadcast.type';
import { MessageTestInput, MessageTestPayload } from './test.type';

/** A unit's price has four decimals more than money. */
const FINER = 10_000n;

@Resolver()
export class BroadcastResolver {
  @Authorized(permissions.read)
  @Query(() => MessageBroadcastConnection, { description: 'The newest first.' })
  messageBroadcasts(@Ctx() ctx: Context, @Arg('first', () => Int, { nullable: true }) first?: number, @Arg('after', () => String, { nullable: true }) after?: string): Promise<Connection<MessageBroadcast>> {
    return listPage(ctx, broadcasts, { page: { first, after } });
  }

  @Authorized(permissions.read)
  @Query(() => MessageBroadcast, { nullable: true })
  messageBroadcast(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<MessageBroadcast | null> | null {
    const uuid = readId(BROADCAST_PREFIX, id);
    return uuid === null ? null : ctx.load(broadcastById, uuid);
  }

  @Authorized(permissions.send)
  @Query(() => MessagePreflight, { description: 'Whom a broadcast would reach, whom not and why, and what it would cost.' })
  async messagePreflight(
    @Ctx() ctx: Context, @Arg('templateId', () => ID) templateId: string, @Arg('channel', () => String) channel: string, @Arg('where', () => MemberWhere, { nullable: true }) where: MemberWhere | null,
  ): Promise<MessagePreflight> {
    const found = await preflight(ctx, { templateId, channel, where });
    return { ...found, cost: money(divideRoundHalfUp(found.cost, FINER), ctx.brand.currency) };
  }

  @Authorized(permissions.send)
  @Mutation(() => MessageTestPayload, { description: 'Sends a template, with samples in the place of variables, to one address. It is nobody\'s message, and counts nowhere. It leaves once this is answered: ask for the test again to hear what became of it.' })
  messageTestSend(@Ctx() ctx: Context, @Arg('input', () => MessageTestInput) input: MessageTestInput, @Arg('idempotencyKey', () => String) _idempotencyKey: string): Promise<TestSent> {
    return sendTest(ctx, input);
  }

  @Authorized(permissions.send)
  @Mutation(() => MessageBroadcastPayload, { description: 'A draft: nothing is sent before it is scheduled.' })
  messageBroadcastCreate(
    @Ctx() ctx: Context, @Arg('input', () => MessageBroadcastInput) input: MessageBroadcastInput, @Arg('idempotencyKey', () => String) _idempotencyKey: string,
  ): Promise<BroadcastRef> {
    return createBroadcast(ctx, input);
  }

  @Authorized(permissions.send)
  @Mutation(() => MessageBroadcastPayload, { description: 'Sends it at an instant, or now. It goes to whom its filter means then.' })
  messageBroadcastSchedule(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('at', () => DateTimeScalar, { nullable: true }) at?: Date | null): Promise<BroadcastRef> {
    return schedule(ctx, id, at);
  }

  @Authorized(permissions.send)
  @Mutation(() => MessageBroadcastPayload, { description: 'What a provider is being asked now goes out. What is in doubt, and the rest, waits; its life goes on.' })
  messageBroadcastPause(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<BroadcastRef> {
    return pause(ctx, id);
  }

  @Authorized(permissions.send)
  @Mutation(() => MessageBroadcastPayload)
  messageBroadcastResume(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<BroadcastRef> {
    return resume(ctx, id);
  }

  @Authorized(permissions.send)
  @Mutation(() => MessageBroadcastPayload, { description: 'For good. What a provider is being asked now goes out; what is in doubt is not sent again.' })
  messageBroadcastCancel(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<BroadcastRef> {
    return cancel(ctx, id);
  }
}

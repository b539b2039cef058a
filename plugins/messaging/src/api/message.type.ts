import { Member, memberById, MemberEvent } from '@regulars/member/contract';
import { connectionOf, type Context, type Connection, DateTimeScalar, defineLoader, Direction, type ListDefinition, nestedListLoader, Node, oneForEach, publicId, readId } from '@regulars/plugin-sdk';
import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { MESSAGE_COLUMNS, type MessageRow, messagesByIds } from '../data/message.statements';
import { MESSAGE_PREFIX } from '../domain/ids';
import { MessagePurpose, MessageState, MessageTrigger } from './enums';
import { loadTemplates } from './template.resolver';
import { MessageTemplate } from './template.type';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What is, was or would have been said to a member.' })
export class Message extends Node {
  readonly row: MessageRow;

  @Field(() => String) channel: string;
  @Field(() => MessagePurpose) purpose: `${MessagePurpose}`;
  @Field(() => MessageState) state: `${MessageState}`;

  @Field(() => String, {
    nullable: true,
    description: 'Why it was not sent: NOT_ACTIVE, NO_CONSENT, NO_BINDING, UNUSABLE_ADDRESS, BLOCKED, WINDOW_CLOSED (it is an answer, and the member has not written of late), CAP, QUIET, EXPIRED, QUOTA, MISSING_VAR, NO_CONTENT, CONTENT_INVALID, CANCELLED, NO_CHANNEL (nobody brings it any more), DUPLICATE (of two who were merged the other was told, or is going to be); UNCERTAIN: nobody can tell whether it went out; else why it failed, by the provider or before it.',
  })
  reason: string | null;

  @Field(() => MessageTrigger, { nullable: true, description: 'What it answers; null: it is part of a broadcast.' }) trigger: `${MessageTrigger}` | null;
  @Field(() => DateTimeScalar) queuedAt: Date;
  @Field(() => DateTimeScalar, { description: 'Not before.' }) dueAt: Date;
  @Field(() => DateTimeScalar, { nullable: true }) sentAt: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) deliveredAt: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) openedAt: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) clickedAt: Date | null;

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, this.row.member_id) as Promise<Member | null>;
  }

  @Field(() => MessageTemplate, { nullable: true })
  async template(@Ctx() ctx: Context): Promise<MessageTemplate | null> {
    return (await loadTemplates(ctx, [this.row.template_id]))[0] ?? null;
  }
}

export const MessageConnection = connectionOf(() => Message, 'Message');

const messageObject = (row: MessageRow): Message => Object.assign(Object.create(Message.prototype) as Message, {
  id: publicId(MESSAGE_PREFIX, row.id), row, channel: row.channel, purpose: row.purpose, state: row.state, reason: row.reason, trigger: row.trigger, queuedAt: row.queued_at,
  dueAt: row.due_at, sentAt: row.sent_at, deliveredAt: row.delivered_at, openedAt: row.opened_at, clickedAt: row.clicked_at,
});

async function loadMessages(ctx: Context, ids: readonly string[]): Promise<(Message | null)[]> {
  return oneForEach(ids, (await ctx.sql(messagesByIds(ids))).map(messageObject), ({ row }) => row.id);
}

/** By uuid. */
export const messageById = defineLoader<string, Message | null>(loadMessages);

const list = (name: string, parent: string): ListDefinition<MessageRow, Message> => ({
  name: `messaging.messages-${name}`, select: MESSAGE_COLUMNS, from: 'messaging.message AS m', id: { expression: 'm.id', type: 'uuid', direction: Direction.DESC }, parent, toItem: messageObject,
});

const ofMember = nestedListLoader(list('of-member', 'm.member_id'));
const ofBroadcast = nestedListLoader(list('of-broadcast', 'm.broadcast_id'));

/** The newest first; ids do not tell, since broadcasts write theirs in one statement. */
const NEWEST = [{ expression: 'm.queued_at', type: 'timestamptz', direction: Direction.DESC }] as const;

export const messagesOfBroadcast = (ctx: Context, broadcastId: string, first?: number, after?: string): Promise<Connection<Message>> =>
  ctx.load(ofBroadcast, { parent: broadcastId, page: { first, after } });

@Resolver(() => Member)
export class MemberMessagesResolver {
  @FieldResolver(() => MessageConnection, { description: 'The newest first, also what was not sent.' })
  messages(
    @Root() member: Member, @Ctx() ctx: Context, @Arg('first', () => Int, { defaultValue: 10 }) first: number, @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<Message>> {
    return ctx.load(ofMember, { parent: member.uuid, orderBy: NEWEST, page: { first, after } });
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'A provider has taken a message to the member.' })
export class MessageSentEvent extends MemberEvent {
  @Field(() => Message, { nullable: true })
  message(@Ctx() ctx: Context): Promise<Message | null> | null {
    const uuid = readId(MESSAGE_PREFIX, this.data.messageId as string);
    return uuid === null ? null : ctx.load(messageById, uuid);
  }
}

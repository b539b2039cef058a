import { MemberWhere } from '@regulars/member/contract';
import { connectionOf, type Connection, type Context, DateTimeScalar, defineLoader, Direction, type Json, JsonScalar, type ListDefinition, manyForEach, Money, Node, oneForEach, Payload, publicId } from '@regulars/plugin-sdk';
import { Arg, Ctx, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { BROADCAST_COLUMNS, type BroadcastRow, BROADCASTS, broadcastsByIds, progressOf, type ProgressRow } from '../data/broadcast.statements';
import type { BroadcastDraft } from '../domain/broadcasts';
import { BROADCAST_PREFIX } from '../domain/ids';
import { MessageBroadcastState } from './enums';
import { type Message, MessageConnection, messagesOfBroadcast } from './message.type';
import { loadTemplates } from './template.resolver';
import { MessageTemplate } from './template.type';

@ObjectType({ simpleResolvers: true })
export class MessageReason {
  @Field(() => String) reason: string;
  @Field(() => Int) members: number;
}

@ObjectType({ simpleResolvers: true, description: 'How far a broadcast has come.' })
export class MessageProgress {
  @Field(() => Int, { description: 'Wait, or are under way.' }) waiting: number;
  @Field(() => Int, { description: 'Taken by the provider, whatever came after.' }) sent: number;
  @Field(() => Int) delivered: number;
  @Field(() => Int) opened: number;
  @Field(() => Int) clicked: number;
  @Field(() => [MessageReason], { description: 'Suppressed or failed, by reason; of UNCERTAIN nobody can tell whether it went out.' }) notSent: MessageReason[];
  @Field(() => Int, { description: 'Of what was sent.' }) units: number;
}

const progress = defineLoader<string, readonly ProgressRow[]>(async (ctx, ids) => manyForEach(ids, await ctx.sql(progressOf(ids)), ({ broadcast_id }) => broadcast_id));

function progressObject(rows: readonly ProgressRow[]): MessageProgress {
  const count = (...states: readonly string[]): number => rows.filter(({ state }) => states.includes(state)).reduce((sum, { n }) => sum + n, 0);
  const sent = ['SENT', 'DELIVERED', 'OPENED', 'CLICKED'];
  return {
    waiting: count('QUEUED', 'SENDING'), sent: count(...sent), delivered: count(...sent.slice(1)), opened: count(...sent.slice(2)), clicked: count(...sent.slice(3)),
    notSent: rows.flatMap(({ reason, n }) => (reason === null ? [] : [{ reason, members: n }])).sort((a, b) => (a.reason < b.reason ? -1 : 1)),
    units: rows.filter(({ state }) => sent.includes(state)).reduce((sum, { units }) => sum + units, 0),
  };
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'One message to many: to whom a filter means when it begins.' })
export class MessageBroadcast extends Node {
  readonly row: BroadcastRow;

  @Field(() => String) name: string;
  @Field(() => String) channel: string;
  @Field(() => MessageBroadcastState) state: `${MessageBroadcastState}`;
  @Field(() => Int, { description: 'The version of the template it says.' }) templateVersion: number;
  @Field(() => JsonScalar, { nullable: true, description: 'The filter, as it was given; null: everybody.' }) where: Json;
  @Field(() => Int, { description: 'So long after it was to begin nothing of it is sent any more.' }) lifeMinutes: number;
  @Field(() => Int, { nullable: true, description: 'How many members it goes to; null: it has not begun.' }) audience: number | null;
  @Field(() => DateTimeScalar) createdAt: Date;
  @Field(() => DateTimeScalar, { nullable: true }) scheduledAt: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) startedAt: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) finishedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Of one that nobody cancelled. FILTER_UNREADABLE: what it filters by was not there any more when it was to begin. EXPIRED: its life was over before it could begin.' }) cancelReason: string | null;

  @Field(() => MessageTemplate, { nullable: true })
  async template(@Ctx() ctx: Context): Promise<MessageTemplate | null> {
    return (await loadTemplates(ctx, [this.row.template_id]))[0] ?? null;
  }

  @Field(() => MessageProgress)
  async progress(@Ctx() ctx: Context): Promise<MessageProgress> {
    return progressObject(await ctx.load(progress, this.row.id));
  }

  @Field(() => MessageConnection)
  messages(@Ctx() ctx: Context, @Arg('first', () => Int, { defaultValue: 10 }) first: number, @Arg('after', () => String, { nullable: true }) after?: string): Promise<Connection<Message>> {
    return messagesOfBroadcast(ctx, this.row.id, first, after);
  }
}

export const MessageBroadcastConnection = connectionOf(() => MessageBroadcast, 'MessageBroadcast');

const broadcastObject = (row: BroadcastRow): MessageBroadcast => Object.assign(Object.create(MessageBroadcast.prototype) as MessageBroadcast, {
  id: publicId(BROADCAST_PREFIX, row.id), row, name: row.name, channel: row.channel, state: row.state, templateVersion: row.template_version, where: row.filter, lifeMinutes: row.life_minutes,
  audience: row.audience, createdAt: row.created_at, scheduledAt: row.scheduled_at, startedAt: row.started_at, finishedAt: row.finished_at, cancelReason: row.cancel_reason,
});

async function loadBroadcasts(ctx: Context, ids: readonly string[]): Promise<(MessageBroadcast | null)[]> {
  return oneForEach(ids, (await ctx.sql(broadcastsByIds(ids))).map(broadcastObject), ({ row }) => row.id);
}

export const broadcastById = defineLoader<string, MessageBroadcast | null>(loadBroadcasts);

/** The newest first. */
export const broadcasts: ListDefinition<BroadcastRow, MessageBroadcast> = {
  name: 'messaging.broadcasts', select: BROADCAST_COLUMNS, from: BROADCASTS, id: { expression: 'b.id', type: 'uuid', direction: Direction.DESC }, toItem: broadcastObject,
};

@ObjectType({ simpleResolvers: true, description: 'What would become of a broadcast if it were sent now. Caps, quiet hours and consent are asked again when each message leaves.' })
export class MessagePreflight {
  @Field(() => Int) audience: number;
  @Field(() => Int) reachable: number;
  @Field(() => [MessageReason]) unreachable: readonly MessageReason[];
  @Field(() => Money, { description: 'Of messages that are billed as one each.' }) cost: Money;
  @Field(() => Int, { nullable: true, description: 'What the month still holds for marketing, by the brand\'s own bound or what its provider last said, whichever is less; null: no bound.' }) unitsLeft: number | null;
}

@InputType()
export class MessageBroadcastInput implements BroadcastDraft {
  @Field(() => String) name: string;
  @Field(() => ID) templateId: string;
  @Field(() => String) channel: string;
  @Field(() => MemberWhere, { nullable: true, description: 'Left out: everybody.' }) where?: MemberWhere | null;
  @Field(() => Int, { defaultValue: 2880, description: 'So long after it was to begin nothing of it is sent any more.' }) lifeMinutes: number;
}

@ObjectType({ simpleResolvers: true })
export class MessageBroadcastPayload extends Payload {
  readonly broadcastId?: string;

  @Field(() => MessageBroadcast, { nullable: true })
  broadcast(@Ctx() ctx: Context): Promise<MessageBroadcast | null> | null {
    return this.broadcastId === undefined ? null : ctx.load(broadcastById, this.broadcastId);
  }
}

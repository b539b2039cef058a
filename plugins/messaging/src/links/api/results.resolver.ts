import { type Context, DateTimeScalar, defineLoader, manyForEach, Money, money, oneForEach } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { MessageBroadcast } from '../../api/broadcast.type';
import { Message } from '../../api/message.type';
import { type ClickRow, clicksOfMessages, linkClicks, type LinkClicksRow, resultsOfBroadcasts, resultsOfMessages, type ResultsRow } from '../data/results.statements';

@ObjectType({ simpleResolvers: true, description: 'What came of messages.' })
export class MessageResults {
  @Field(() => Int, { description: 'Taken by the provider, whatever came after.' }) sent: number;
  @Field(() => Int, { description: 'Arrived, as far as the provider tells.' }) delivered: number;
  @Field(() => Int, { description: 'Opened, as far as the provider tells, or a link of them was.' }) opened: number;
  @Field(() => Int, { description: 'Of which a link was opened, each counted once.' }) clicked: number;
  @Field(() => Int, { description: 'After which the member bought something: within 7 days of opening a link, and no other message\'s since.' }) converted: number;
  @Field(() => Money, { description: 'What those orders come to, after what was given back.' }) revenue: Money;
}

@ObjectType({ simpleResolvers: true, description: 'A link of a broadcast.' })
export class MessageLink {
  @Field(() => String) url: string;
  @Field(() => Int, { description: 'How many members opened it.' }) clicks: number;
}

@ObjectType({ simpleResolvers: true, description: 'The first time that a member opened a link of a message.' })
export class MessageClick {
  @Field(() => String) url: string;
  @Field(() => DateTimeScalar) at: Date;
}

const resultsLoader = (read: typeof resultsOfMessages) => defineLoader<string, ResultsRow | null>(async (ctx, ids) => oneForEach(ids, await ctx.sql(read(ids)), ({ id }) => id));
const ofBroadcast = resultsLoader(resultsOfBroadcasts);
const ofMessage = resultsLoader(resultsOfMessages);
const links = defineLoader<string, readonly LinkClicksRow[]>(async (ctx, ids) => manyForEach(ids, await ctx.sql(linkClicks(ids)), ({ broadcast_id }) => broadcast_id));
const clicks = defineLoader<string, readonly ClickRow[]>(async (ctx, ids) => manyForEach(ids, await ctx.sql(clicksOfMessages(ids)), ({ message_id }) => message_id));

const NOTHING = { sent: 0, delivered: 0, opened: 0, clicked: 0, converted: 0, revenue: 0n };

function resultsObject(ctx: Context, row: ResultsRow | null): MessageResults {
  const { sent, delivered, opened, clicked, converted, revenue } = row ?? NOTHING;
  return { sent, delivered, opened, clicked, converted, revenue: money(revenue, ctx.brand.currency) };
}

@Resolver(() => MessageBroadcast)
export class BroadcastResultsResolver {
  @FieldResolver(() => MessageResults)
  async results(@Root() { row }: MessageBroadcast, @Ctx() ctx: Context): Promise<MessageResults> {
    return resultsObject(ctx, await ctx.load(ofBroadcast, row.id));
  }

  @FieldResolver(() => [MessageLink], { description: 'In the order in which they stand there; there are none before the first message left.' })
  async links(@Root() { row }: MessageBroadcast, @Ctx() ctx: Context): Promise<readonly MessageLink[]> {
    return (await ctx.load(links, row.id)).map(({ url, clicks: n }) => ({ url, clicks: n }));
  }
}

@Resolver(() => Message)
export class MessageResultsResolver {
  @FieldResolver(() => MessageResults)
  async results(@Root() { row }: Message, @Ctx() ctx: Context): Promise<MessageResults> {
    return resultsObject(ctx, await ctx.load(ofMessage, row.id));
  }

  @FieldResolver(() => [MessageClick], { description: 'The earliest first.' })
  clicks(@Root() { row }: Message, @Ctx() ctx: Context): Promise<readonly MessageClick[]> {
    return ctx.load(clicks, row.id);
  }
}

import { type Context, DateTimeScalar, defineLoader, Node, oneForEach, Payload, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, ID, InputType, ObjectType } from 'type-graphql';
import { testsByIds, type TestRow } from '../data/test.statements';
import { TEST_PREFIX } from '../domain/ids';
import type { TestDraft } from '../domain/test-send';
import { MessageState } from './enums';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'A test, and what became of it; ask for it again by its id (`node`). It is there for a month.' })
export class MessageTest extends Node {
  @Field(() => String) channel: string;
  @Field(() => MessageState, { description: 'SENT: the provider has it; of the channels whose provider tells what follows, DELIVERED, OPENED or FAILED come after.' }) state: `${MessageState}`;
  @Field(() => String, { nullable: true, description: 'Why it failed: what the provider said, also where a message would be tried again; NO_CHANNEL: it was disconnected meanwhile; UNCERTAIN: nobody can tell whether it went out.' }) reason: string | null;
  @Field(() => DateTimeScalar) madeAt: Date;
}

const testObject = ({ id, channel, state, reason, made_at: madeAt }: TestRow): MessageTest =>
  Object.assign(Object.create(MessageTest.prototype) as MessageTest, { id: publicId(TEST_PREFIX, id), channel, state, reason, madeAt });

/** By uuid. */
export const testById = defineLoader<string, MessageTest | null>(async (ctx, ids) => {
  const rows = await ctx.sql(testsByIds(ids));
  return oneForEach(ids, rows, ({ id }) => id).map((row) => row && testObject(row));
});

@InputType()
export class MessageTestInput implements TestDraft {
  @Field(() => ID) templateId: string;
  @Field(() => String) channel: string;
  @Field(() => String, { nullable: true, description: 'Left out: the template\'s own.' }) language?: string | null;
  @Field(() => String, { description: 'As the channel writes addresses: +886912345678, ann@example.com.' }) to: string;
}

@ObjectType({ simpleResolvers: true })
export class MessageTestPayload extends Payload {
  readonly testId?: string;

  @Field(() => Boolean, { description: 'It leaves by no provider: the brand has no account for the channel.' }) inOutbox: boolean;

  @Field(() => MessageTest, { nullable: true })
  test(@Ctx() ctx: Context): Promise<MessageTest | null> | null {
    return this.testId === undefined ? null : ctx.load(testById, this.testId);
  }
}

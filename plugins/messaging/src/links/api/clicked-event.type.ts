import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { Message, messageById } from '../../api/message.type';
import { MESSAGE_PREFIX } from '../../domain/ids';

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'The member opened a link of a message, for the first time.' })
export class MessageClickedEvent extends MemberEvent {
  @Field(() => String, { description: 'Where the link leads.' })
  url(): string {
    return this.data.url as string;
  }

  @Field(() => Message, { nullable: true })
  message(@Ctx() ctx: Context): Promise<Message | null> | null {
    const uuid = readId(MESSAGE_PREFIX, this.data.messageId as string);
    return uuid === null ? null : ctx.load(messageById, uuid);
  }
}

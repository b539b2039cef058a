import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { CARD_PREFIX } from '../domain/ids';
import { cardById } from './card.loaders';
import { ThankYouCard } from './card.type';

/** `thank-you.written`, as subscribers and timelines select it. */
@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class ThankYouWrittenEvent extends MemberEvent {
  @Field(() => ThankYouCard, { nullable: true, description: 'Null once it is thrown away.' })
  card(@Ctx() ctx: Context): Promise<ThankYouCard | null> | null {
    const uuid = readId(CARD_PREFIX, this.data.cardId as string | undefined);
    return uuid === null ? null : ctx.load(cardById, uuid);
  }
}

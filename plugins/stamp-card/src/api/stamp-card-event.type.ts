import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { CARD_PREFIX } from '../domain/ids';
import { cardById } from './stamp-card.loaders';
import { StampCard } from './stamp-card.type';

function cardOf(event: MemberEvent, ctx: Context): Promise<StampCard | null> {
  const uuid = readId(CARD_PREFIX, event.data.cardId as string);
  return uuid === null ? Promise.resolve(null) : ctx.load(cardById, uuid);
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class StampAddedEvent extends MemberEvent {
  @Field(() => StampCard)
  card(@Ctx() ctx: Context): Promise<StampCard | null> {
    return cardOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class StampCardCompletedEvent extends MemberEvent {
  @Field(() => StampCard)
  card(@Ctx() ctx: Context): Promise<StampCard | null> {
    return cardOf(this, ctx);
  }
}

import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { cardById } from './card.loaders';
import { ThankYouCard } from './card.type';

@ObjectType({ simpleResolvers: true })
export class ThankYouPayload extends Payload {
  readonly cardId?: string;

  @Field(() => ThankYouCard, { nullable: true })
  card(@Ctx() ctx: Context): Promise<ThankYouCard | null> | null {
    return this.cardId ? ctx.load(cardById, this.cardId) : null;
  }
}

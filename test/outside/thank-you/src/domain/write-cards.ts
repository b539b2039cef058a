import { type Context, publicId } from '@regulars/plugin-sdk';
import { type CardRow, insertCards, type NewCard } from '../data/card.statements';
import { ThankYouWritten } from './events';
import { CARD_PREFIX } from './ids';

/** Writes cards, and tells of those that are new. */
export async function writeCards(ctx: Context, cards: readonly NewCard[]): Promise<void> {
  if (cards.length === 0) return;
  for (const card of await ctx.sql(insertCards(JSON.stringify(cards)))) tellOf(ctx, card);
}

export const tellOf = (ctx: Context, { id, member_id }: Pick<CardRow, 'id' | 'member_id'>): void => ctx.emit(ThankYouWritten, { cardId: publicId(CARD_PREFIX, id) }, member_id);

import { defineLoader, Direction, type ListDefinition, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { CARD_COLUMNS, type CardRow, CARDS, cardsByIds } from '../data/card.statements';
import { cardObject, type ThankYouCard } from './card.type';

/** The newest first: ids sort by the time they were made. */
export const cards: ListDefinition<CardRow, ThankYouCard> = {
  name: 'thank-you.cards',
  select: CARD_COLUMNS,
  from: CARDS,
  id: { expression: 'c.id', type: 'uuid', direction: Direction.DESC },
  parent: 'c.member_id',
  toItem: cardObject,
};

/** Pages of the cards of many members, in one statement. */
export const cardsByMember = nestedListLoader(cards);

/** Many cards in one statement; null for those that are not there. */
export const cardById = defineLoader<string, ThankYouCard | null>(async (ctx, uuids) =>
  oneForEach(uuids, (await ctx.sql(cardsByIds(uuids))).map(cardObject), (card) => card.uuid));

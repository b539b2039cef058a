import { type Context, NotFoundError, readId, reject } from '@regulars/plugin-sdk';
import { readCard } from '../data/card.statements';
import { CARD_PREFIX } from './ids';
import type { WrittenCard } from './write-card';

/** A member opens a card of their own; anybody else's is not there. */
export async function readOwnCard(ctx: Context, id: string): Promise<WrittenCard> {
  const absent = (): never => reject(new NotFoundError({ en: 'There is no such card.', 'zh-TW': '查無此卡片。' }, 'id', id));
  const [cardId, { memberId }] = [readId(CARD_PREFIX, id) ?? absent(), ctx.actor];
  if (memberId === null) return absent();
  const [read] = await ctx.sql(readCard(cardId, memberId));
  return read ? { cardId } : absent();
}

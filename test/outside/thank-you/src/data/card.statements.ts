import { statement } from '@regulars/plugin-sdk';

export interface CardRow {
  readonly id: string;
  readonly member_id: string;
  readonly order_id: string | null;
  readonly text: string;
  readonly written_at: Date;
  readonly read_at: Date | null;
}

/** A card to be written; what is left out of the JSON is null. */
export interface NewCard {
  readonly id: string;
  readonly member_id: string;
  readonly order_id?: string;
  readonly text: string;
}

export const CARD_COLUMNS = 'c.id, c.member_id, c.order_id, c.text, c.written_at, c.read_at';
export const CARDS = 'thank_you.card c';

/** Answers those that were not there before: an order is thanked for once. */
export const insertCards = statement<Pick<CardRow, 'id' | 'member_id'>, [json: string]>('thank-you.insert-cards', `
  INSERT INTO thank_you.card (id, member_id, order_id, text)
  SELECT id, member_id, order_id, text FROM jsonb_to_recordset($1::jsonb) AS card (id uuid, member_id uuid, order_id uuid, text text)
  ON CONFLICT (brand_id, order_id) DO NOTHING RETURNING id, member_id`);

/** Of these orders the cards that nobody has read and that are not (any more) for the member the JSON names. */
export const withdrawCards = statement<never, [json: string]>('thank-you.withdraw-cards', `
  DELETE FROM thank_you.card c USING jsonb_to_recordset($1::jsonb) AS due (order_id uuid, member_id uuid)
   WHERE c.order_id = due.order_id AND c.member_id IS DISTINCT FROM due.member_id AND c.read_at IS NULL`);

export const cardsByIds = statement<CardRow, [readonly string[]]>('thank-you.cards-by-ids', `
  SELECT ${CARD_COLUMNS} FROM ${CARDS} WHERE c.id = ANY($1)`);

/** Reading a card again leaves the first time. */
export const readCard = statement<{ id: string }, [id: string, memberId: string]>('thank-you.read-card', `
  UPDATE thank_you.card SET read_at = coalesce(read_at, platform.current_now()) WHERE id = $1 AND member_id = $2 RETURNING id`);

export const deleteUnread = statement<never, [ids: readonly string[]]>('thank-you.delete-unread', `
  DELETE FROM thank_you.card WHERE id = ANY($1::uuid[]) AND read_at IS NULL`);

export const readAmong = statement<{ id: string }, [ids: readonly string[]]>('thank-you.read-among', `
  SELECT id FROM thank_you.card WHERE id = ANY($1::uuid[]) AND read_at IS NOT NULL`);

export const deleteWrittenBefore = statement<never, [at: Date]>('thank-you.delete-written-before', `
  DELETE FROM thank_you.card WHERE written_at < $1`);

export const oldestCard = statement<{ written_at: Date }>('thank-you.oldest-card', `
  SELECT written_at FROM thank_you.card ORDER BY written_at LIMIT 1`);

export const cardsOfMember = statement<CardRow, [string]>('thank-you.cards-of-member', `
  SELECT ${CARD_COLUMNS} FROM ${CARDS} WHERE c.member_id = $1 ORDER BY c.id`);

export const moveCards = statement<{ id: string }, [survivorId: string, loserId: string]>('thank-you.move-cards', `
  UPDATE thank_you.card SET member_id = $1 WHERE member_id = $2 RETURNING id`);

export const returnCards = statement<never, [loserId: string, ids: readonly string[]]>('thank-you.return-cards', `
  UPDATE thank_you.card SET member_id = $1 WHERE id = ANY($2::uuid[])`);

export const deleteCardsOfMember = statement<never, [string]>('thank-you.delete-cards-of-member', `
  DELETE FROM thank_you.card WHERE member_id = $1`);

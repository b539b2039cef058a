import { type Statement, statement } from '@regulars/plugin-sdk';

export interface ConversionDraft {
  readonly orderId: string;
  readonly memberId: string;
  readonly orderedAt: Date;
  readonly revision: number;
  readonly amount: bigint;
}

const insert = statement<never, [orderId: string, memberId: string, orderedAt: Date, revision: number, amount: bigint, days: number]>('messaging.insert-conversion', `
  INSERT INTO messaging.conversion (order_id, message_id, place, clicked_at, ordered_at, revision, amount)
  SELECT $1, c.message_id, c.place, c.at, $3, $4, $5
    FROM member.member_public AS p
    JOIN messaging.message AS m ON m.member_id = coalesce(p.merged_into, p.id) AND m.clicked_at IS NOT NULL
    JOIN messaging.click AS c ON c.message_id = m.id
   WHERE p.id = $2 AND c.at <= $3 AND c.at > $3::timestamptz - make_interval(days => $6)
   ORDER BY c.at DESC, c.message_id, c.place LIMIT 1
  ON CONFLICT (brand_id, order_id) DO NOTHING`);

/** To the last link the member opened within so many days before it; nothing where there is none. */
export const insertConversion = ({ orderId, memberId, orderedAt, revision, amount }: ConversionDraft, days: number): Statement<never> => insert(orderId, memberId, orderedAt, revision, amount, days);

/** What is left of it; an older word about the order changes nothing. */
export const setConversion = statement<never, [orderId: string, revision: number, amount: bigint]>('messaging.set-conversion', `
  UPDATE messaging.conversion SET revision = $2, amount = $3 WHERE order_id = $1 AND revision < $2`);

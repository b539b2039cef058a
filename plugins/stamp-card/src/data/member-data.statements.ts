import { statement } from '@regulars/plugin-sdk';

export const moveEntries = statement<never, [survivorId: string, loserId: string]>('stamp-card.move-entries', `
  UPDATE stamp_card.entry SET member_id = $1 WHERE member_id = $2`);

/** Of orders that are the loser's again. */
export const returnEntries = statement<never, [survivorId: string, loserId: string]>('stamp-card.return-entries', `
  UPDATE stamp_card.entry SET member_id = $2 FROM "order".order_fact AS fact
   WHERE fact.member_id = $2 AND entry.order_id = fact.order_id AND entry.member_id = $1`);

export interface StoredCard {
  readonly id: string;
  readonly program_id: string;
  readonly member_id: string;
  readonly number: number;
  readonly stamps: number;
  /** With microseconds, as text. */
  readonly opened_at: string;
  readonly completed_at: string | null;
}

const CARD = 'id, program_id, member_id, number, stamps, opened_at, completed_at';

/** The cards of both, those of the survivor first in each program. */
export const cardsOfBoth = statement<StoredCard & { readonly slots: number }, [survivorId: string, loserId: string]>('stamp-card.cards-of-both', `
  SELECT card.id, card.program_id, card.member_id, card.number, card.stamps, card.opened_at::text AS opened_at, card.completed_at::text AS completed_at, program.slots
    FROM stamp_card.card JOIN stamp_card.program ON program.id = card.program_id
   WHERE card.member_id IN ($1, $2) ORDER BY card.program_id, card.member_id <> $1, card.number`);

/** What the loser's orders hold, by program. */
export const stampsOfMember = statement<{ program_id: string; stamps: number }, [memberId: string]>('stamp-card.stamps-of-member', `
  SELECT program_id, sum(amount_stamps + visit_stamps)::int AS stamps FROM stamp_card.entry WHERE member_id = $1 GROUP BY program_id`);

export const deleteCards = statement<never, [memberIds: readonly string[]]>('stamp-card.delete-cards', `
  DELETE FROM stamp_card.card WHERE member_id = ANY($1::uuid[])`);

/** JSON of `StoredCard`s. */
export const insertCards = statement<never, [json: string]>('stamp-card.insert-cards', `
  INSERT INTO stamp_card.card (${CARD})
  SELECT ${CARD} FROM jsonb_to_recordset($1::jsonb) AS card (id uuid, program_id uuid, member_id uuid, number int, stamps int, opened_at timestamptz, completed_at timestamptz)`);

export const exportedCards = statement<{ name: string; number: number; stamps: number; opened_at: Date; completed_at: Date | null }, [memberId: string]>('stamp-card.exported-cards', `
  SELECT program.name, card.number, card.stamps, card.opened_at, card.completed_at
    FROM stamp_card.card JOIN stamp_card.program ON program.id = card.program_id
   WHERE card.member_id = $1 ORDER BY card.opened_at, card.number`);

export const exportedEntries = statement<{ name: string; order_id: string; business_date: string; stamps: number }, [memberId: string]>('stamp-card.exported-entries', `
  SELECT program.name, entry.order_id, entry.business_date, entry.amount_stamps + entry.visit_stamps AS stamps
    FROM stamp_card.entry JOIN stamp_card.program ON program.id = entry.program_id
   WHERE entry.member_id = $1 ORDER BY entry.placed_at, entry.order_id`);

import { statement } from '@regulars/plugin-sdk';

export const moveEntries = statement<never, [survivorId: string, loserId: string]>('stamp-card.move-entries', `
  UPDATE stamp_card.entry SET member_id = $1 WHERE member_id = $2`);

export interface MemberTotalRow {
  readonly program_id: string;
  readonly slots: number;
  readonly stamps: number;
  readonly opened_at: Date;
}

export const totalsOfBoth = statement<MemberTotalRow, [survivorId: string, loserId: string]>('stamp-card.totals-of-both', `
  SELECT card.program_id, program.slots, sum(card.stamps)::int AS stamps, min(card.opened_at) AS opened_at
    FROM stamp_card.card JOIN stamp_card.program ON program.id = card.program_id
   WHERE card.member_id IN ($1, $2) GROUP BY card.program_id, program.slots`);

export const deleteCards = statement<never, [survivorId: string, loserId: string]>('stamp-card.delete-cards', `
  DELETE FROM stamp_card.card WHERE member_id IN ($1, $2)`);

export const exportedCards = statement<{ name: string; number: number; stamps: number; opened_at: Date; completed_at: Date | null }, [memberId: string]>('stamp-card.exported-cards', `
  SELECT program.name, card.number, card.stamps, card.opened_at, card.completed_at
    FROM stamp_card.card JOIN stamp_card.program ON program.id = card.program_id
   WHERE card.member_id = $1 ORDER BY card.opened_at, card.number`);

import { statement } from '@regulars/plugin-sdk';

export const giftsHad = statement<{ member_id: string }, [memberIds: readonly string[], occasion: string, occurrence: string]>(
  'tier.gifts-had',
  'SELECT member_id FROM tier.gift WHERE member_id = ANY($1::uuid[]) AND occasion = $2 AND occurrence = $3',
);

/** Active members with one of these birthdays (`MM-DD`) who have had no gift for it this year, in id order. */
export const birthdays = statement<{ id: string }, [days: readonly string[], year: string, after: string, limit: number]>(
  'tier.birthdays',
  `SELECT m.id FROM member.member_public AS m
   WHERE m.id > $3 AND m.status = 'ACTIVE' AND m.joined_at <= platform.current_now() AND to_char(m.birth_date, 'MM-DD') = ANY($1::text[])
     AND NOT EXISTS (SELECT 1 FROM tier.gift AS g WHERE g.member_id = m.id AND g.occasion = 'BIRTHDAY' AND g.occurrence = $2)
   ORDER BY m.id LIMIT $4`,
);

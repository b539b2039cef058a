import { statement } from '@regulars/plugin-sdk';

/** Notes occasions that had not been, and answers whose. */
export const noteOccasions = statement<{ member_id: string }, [memberIds: readonly string[], rule: string, occurrence: string, at: Date]>('gift-coupon.note-occasions', `
  INSERT INTO gift_coupon.rule_issue (member_id, rule, occurrence, at) SELECT m.id, $2, $3, $4 FROM unnest($1::uuid[]) AS m (id)
  ON CONFLICT DO NOTHING RETURNING member_id`);

/** Active members with one of these birthdays (`MM-DD`), null: with any or none, whose occasion has not been; in id order. */
export const membersOfDay = statement<{ id: string }, [days: readonly string[] | null, rule: string, occurrence: string, after: string, limit: number, joinedBefore: Date]>('gift-coupon.members-of-day', `
  SELECT m.id FROM member.member_public AS m
   WHERE m.id > $4 AND m.status = 'ACTIVE' AND m.joined_at <= platform.current_now() AND m.joined_at < $6 AND ($1::text[] IS NULL OR to_char(m.birth_date, 'MM-DD') = ANY($1::text[]))
     AND NOT EXISTS (SELECT FROM gift_coupon.rule_issue AS i WHERE i.member_id = m.id AND i.rule = $2 AND i.occurrence = $3)
   ORDER BY m.id LIMIT $5`);

/** The last day whose occasions were seen to at least once. */
export const lastDay = statement<{ done: string }>('gift-coupon.last-day', 'SELECT done FROM gift_coupon.rule_day FOR UPDATE');

export const setLastDay = statement<never, [date: string]>('gift-coupon.set-last-day', `
  INSERT INTO gift_coupon.rule_day AS d (done) VALUES ($1::date) ON CONFLICT (brand_id) DO UPDATE SET done = greatest(d.done, EXCLUDED.done)`);

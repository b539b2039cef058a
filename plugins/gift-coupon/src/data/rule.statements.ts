import { type LocalDate, statement } from '@regulars/plugin-sdk';

/** Notes occasions that had not been, and answers whose. */
export const noteOccasions = statement<{ member_id: string }, [memberIds: readonly string[], rule: string, occurrence: string, at: Date]>('gift-coupon.note-occasions', `
  INSERT INTO gift_coupon.rule_issue (member_id, rule, occurrence, at) SELECT m.id, $2, $3, $4 FROM unnest($1::uuid[]) AS m (id)
  ON CONFLICT DO NOTHING RETURNING member_id`);

const UNTIL_NOW = `m.id > $3 AND m.status = 'ACTIVE' AND m.joined_at <= platform.current_now() AND m.joined_at < $5
     AND NOT EXISTS (SELECT FROM gift_coupon.rule_issue AS i WHERE i.member_id = m.id AND i.rule = $1 AND i.occurrence = $2)
   ORDER BY m.id LIMIT $4`;

/** Active members whose occasion has not been; in id order. */
export const everybody = statement<{ id: string }, [rule: string, occurrence: string, after: string, limit: number, joinedBefore: Date]>('gift-coupon.everybody', `
  SELECT m.id FROM member.member_public AS m WHERE ${UNTIL_NOW}`);

/** Of them those born on one of these dates. */
export const bornOn = statement<{ id: string }, [rule: string, occurrence: string, after: string, limit: number, joinedBefore: Date, dates: readonly LocalDate[]]>('gift-coupon.born-on', `
  SELECT m.id FROM member.member_public AS m WHERE m.birth_date = ANY($6::date[]) AND ${UNTIL_NOW}`);

/** The last day whose occasions were seen to at least once. */
export const lastDay = statement<{ done: string; since: string | null }>('gift-coupon.last-day', 'SELECT done, since FROM gift_coupon.rule_day FOR UPDATE');

export const setLastDay = statement<never, [date: string]>('gift-coupon.set-last-day', `
  INSERT INTO gift_coupon.rule_day AS d (done) VALUES ($1::date) ON CONFLICT (brand_id) DO UPDATE SET done = greatest(d.done, EXCLUDED.done)`);

/** The same, on the day on which the brand takes the plugin up. */
export const startDays = statement<never, [date: string]>('gift-coupon.start-days', `
  INSERT INTO gift_coupon.rule_day AS d (done, since) VALUES ($1::date, $1::date) ON CONFLICT (brand_id) DO UPDATE SET done = greatest(d.done, EXCLUDED.done), since = EXCLUDED.since`);

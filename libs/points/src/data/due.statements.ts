import { statement } from '@regulars/plugin-sdk';

/** Members of whom an expiry is to be posted. What is held waits, and with it the rest of the wallet. */
export const membersDue = statement<{ readonly member_id: string }, [limit: number]>(
  'points.members-due',
  `SELECT DISTINCT member_id FROM points.lot WHERE remaining > 0 AND expires_at <= (SELECT platform.current_now())
     AND NOT EXISTS (SELECT FROM points.live_hold WHERE live_hold.member_id = lot.member_id) ORDER BY member_id LIMIT $1`,
);

export interface ReminderRow {
  readonly member_id: string;
  readonly expires_on: string;
  readonly points: number;
  /** Every offset that is due and was not told yet. */
  readonly days_before: readonly number[];
}

/** What is to be told: for each number of days, points that end on or before the day beside it. All end at `horizon` or before. */
export const remindersDue = statement<ReminderRow, [daysBefore: readonly number[], until: readonly string[], horizon: Date]>(
  'points.reminders-due',
  `SELECT lot.member_id, lot.expires_on, lot.points, array_agg(reminder.days_before ORDER BY reminder.days_before) AS days_before
   FROM (
     SELECT member_id, expires_on, sum(remaining)::int AS points FROM points.lot
     WHERE remaining > 0 AND expires_at > (SELECT platform.current_now()) AND expires_at <= $3
     GROUP BY member_id, expires_on
   ) AS lot
   JOIN unnest($1::int[], $2::date[]) AS reminder(days_before, until) ON lot.expires_on <= reminder.until
   WHERE NOT EXISTS (
     SELECT FROM points.notice
     WHERE notice.member_id = lot.member_id AND notice.expires_on = lot.expires_on AND notice.days_before = reminder.days_before)
   GROUP BY lot.member_id, lot.expires_on, lot.points
   ORDER BY lot.member_id, lot.expires_on`,
);

/** Answers the notices that were not there. */
export const insertNotices = statement<{ readonly member_id: string; readonly expires_on: string; readonly days_before: number }, [members: readonly string[], days: readonly string[], before: readonly number[]]>(
  'points.insert-notices',
  `INSERT INTO points.notice (member_id, expires_on, days_before) SELECT * FROM unnest($1::uuid[], $2::date[], $3::int[])
   ON CONFLICT DO NOTHING RETURNING member_id, expires_on, days_before`,
);

export interface NextDueRow {
  readonly expires_at: Date | null;
  /** In the order of what was asked: the first last usable day behind each. */
  readonly days: readonly (string | null)[];
}

/** The next expiry of points or of a hold, and behind each of these instants the last usable day of what ends first. */
export const nextDue = statement<NextDueRow, [after: readonly Date[]]>(
  'points.next-due',
  `SELECT least((SELECT min(expires_at) FROM points.lot WHERE remaining > 0 AND expires_at > (SELECT platform.current_now())),
       (SELECT min(expires_at) FROM points.hold WHERE state = 'OPEN' AND expires_at > (SELECT platform.current_now()))) AS expires_at,
     (SELECT coalesce(array_agg((SELECT expires_on FROM points.lot WHERE remaining > 0 AND expires_at > bound.after ORDER BY expires_at LIMIT 1)::text
        ORDER BY bound.place), '{}')
      FROM unnest($1::timestamptz[]) WITH ORDINALITY AS bound(after, place)) AS days`,
);

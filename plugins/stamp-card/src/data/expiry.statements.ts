import { statement } from '@regulars/plugin-sdk';

export interface ExpiredRow {
  readonly id: string;
  readonly program_id: string;
  readonly member_id: string;
  readonly stamps: number;
  readonly ended_at: Date;
}

/** Writes down, once, which open cards are over: by their own end, or with their program. Cards in use are left to the next run. */
export const expireCards = statement<ExpiredRow, [limit: number]>('stamp-card.expire-cards', `
  WITH by_day AS (
    SELECT card.brand_id, card.id, card.valid_until AS ended_at FROM stamp_card.card
     WHERE card.valid_until <= platform.current_now() AND card.expired_at IS NULL AND card.completed_at IS NULL
     ORDER BY card.valid_until LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
  ), by_program AS (
    SELECT card.brand_id, card.id, program.ends_at AS ended_at FROM stamp_card.program JOIN stamp_card.card ON card.program_id = program.id
     WHERE program.ends_at <= platform.current_now() AND card.valid_until IS NULL AND card.expired_at IS NULL AND card.completed_at IS NULL
     LIMIT $1 FOR NO KEY UPDATE OF card SKIP LOCKED
  ), due AS (SELECT * FROM by_day UNION ALL SELECT * FROM by_program)
  UPDATE stamp_card.card SET expired_at = platform.current_now() FROM due WHERE card.brand_id = due.brand_id AND card.id = due.id
  RETURNING card.id, card.program_id, card.member_id, card.stamps, due.ended_at`);

export const nextExpiry = statement<{ at: Date | null }>('stamp-card.next-expiry', `
  SELECT least(
    (SELECT min(valid_until) FROM stamp_card.card WHERE valid_until > platform.current_now() AND expired_at IS NULL AND completed_at IS NULL),
    (SELECT min(ends_at) FROM stamp_card.program WHERE ends_at > platform.current_now() AND state = 'LIVE')) AS at`);

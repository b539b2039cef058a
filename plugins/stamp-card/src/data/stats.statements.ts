import { statement } from '@regulars/plugin-sdk';

export interface StatsRow {
  readonly program_id: string;
  readonly opened: number;
  readonly completed: number;
  readonly expired: number;
  readonly stamps: number;
  readonly rewards_given: number;
}

export const programStats = statement<StatsRow, [programIds: readonly string[]]>('stamp-card.program-stats', `
  SELECT program.id AS program_id, cards.*, (
      SELECT count(*)::int FROM member.reward_given AS given
       WHERE given.cause_module = 'stamp-card' AND given.state = 'GIVEN' AND given.cause_key COLLATE "C" >= program.id || '/' AND given.cause_key COLLATE "C" < program.id || '0') AS rewards_given
    FROM stamp_card.program CROSS JOIN LATERAL (
      SELECT count(*)::int AS opened, count(card.completed_at)::int AS completed, coalesce(sum(card.stamps), 0)::int AS stamps,
        count(*) FILTER (WHERE card.completed_at IS NULL AND coalesce(card.valid_until, program.ends_at) <= platform.current_now())::int AS expired
        FROM stamp_card.card WHERE card.program_id = program.id AND card.stamps > 0) AS cards
   WHERE program.id = ANY($1::uuid[])`);

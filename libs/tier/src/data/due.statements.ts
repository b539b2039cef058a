import { statement } from '@regulars/plugin-sdk';

export const dueMembers = statement<{ member_id: string; next_judge_at: Date }, [limit: number]>(
  'tier.due-members',
  `SELECT member_id, next_judge_at FROM tier.membership WHERE next_judge_at <= platform.current_now() ORDER BY next_judge_at, member_id LIMIT $1`,
);

export const nextJudgement = statement<{ at: Date | null }>(
  'tier.next-judgement',
  'SELECT min(next_judge_at) AS at FROM tier.membership WHERE next_judge_at > platform.current_now()',
);

export const nextActivation = statement<{ at: Date | null }>(
  'tier.next-activation',
  `SELECT min(activated_at) AS at FROM tier.program WHERE state = 'DRAFT' AND activated_at > platform.current_now()`,
);

/** Members with something to judge by, in id order. */
export const membersToJudge = statement<{ id: string }, [after: string, limit: number]>(
  'tier.members-to-judge',
  `SELECT m.id FROM member.member_public AS m
   WHERE m.id > $1 AND (
     EXISTS (SELECT 1 FROM "order".order_fact AS o WHERE o.member_id = m.id) OR EXISTS (SELECT 1 FROM tier.membership AS t WHERE t.member_id = m.id))
   ORDER BY m.id LIMIT $2`,
);

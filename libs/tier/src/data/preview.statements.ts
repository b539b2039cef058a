import { statement } from '@regulars/plugin-sdk';

const LIVING = `m.status NOT IN ('MERGED', 'ERASED', 'WITHDRAWN')`;

export const livingMembersToJudge = statement<{ id: string }, [after: string, limit: number]>(
  'tier.living-members-to-judge',
  `SELECT m.id FROM member.member_public AS m
   WHERE m.id > $1 AND ${LIVING} AND (
     EXISTS (SELECT 1 FROM "order".order_fact AS o WHERE o.member_id = m.id) OR EXISTS (SELECT 1 FROM tier.membership AS t WHERE t.member_id = m.id))
   ORDER BY m.id LIMIT $2`,
  { acrossStores: true },
);

export const countLivingMembers = statement<{ n: number }>(
  'tier.count-living-members',
  `SELECT count(*)::int AS n FROM member.member_public AS m WHERE ${LIVING}`,
);

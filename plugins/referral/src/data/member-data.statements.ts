import { statement } from '@regulars/plugin-sdk';

type Pair = [survivorId: string, loserId: string];

export const moveLinks = statement<{ id: string }, Pair>('referral.move-links', 'UPDATE referral.link SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnLinks = statement<never, [survivorId: string, loserId: string, ids: readonly string[]]>('referral.return-links', `
  UPDATE referral.link SET member_id = $2 WHERE id = ANY($3::uuid[]) AND member_id = $1`);

export interface DroppedEdgeRow {
  readonly id: string;
  /** As it was. */
  readonly state: 'BOUND' | 'QUALIFIED';
}

/** Of edges that do not stand any more once the two are one: before they are moved. */
export const dropEdges = statement<DroppedEdgeRow, [ids: readonly string[]]>('referral.drop-edges', `
  UPDATE referral.edge AS e SET state = 'DROPPED' FROM (SELECT o.id, o.state FROM referral.edge AS o WHERE o.id = ANY($1::uuid[]) FOR UPDATE) AS before
   WHERE e.id = before.id AND e.state <> 'DROPPED' RETURNING e.id, before.state`);

/** The programs in which one of the two was brought, and by which edges. */
export const edgesOfPair = statement<{ id: string; program_id: string; referee_id: string }, [ids: readonly string[]]>('referral.edges-of-pair', `
  SELECT e.id, e.program_id, e.referee_id FROM referral.edge AS e WHERE e.referee_id = ANY($1::uuid[]) AND e.state <> 'DROPPED' ORDER BY e.id`);

export interface MovedEdgeRow {
  readonly id: string;
  readonly was_referrer: boolean;
  readonly was_referee: boolean;
}

export const moveEdges = statement<MovedEdgeRow, Pair>('referral.move-edges', `
  UPDATE referral.edge AS e SET referrer_id = CASE WHEN o.referrer_id = $2 THEN $1 ELSE o.referrer_id END, referee_id = CASE WHEN o.referee_id = $2 THEN $1 ELSE o.referee_id END
    FROM (SELECT b.id, b.referrer_id, b.referee_id FROM referral.edge AS b WHERE b.referrer_id = $2 OR b.referee_id = $2 FOR UPDATE) AS o
   WHERE e.id = o.id RETURNING e.id, o.referrer_id = $2 AS was_referrer, o.referee_id = $2 AS was_referee`);

export const returnEdges = statement<never, [survivorId: string, loserId: string, referrers: readonly string[], referees: readonly string[]]>('referral.return-edges', `
  UPDATE referral.edge AS e SET referrer_id = CASE WHEN e.id = ANY($3::uuid[]) AND e.referrer_id = $1 THEN $2 ELSE e.referrer_id END,
      referee_id = CASE WHEN e.id = ANY($4::uuid[]) AND e.referee_id = $1 THEN $2 ELSE e.referee_id END
   WHERE e.id = ANY($3::uuid[]) OR e.id = ANY($4::uuid[])`);

/** As it was; not where somebody else has brought the member since, or where it would lead back to the member by now. */
export const restoreEdge = statement<{ id: string }, [id: string, state: string]>('referral.restore-edge', `
  UPDATE referral.edge AS e SET state = $2
   WHERE e.id = $1 AND e.state = 'DROPPED' AND e.referrer_id <> e.referee_id
     AND NOT EXISTS (SELECT FROM referral.edge AS o WHERE o.program_id = e.program_id AND o.referee_id = e.referee_id AND o.state <> 'DROPPED')
     AND NOT EXISTS (
       WITH RECURSIVE up AS (
         SELECT e.referrer_id AS member_id
         UNION SELECT o.referrer_id FROM up JOIN referral.edge AS o ON o.program_id = e.program_id AND o.referee_id = up.member_id AND o.state <> 'DROPPED')
       SELECT FROM up WHERE up.member_id = e.referee_id)
  RETURNING e.id`);

/** Whoever of these members somebody has brought, with an order of one of them. */
export const anyOrderOf = statement<{ referee_id: string; order_id: string }, [ids: readonly string[]]>('referral.any-order-of', `
  SELECT DISTINCT e.referee_id, f.order_id FROM referral.edge AS e
   CROSS JOIN (SELECT o.order_id FROM "order".order_fact AS o WHERE o.member_id = ANY($1::uuid[]) ORDER BY o.placed_at, o.order_id LIMIT 1) AS f
   WHERE e.referee_id = ANY($1::uuid[]) AND e.state <> 'DROPPED'`);

/** The programs of these edges, locked: chains are changed by one merge at a time, else two at once could close a circle that neither of them sees. */
export const lockProgramsOf = statement<{ id: string }, [edgeIds: readonly string[]]>('referral.lock-programs-of', `
  SELECT p.id FROM referral.program AS p WHERE p.id IN (SELECT e.program_id FROM referral.edge AS e WHERE e.id = ANY($1::uuid[])) ORDER BY p.id FOR NO KEY UPDATE`);

/** Of who was erased: nobody joins by them any more. */
export const closeLinks = statement<never, [memberId: string]>('referral.close-links', `
  UPDATE referral.link SET closed_at = COALESCE(closed_at, platform.current_now()) WHERE member_id = $1`);

export const exportedLinks = statement<{ program: string; code: string; clicks: number; created_at: Date }, [memberId: string]>('referral.exported-links', `
  SELECT p.code AS program, l.code, l.clicks, l.created_at FROM referral.link AS l JOIN referral.program AS p ON p.id = l.program_id WHERE l.member_id = $1 ORDER BY l.id`);

export const exportedEdges = statement<{ id: string; program: string; is_referrer: boolean; source: string; state: string; bound_at: Date; qualified_at: Date | null }, [memberId: string]>('referral.exported-edges', `
  SELECT e.id, p.code AS program, e.referrer_id = $1 AS is_referrer, e.source, e.state, e.bound_at, e.qualified_at
    FROM referral.edge AS e JOIN referral.program AS p ON p.id = e.program_id WHERE e.referrer_id = $1 OR e.referee_id = $1 ORDER BY e.id`);

export const moveRewards = statement<{ id: string }, Pair>('referral.move-rewards', 'UPDATE referral.reward SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnRewards = statement<never, [survivorId: string, loserId: string, ids: readonly string[]]>('referral.return-rewards', `
  UPDATE referral.reward SET member_id = $2 WHERE id = ANY($3::uuid[]) AND member_id = $1`);

/** Of who was erased: nothing more is given. What was given in part stays so. */
export const forfeitRewards = statement<never, [memberId: string]>('referral.forfeit-rewards', `
  UPDATE referral.reward SET amount = CASE WHEN paid > 0 THEN paid ELSE amount END, state = CASE WHEN paid > 0 THEN 'PAID' ELSE 'REJECTED' END, reason = CASE WHEN paid > 0 THEN NULL ELSE 'ERASED' END
   WHERE member_id = $1 AND state IN ('PENDING', 'REVIEW')`);

export interface ExportedRewardRow {
  readonly id: string;
  readonly program: string;
  readonly rule_key: string;
  readonly level: number;
  readonly at: Date;
  readonly amount: number;
  readonly paid: number;
  readonly state: string;
}

export const exportedRewards = statement<ExportedRewardRow, [memberId: string]>('referral.exported-rewards', `
  SELECT r.id, p.code AS program, r.rule_key, r.level, r.at, r.amount, r.paid, r.state FROM referral.reward AS r JOIN referral.program AS p ON p.id = r.program_id
   WHERE r.member_id = $1 ORDER BY r.id`);

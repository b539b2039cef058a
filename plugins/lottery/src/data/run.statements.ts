import { statement } from '@regulars/plugin-sdk';

export interface ReachedStage {
  readonly stage: number;
  readonly state: 'REACHED' | 'SHORT' | 'KEPT';
  /** ISO 8601. */
  readonly at: string;
}

export interface RunRow {
  readonly id: string;
  readonly challenge_id: string;
  readonly version: number;
  readonly member_id: string;
  readonly started_at: Date;
  /** In their order. */
  readonly stages: readonly ReachedStage[];
  /** By stage, what counts. */
  readonly counts: Readonly<Record<string, number>>;
}

const RUN = `
  SELECT r.id, r.challenge_id, r.version, r.member_id, r.started_at,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('stage', s.stage, 'state', s.state, 'at', s.reached_at) ORDER BY s.stage), '[]') FROM lottery.challenge_stage AS s WHERE s.run_id = r.id) AS stages,
      (SELECT coalesce(jsonb_object_agg(n.stage, n.amount), '{}') FROM (
        SELECT c.stage, sum(c.amount) AS amount FROM lottery.challenge_count AS c WHERE c.run_id = r.id AND c.taken_back_at IS NULL GROUP BY 1) AS n) AS counts
    FROM lottery.challenge_run AS r`;

/** Those that go on. */
export const runsOf = statement<RunRow, [memberIds: readonly string[]]>('lottery.runs-of', `${RUN} WHERE r.member_id = ANY($1::uuid[]) AND NOT r.set_aside ORDER BY r.started_at, r.id`);

export const runsById = statement<RunRow, [ids: readonly string[]]>('lottery.runs-by-id', `${RUN} WHERE r.id = ANY($1::uuid[])`);

export const insertRun = statement<never, [id: string, challengeId: string, version: number, memberId: string, at: Date]>('lottery.insert-run', `
  INSERT INTO lottery.challenge_run (id, challenge_id, version, member_id, started_at) VALUES ($1, $2, $3, $4, $5)`);

type Count = [id: string, runId: string, stage: number, amount: number, causeKey: string, orderId: string | null, at: Date];

/** Nothing when it has counted before. */
export const insertCount = statement<{ id: string }, Count>('lottery.insert-count', `
  INSERT INTO lottery.challenge_count (id, run_id, stage, amount, cause_key, order_id, counted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT ON CONSTRAINT challenge_count_once DO NOTHING RETURNING id`);

/** For the first time, or again after it was taken back; nothing when it stands. */
export const reachStage = statement<{ id: string }, [id: string, runId: string, stage: number, at: Date]>('lottery.reach-stage', `
  INSERT INTO lottery.challenge_stage AS s (id, run_id, stage, state, reached_at) VALUES ($1, $2, $3, 'REACHED', $4)
  ON CONFLICT ON CONSTRAINT challenge_stage_once DO UPDATE SET state = 'REACHED', reached_at = EXCLUDED.reached_at WHERE s.state = 'SHORT' RETURNING id`);

export const setStage = statement<never, [runId: string, stage: number, state: 'SHORT' | 'KEPT']>('lottery.set-stage', `
  UPDATE lottery.challenge_stage SET state = $3 WHERE run_id = $1 AND stage = $2 AND state = 'REACHED'`);

export interface OrderCountRow {
  readonly id: string;
  readonly run_id: string;
  readonly stage: number;
  readonly member_id: string;
}

/** Where an order counts. */
export const countsOfOrder = statement<OrderCountRow, [orderId: string]>('lottery.counts-of-order', `
  SELECT c.id, c.run_id, c.stage, r.member_id FROM lottery.challenge_count AS c JOIN lottery.challenge_run AS r ON r.id = c.run_id
   WHERE c.order_id = $1 AND c.taken_back_at IS NULL ORDER BY c.id`);

export const takeCountsBack = statement<{ id: string }, [ids: readonly string[], at: Date]>('lottery.take-counts-back', `
  UPDATE lottery.challenge_count SET taken_back_at = $2 WHERE id = ANY($1::uuid[]) AND taken_back_at IS NULL RETURNING id`);

type Pair = [survivorId: string, loserId: string];

/** Of two runs of one challenge, the one that has not come as far; of equals the loser's. */
export const setRunsAside = statement<{ id: string }, Pair>('lottery.set-runs-aside', `
  UPDATE lottery.challenge_run AS r SET set_aside = true FROM (
    SELECT own.id AS own, other.id AS other,
        (SELECT count(*) FROM lottery.challenge_stage AS s WHERE s.run_id = own.id) AS own_stages, (SELECT count(*) FROM lottery.challenge_stage AS s WHERE s.run_id = other.id) AS other_stages
      FROM lottery.challenge_run AS own JOIN lottery.challenge_run AS other ON other.challenge_id = own.challenge_id AND other.member_id = $2 AND NOT other.set_aside
     WHERE own.member_id = $1 AND NOT own.set_aside) AS met
   WHERE r.id = CASE WHEN met.other_stages > met.own_stages THEN met.own ELSE met.other END RETURNING r.id`);

export const moveRuns = statement<{ id: string }, Pair>('lottery.move-runs', 'UPDATE lottery.challenge_run SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnRuns = statement<never, [...pair: Pair, ids: readonly string[]]>('lottery.return-runs', 'UPDATE lottery.challenge_run SET member_id = $2 WHERE member_id = $1 AND id = ANY($3::uuid[])');

/** Behind `returnRuns`: whose other one is still there goes on with that. */
export const resumeRuns = statement<never, [ids: readonly string[]]>('lottery.resume-runs', `
  UPDATE lottery.challenge_run AS r SET set_aside = false
   WHERE r.id = ANY($1::uuid[]) AND NOT EXISTS (SELECT FROM lottery.challenge_run AS o WHERE o.challenge_id = r.challenge_id AND o.member_id = r.member_id AND NOT o.set_aside)`);

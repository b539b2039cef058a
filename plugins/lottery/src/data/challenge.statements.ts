import { statement } from '@regulars/plugin-sdk';
import type { ChallengeTerms, StageTerms } from './challenge-terms';

export interface ChallengeRow {
  readonly id: string;
  readonly code: string;
  readonly state: 'DRAFT' | 'LIVE' | 'PAUSED' | 'ENDED';
  /** Of the stages. */
  readonly version: number;
  readonly terms: ChallengeTerms;
}

const CHALLENGE_COLUMNS = 'h.id, h.code, h.state, h.version, h.terms';
export const CHALLENGES = 'lottery.challenge AS h';

/** In the order they were made. */
export const allChallenges = statement<ChallengeRow>('lottery.all-challenges', `SELECT ${CHALLENGE_COLUMNS} FROM ${CHALLENGES} ORDER BY h.id`);

export interface StagesRow {
  readonly challenge_id: string;
  readonly version: number;
  readonly stages: readonly StageTerms[];
}

export const allStages = statement<StagesRow>('lottery.all-stages', 'SELECT v.challenge_id, v.version, v.stages FROM lottery.challenge_version AS v ORDER BY v.challenge_id, v.version');

export const stagesOf = statement<StagesRow, [challengeIds: readonly string[]]>('lottery.stages-of', `
  SELECT v.challenge_id, v.version, v.stages FROM lottery.challenge_version AS v WHERE v.challenge_id = ANY($1::uuid[]) ORDER BY v.challenge_id, v.version`);

export const challengesById = statement<ChallengeRow, [ids: readonly string[]]>('lottery.challenges-by-id', `SELECT ${CHALLENGE_COLUMNS} FROM ${CHALLENGES} WHERE h.id = ANY($1::uuid[])`);

export const challengeForUpdate = statement<ChallengeRow, [id: string]>('lottery.challenge-for-update', `SELECT ${CHALLENGE_COLUMNS} FROM ${CHALLENGES} WHERE h.id = $1 FOR NO KEY UPDATE OF h`);

/** As games are: what is live of both counts against one limit. */
export const lockChallenges = statement<{ id: string }>('lottery.lock-challenges', `SELECT h.id FROM ${CHALLENGES} ORDER BY h.id FOR NO KEY UPDATE`);

/** Nothing when the code is taken. */
export const insertChallenge = statement<{ id: string }, [id: string, code: string, terms: string]>('lottery.insert-challenge', `
  INSERT INTO lottery.challenge (id, code, terms) VALUES ($1, $2, $3::jsonb) ON CONFLICT ON CONSTRAINT challenge_code_unique DO NOTHING RETURNING id`);

/** Nothing when the code is taken. */
export const setChallenge = statement<{ id: string }, [id: string, code: string, version: number, terms: string]>('lottery.set-challenge', `
  UPDATE lottery.challenge SET code = $2, version = $3, terms = $4::jsonb
   WHERE id = $1 AND NOT EXISTS (SELECT FROM lottery.challenge AS o WHERE o.code = $2 AND o.id <> $1) RETURNING id`);

export const setChallengeState = statement<never, [id: string, state: string]>('lottery.set-challenge-state', 'UPDATE lottery.challenge SET state = $2 WHERE id = $1');

export const insertStages = statement<never, [challengeId: string, version: number, stages: string]>('lottery.insert-stages', `
  INSERT INTO lottery.challenge_version (challenge_id, version, stages) VALUES ($1, $2, $3::jsonb)`);

/** How many members reached each stage, by the place it had for them. */
export const reachedOf = statement<{ challenge_id: string; version: number; stage: number; reached: number }, [challengeIds: readonly string[]]>('lottery.reached-of', `
  SELECT r.challenge_id, r.version, s.stage, count(*)::int AS reached
    FROM lottery.challenge_run AS r JOIN lottery.challenge_stage AS s ON s.run_id = r.id
   WHERE r.challenge_id = ANY($1::uuid[]) AND NOT r.set_aside AND s.state <> 'SHORT' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);

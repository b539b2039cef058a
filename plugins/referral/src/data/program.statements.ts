import { statement } from '@regulars/plugin-sdk';
import type { ProgramRules, ProgramTerms } from './program-terms';

export interface ProgramRow {
  readonly id: string;
  readonly code: string;
  readonly state: 'DRAFT' | 'LIVE' | 'PAUSED' | 'ENDED';
  /** Of the rules. */
  readonly version: number;
  readonly terms: ProgramTerms;
  readonly rules: ProgramRules;
}

export const PROGRAM_COLUMNS = 'p.id, p.code, p.state, p.version, p.terms, v.rules';
export const PROGRAMS = 'referral.program AS p JOIN referral.program_version AS v ON v.program_id = p.id AND v.version = p.version';

export const allPrograms = statement<ProgramRow>('referral.all-programs', `SELECT ${PROGRAM_COLUMNS} FROM ${PROGRAMS} ORDER BY p.id`);

export const allRules = statement<{ program_id: string; version: number; rules: ProgramRules }>('referral.all-rules', 'SELECT v.program_id, v.version, v.rules FROM referral.program_version AS v');

export const programsById = statement<ProgramRow, [ids: readonly string[]]>('referral.programs-by-id', `SELECT ${PROGRAM_COLUMNS} FROM ${PROGRAMS} WHERE p.id = ANY($1::uuid[])`);

export const programForUpdate = statement<ProgramRow, [id: string]>('referral.program-for-update', `SELECT ${PROGRAM_COLUMNS} FROM ${PROGRAMS} WHERE p.id = $1 FOR NO KEY UPDATE OF p`);

/** Locked against each other: two publications at once cannot both be the last one the plan grants. */
export const lockPrograms = statement<{ id: string }>('referral.lock-programs', 'SELECT p.id FROM referral.program AS p ORDER BY p.id FOR NO KEY UPDATE');

export const countLive = statement<{ live: number }>('referral.count-live', "SELECT count(*)::int AS live FROM referral.program WHERE state IN ('LIVE', 'PAUSED')");

/** Nothing when the code is taken. */
export const insertProgram = statement<{ id: string }, [id: string, code: string, terms: string]>('referral.insert-program', `
  INSERT INTO referral.program (id, code, terms) VALUES ($1, $2, $3::jsonb) ON CONFLICT ON CONSTRAINT program_code_unique DO NOTHING RETURNING id`);

/** Nothing when the code is taken. */
export const setProgram = statement<{ id: string }, [id: string, code: string, version: number, terms: string]>('referral.set-program', `
  UPDATE referral.program SET code = $2, version = $3, terms = $4::jsonb
   WHERE id = $1 AND NOT EXISTS (SELECT FROM referral.program AS o WHERE o.code = $2 AND o.id <> $1) RETURNING id`);

export const setProgramState = statement<never, [id: string, state: string]>('referral.set-program-state', 'UPDATE referral.program SET state = $2 WHERE id = $1');

export const insertRules = statement<never, [programId: string, version: number, rules: string]>('referral.insert-rules', `
  INSERT INTO referral.program_version (program_id, version, rules) VALUES ($1, $2, $3::jsonb)`);

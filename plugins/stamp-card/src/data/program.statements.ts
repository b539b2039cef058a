import { statement } from '@regulars/plugin-sdk';
import type { ProgramTerms } from './program-terms';

export interface ProgramRow {
  readonly id: string;
  readonly name: string;
  readonly state: 'DRAFT' | 'LIVE' | 'ENDED';
  readonly version: number;
  readonly slots: number;
  readonly rules: ProgramTerms['rules'];
  readonly rewards: ProgramTerms['rewards'];
  readonly starts_at: Date;
  readonly ends_at: Date | null;
}

const COLUMNS = 'id, name, state, version, slots, rules, rewards, starts_at, ends_at';

export const programs = statement<ProgramRow>('stamp-card.programs', `SELECT ${COLUMNS} FROM stamp_card.program ORDER BY created_at, id`);

export const programsById = statement<ProgramRow, [readonly string[]]>('stamp-card.programs-by-id', `
  SELECT ${COLUMNS} FROM stamp_card.program WHERE id = ANY($1::uuid[])`);

export const programForUpdate = statement<ProgramRow, [string]>('stamp-card.program-for-update', `
  SELECT ${COLUMNS} FROM stamp_card.program WHERE id = $1 FOR UPDATE`);

type Terms = [id: string, name: string, slots: number, rules: string, rewards: string, startsAt: Date, endsAt: Date | null];

export const insertProgram = statement<never, Terms>('stamp-card.insert-program', `
  INSERT INTO stamp_card.program (id, name, slots, rules, rewards, starts_at, ends_at, created_at)
  VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7, platform.current_now())`);

export const updateProgram = statement<never, Terms>('stamp-card.update-program', `
  UPDATE stamp_card.program SET name = $2, slots = $3, rules = $4::jsonb, rewards = $5::jsonb, starts_at = $6, ends_at = $7, version = version + 1
   WHERE id = $1`);

export const setProgramState = statement<never, [id: string, state: string, endsAt: Date | null]>('stamp-card.set-program-state', `
  UPDATE stamp_card.program SET state = $2, ends_at = coalesce($3, ends_at) WHERE id = $1`);

/** Live programs, locked against each other: two activations at once cannot both be the last one the plan grants. */
export const lockPrograms = statement<{ state: string }>('stamp-card.lock-programs', 'SELECT state FROM stamp_card.program ORDER BY id FOR UPDATE');

export const countLive = statement<{ live: number }>('stamp-card.count-live', `SELECT count(*)::int AS live FROM stamp_card.program WHERE state = 'LIVE'`);

import { statement } from '@regulars/plugin-sdk';
import type { EarlierVersion, Pause, ProgramTerms } from './program-terms';

export interface ProgramRow {
  readonly id: string;
  readonly name: string;
  readonly kind: ProgramTerms['kind'];
  readonly state: 'DRAFT' | 'LIVE' | 'ENDED';
  readonly version: number;
  readonly slots: number;
  readonly rules: ProgramTerms['rules'];
  readonly rewards: ProgramTerms['rewards'];
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly valid_for_days: number | null;
  readonly daily_limit: number | null;
  readonly min_interval_minutes: number | null;
  readonly exclusive_group: string | null;
  readonly priority: number;
  readonly surplus: ProgramTerms['surplus'];
  readonly reopens: boolean;
  readonly step_order: ProgramTerms['stepOrder'];
  readonly nearly_full_at: number | null;
  readonly effective_from: Date | null;
  readonly earlier: readonly EarlierVersion[];
  readonly pauses: readonly Pause[];
  /** Of a program that was ended: the end it had before; infinite where it had none. */
  readonly planned_end: Date | number | null;
}

/** What a program says, as columns of `jsonb_to_record`. */
const TERMS = `name text, kind text, slots int, rules jsonb, rewards jsonb, starts_at timestamptz, ends_at timestamptz, valid_for_days int, daily_limit int,
  min_interval_minutes int, exclusive_group text, priority int, surplus text, reopens boolean, step_order text, nearly_full_at int`;
const TERM_NAMES = 'name, kind, slots, rules, rewards, starts_at, ends_at, valid_for_days, daily_limit, min_interval_minutes, exclusive_group, priority, surplus, reopens, step_order, nearly_full_at';
const COLUMNS = `id, state, version, effective_from, earlier, pauses, planned_end, ${TERM_NAMES}`;

export const programs = statement<ProgramRow>('stamp-card.programs', `SELECT ${COLUMNS} FROM stamp_card.program ORDER BY created_at, id`);

export const programsById = statement<ProgramRow, [readonly string[]]>('stamp-card.programs-by-id', `
  SELECT ${COLUMNS} FROM stamp_card.program WHERE id = ANY($1::uuid[])`);

export const programForUpdate = statement<ProgramRow, [string]>('stamp-card.program-for-update', `
  SELECT ${COLUMNS} FROM stamp_card.program WHERE id = $1 FOR UPDATE`);

/** `terms`: JSON with the names of columns. */
export const insertProgram = statement<never, [id: string, terms: string]>('stamp-card.insert-program', `
  INSERT INTO stamp_card.program (id, created_at, ${TERM_NAMES})
  SELECT $1::uuid, platform.current_now(), ${TERM_NAMES} FROM jsonb_to_record($2::jsonb) AS terms (${TERMS})`);

/** `earlier` and `from`: the versions before, and when this one takes effect. */
export const updateProgram = statement<never, [id: string, terms: string, earlier: string, from: Date | null]>('stamp-card.update-program', `
  UPDATE stamp_card.program AS p SET version = p.version + 1, earlier = $3::jsonb, effective_from = $4, (${TERM_NAMES}) =
    (SELECT ${TERM_NAMES} FROM jsonb_to_record($2::jsonb) AS terms (${TERMS}))
   WHERE p.id = $1`);

export const setProgramState = statement<never, [id: string, state: string, endsAt: Date | null]>('stamp-card.set-program-state', `
  UPDATE stamp_card.program SET state = $2, planned_end = CASE WHEN $3::timestamptz IS NULL THEN planned_end ELSE coalesce(ends_at, 'infinity') END, ends_at = coalesce($3, ends_at)
   WHERE id = $1`);

export const setPauses = statement<never, [id: string, pauses: string]>('stamp-card.set-pauses', 'UPDATE stamp_card.program SET pauses = $2::jsonb WHERE id = $1');

/** Programs, locked against each other: two activations at once cannot both be the last one the plan grants. */
export const lockPrograms = statement<{ state: string }>('stamp-card.lock-programs', 'SELECT state FROM stamp_card.program ORDER BY id FOR UPDATE');

export const countLive = statement<{ live: number }>('stamp-card.count-live', `SELECT count(*)::int AS live FROM stamp_card.program WHERE state = 'LIVE'`);

import { statement } from '@regulars/plugin-sdk';

export interface ProgramRow {
  readonly id: string;
  readonly version: number;
  readonly state: 'DRAFT' | 'LIVE' | 'ENDED';
  /** Amounts are texts of minor units. */
  readonly terms: unknown;
  readonly activated_at: Date | null;
  readonly ended_at: Date | null;
}

export const allPrograms = statement<ProgramRow>(
  'tier.all-programs',
  'SELECT id, version, state, terms, activated_at, ended_at FROM tier.program ORDER BY version DESC',
);

export const programById = statement<ProgramRow, [id: string]>(
  'tier.program-by-id',
  'SELECT id, version, state, terms, activated_at, ended_at FROM tier.program WHERE id = $1',
);

/** One transaction at a time changes a brand's programs. */
export const lockPrograms = statement<never>(
  'tier.lock-programs',
  `SELECT pg_advisory_xact_lock(hashtextextended('tier.program/' || platform.current_brand(), 0))`,
);

export const programState = statement<{ id: string; state: ProgramRow['state'] }, [id: string]>(
  'tier.program-state',
  'SELECT id, state FROM tier.program WHERE id = $1',
);

export const insertProgram = statement<{ version: number }, [id: string, terms: string]>(
  'tier.insert-program',
  `INSERT INTO tier.program (id, version, state, terms)
   SELECT $1, coalesce(max(version), 0) + 1, 'DRAFT', $2::jsonb FROM tier.program
   RETURNING version`,
);

/** Nothing comes back when it is no draft any more. */
export const updateDraft = statement<{ id: string }, [id: string, terms: string]>(
  'tier.update-draft',
  `UPDATE tier.program SET terms = $2::jsonb WHERE id = $1 AND state = 'DRAFT' RETURNING id`,
);

export const scheduleDraft = statement<{ id: string }, [id: string, at: Date]>(
  'tier.schedule-draft',
  `UPDATE tier.program SET activated_at = $2 WHERE id = $1 AND state = 'DRAFT' RETURNING id`,
);

export const endLiveProgram = statement<{ id: string }, [at: Date]>(
  'tier.end-live-program',
  `UPDATE tier.program SET state = 'ENDED', ended_at = greatest($1, activated_at) WHERE state = 'LIVE' RETURNING id`,
);

export const activateDraft = statement<{ id: string }, [id: string, at: Date]>(
  'tier.activate-draft',
  `UPDATE tier.program SET state = 'LIVE', activated_at = $2 WHERE id = $1 AND state = 'DRAFT' RETURNING id`,
);

export const draftsDue = statement<{ id: string; activated_at: Date }>(
  'tier.drafts-due',
  `SELECT id, activated_at FROM tier.program
   WHERE state = 'DRAFT' AND activated_at <= platform.current_now() ORDER BY activated_at, version`,
);

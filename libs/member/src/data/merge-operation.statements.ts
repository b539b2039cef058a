import { type JsonObject, statement } from '@regulars/plugin-sdk';

export interface MergeOperationRow {
  readonly id: string;
  readonly survivor_id: string;
  readonly loser_id: string;
  readonly cause: string;
  readonly at: Date;
  readonly undone_at: Date | null;
  readonly remainders: readonly { readonly module: string; readonly what: string; readonly count: number }[];
}

const COLUMNS = 'o.id, o.survivor_id, o.loser_id, o.cause, o.at, o.undone_at, o.remainders';

export const operationsByIds = statement<MergeOperationRow, [ids: readonly string[]]>(
  'member.merge-operations',
  `SELECT ${COLUMNS} FROM member.merge_operation AS o WHERE o.id = ANY($1::uuid[])`,
);

export const journalOf = statement<{ journal: Readonly<Record<string, JsonObject>> }, [id: string]>(
  'member.merge-journal',
  'SELECT o.journal FROM member.merge_operation AS o WHERE o.id = $1',
);

export const insertOperation = statement<
  never, [id: string, survivorId: string, loserId: string, cause: string, actorKind: string, actorId: string, journal: string]
>(
  'member.insert-merge-operation',
  `INSERT INTO member.merge_operation (id, survivor_id, loser_id, cause, actor_kind, actor_id, journal)
   VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
);

/** Conditional: of two who undo one merge at once, one finds it undone. */
export const markUndone = statement<{ id: string }, [id: string, remainders: string]>(
  'member.mark-undone',
  `UPDATE member.merge_operation SET undone_at = platform.current_now(), remainders = $2::jsonb WHERE id = $1 AND undone_at IS NULL RETURNING id`,
);

/** Those who were merged into the member. */
export const absorbedBy = statement<{ id: string }, [memberId: string]>(
  'member.absorbed-by',
  'SELECT m.id FROM member.member AS m WHERE m.merged_into = $1 ORDER BY m.id',
);

/** What was written down to undo merges holds what they changed of the person. */
export const clearJournals = statement<never, [memberIds: readonly string[]]>(
  'member.clear-merge-journals',
  `UPDATE member.merge_operation SET journal = '{}', reason = NULL WHERE survivor_id = ANY($1::uuid[]) OR loser_id = ANY($1::uuid[])`,
);

export interface OpenMergeRow {
  readonly survivor_id: string;
  /** This module's; null in operations whose journals were cleared. */
  readonly journal: JsonObject | null;
}

/** Merges of these members into others that were not undone. */
export const openMergesOf = statement<OpenMergeRow, [loserIds: readonly string[]]>(
  'member.open-merges-of',
  `SELECT o.survivor_id, o.journal -> 'member' AS journal FROM member.merge_operation AS o WHERE o.loser_id = ANY($1::uuid[]) AND o.undone_at IS NULL ORDER BY o.at, o.id`,
);

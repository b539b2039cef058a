import { Direction, statement } from '@regulars/plugin-sdk';

export type DataRequestState = 'RECEIVED' | 'VERIFIED' | 'PROCESSING' | 'DONE' | 'REFUSED';

export interface DataRequestRow {
  readonly id: string;
  readonly member_id: string;
  readonly kind: 'ACCESS' | 'CORRECTION' | 'ERASURE';
  readonly state: DataRequestState;
  readonly jurisdiction: string;
  readonly received_at: Date;
  readonly due_at: Date;
  readonly note: string | null;
  readonly extended_at: Date | null;
  readonly extended_for: string | null;
  readonly answered_at: Date | null;
  readonly answer: string | null;
  readonly job_id: string | null;
}

const COLUMNS = 'r.id, r.member_id, r.kind, r.state, r.jurisdiction, r.received_at, r.due_at, r.note, r.extended_at, r.extended_for, r.answered_at, r.answer, r.job_id';

export const dataRequestsByIds = statement<DataRequestRow, [ids: readonly string[]]>(
  'member.data-requests-by-ids',
  `SELECT ${COLUMNS} FROM member.data_request AS r WHERE r.id = ANY($1::uuid[])`,
);

export const dataRequestsOf = statement<DataRequestRow, [memberIds: readonly string[]]>(
  'member.data-requests-of',
  `SELECT ${COLUMNS} FROM member.data_request AS r WHERE r.member_id = ANY($1::uuid[]) ORDER BY r.received_at, r.id`,
);

export const lockRequest = statement<DataRequestRow, [id: string]>(
  'member.lock-data-request',
  `SELECT ${COLUMNS} FROM member.data_request AS r WHERE r.id = $1 FOR NO KEY UPDATE`,
);

export const dataRequestList = {
  name: 'member.data-requests',
  select: COLUMNS,
  from: 'member.data_request AS r',
  id: { expression: 'r.id', type: 'uuid', direction: Direction.ASC },
} as const;

/** What is due first stands first. */
export const firstDueFirst = [{ expression: 'r.due_at', type: 'timestamptz', direction: Direction.ASC }] as const;

export const insertRequest = statement<never, [id: string, memberId: string, kind: string, jurisdiction: string, receivedAt: Date, dueAt: Date, note: string | null]>(
  'member.insert-data-request',
  'INSERT INTO member.data_request (id, member_id, kind, jurisdiction, received_at, due_at, note) VALUES ($1, $2, $3, $4, $5, $6, $7)',
);

export const moveRequest = statement<never, [id: string, state: string, answer: string | null]>(
  'member.move-data-request',
  `UPDATE member.data_request SET state = $2, answer = $3, answered_at = CASE WHEN $2 IN ('DONE', 'REFUSED') THEN platform.current_now() END WHERE id = $1`,
);

export const extendRequest = statement<never, [id: string, dueAt: Date, reason: string]>(
  'member.extend-data-request',
  'UPDATE member.data_request SET due_at = $2, extended_at = platform.current_now(), extended_for = $3 WHERE id = $1',
);

export const nameJob = statement<never, [id: string, jobId: string]>('member.name-request-job', 'UPDATE member.data_request SET job_id = $2 WHERE id = $1');

export const moveRequests = statement<{ id: string }, [survivorId: string, loserId: string]>(
  'member.move-data-requests',
  'UPDATE member.data_request SET member_id = $1 WHERE member_id = $2 RETURNING id',
);

export const returnRequests = statement<never, [loserId: string, ids: readonly string[]]>(
  'member.return-data-requests',
  'UPDATE member.data_request SET member_id = $1 WHERE id = ANY($2::uuid[])',
);

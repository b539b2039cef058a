import { statement } from '@regulars/plugin-sdk';

/** JSON of rows; what was planned before stays as it was. */
export const planInvitations = statement<never, [json: string]>('survey.plan-invitations', `
  INSERT INTO survey.invitation (id, survey_id, member_id, order_id, due_at, late_at)
  SELECT id, survey_id, member_id, order_id, due_at, late_at
    FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, survey_id uuid, member_id uuid, order_id uuid, due_at timestamptz, late_at timestamptz)
  ON CONFLICT ON CONSTRAINT invitation_once DO NOTHING`);

export const dueInvitations = statement<{ id: string; member_id: string }, [limit: number]>('survey.due-invitations', `
  SELECT i.id, i.member_id FROM survey.invitation AS i WHERE i.state = 'PLANNED' AND i.due_at <= platform.current_now() ORDER BY i.due_at, i.id LIMIT $1`);

export const nextInvitation = statement<{ at: Date | null }>('survey.next-invitation', `
  SELECT min(i.due_at) AS at FROM survey.invitation AS i WHERE i.state = 'PLANNED' AND i.due_at > platform.current_now()`);

export interface DueInvitationRow {
  readonly id: string;
  readonly survey_id: string;
  readonly member_id: string;
  readonly order_id: string;
  readonly late_at: Date;
  readonly is_live: boolean;
  readonly is_active: boolean;
  /** The order is the member's, and nothing of it was given back. */
  readonly order_stands: boolean;
  readonly has_answered: boolean;
  /** When the member was asked, or answered, last; of whatever survey. */
  readonly last_at: Date | null;
}

/** Of those that were due, what still is, in the order in which they fell due; locked. Their members are locked before. */
export const lockDueInvitations = statement<DueInvitationRow, [ids: readonly string[]]>('survey.lock-due-invitations', `
  SELECT i.id, i.survey_id, i.member_id, i.order_id, i.late_at, s.state = 'LIVE' AS is_live,
      EXISTS (SELECT FROM member.member_public AS m WHERE m.id = i.member_id AND m.status = 'ACTIVE') AS is_active,
      EXISTS (SELECT FROM "order".order_fact AS o WHERE o.order_id = i.order_id AND o.member_id = i.member_id AND o.counts AND o.net = o.net_before_refunds) AS order_stands,
      EXISTS (SELECT FROM survey.response AS r WHERE r.survey_id = i.survey_id AND r.member_id = i.member_id AND r.state = 'COMPLETED') AS has_answered,
      greatest((SELECT max(x.decided_at) FROM survey.invitation AS x WHERE x.member_id = i.member_id AND x.state = 'SENT'),
               (SELECT max(r.completed_at) FROM survey.response AS r WHERE r.member_id = i.member_id)) AS last_at
    FROM survey.invitation AS i JOIN survey.survey AS s ON s.id = i.survey_id
   WHERE i.id = ANY($1::uuid[]) AND i.state = 'PLANNED' ORDER BY i.due_at, i.id FOR UPDATE OF i`);

/** JSON of rows: a reason says why nobody is asked. */
export const decideInvitations = statement<never, [json: string]>('survey.decide-invitations', `
  UPDATE survey.invitation AS i SET state = CASE WHEN r.reason IS NULL THEN 'SENT' ELSE 'SKIPPED' END, reason = r.reason, decided_at = platform.current_now()
    FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, reason text) WHERE i.id = r.id`);

export interface OpenInvitationRow {
  readonly member_id: string;
  readonly survey_id: string;
  readonly order_id: string;
  readonly decided_at: Date;
}

/** Surveys that members were asked to answer and can, the latest first: each once. */
export const openInvitations = statement<OpenInvitationRow, [memberIds: readonly string[]]>('survey.open-invitations', `
  SELECT o.member_id, o.survey_id, o.order_id, o.decided_at FROM (
    SELECT DISTINCT ON (i.member_id, i.survey_id) i.member_id, i.survey_id, i.order_id, i.decided_at
      FROM survey.invitation AS i JOIN survey.survey AS s ON s.id = i.survey_id AND s.state = 'LIVE'
     WHERE i.member_id = ANY($1::uuid[]) AND i.state = 'SENT'
       AND NOT EXISTS (SELECT FROM survey.response AS r WHERE r.survey_id = i.survey_id AND r.member_id = i.member_id AND r.state = 'COMPLETED')
     ORDER BY i.member_id, i.survey_id, i.decided_at DESC) AS o
   ORDER BY o.decided_at DESC, o.survey_id`);

type Pair = [survivorId: string, loserId: string];

export const moveInvitations = statement<{ id: string }, Pair>('survey.move-invitations', 'UPDATE survey.invitation SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnInvitations = statement<never, [loserId: string, ids: readonly string[]]>('survey.return-invitations', 'UPDATE survey.invitation SET member_id = $1 WHERE id = ANY($2::uuid[])');

export const eraseInvitations = statement<never, [memberId: string]>('survey.erase-invitations', 'DELETE FROM survey.invitation WHERE member_id = $1');

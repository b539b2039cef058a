import { statement } from '@regulars/plugin-sdk';

/** What speaks against taking two members for one without anybody deciding it. */
export interface ProvedPairRow {
  /** The other never proved to hold it: somebody wrote it down. */
  readonly only_claimed: boolean;
  /** Each has a phone, each a LINE account, or each an account of the brand's provider. */
  readonly sign_in_alike: boolean;
  readonly born_on_other_days: boolean;
  /** Somebody decided that they are two: dismissed the suggestion, or undid a merge. */
  readonly told_apart: boolean;
  readonly erasure_asked: boolean;
}

/**
 * Both are locked. By an external id one signs in only where the brand's provider said it. Whoever was merged into one
 * of them is the same person, so what was decided about them counts.
 */
export const provedPair = statement<ProvedPairRow, [callerId: string, ownerId: string, kind: string, valueIndex: string]>(
  'member.proved-pair',
  `WITH one AS (SELECT m.id FROM member.member AS m WHERE m.id = $1 OR m.merged_into = $1),
     other AS (SELECT m.id FROM member.member AS m WHERE m.id = $2 OR m.merged_into = $2),
     way AS (SELECT i.member_id, i.kind FROM member.identity AS i
       WHERE i.member_id IN ($1, $2) AND (i.kind IN ('PHONE', 'LINE') OR (i.kind = 'EXTERNAL' AND i.verified_at IS NOT NULL))),
     parted AS (
       SELECT s.first_id AS a, s.second_id AS b FROM member.merge_suggestion AS s WHERE s.state = 'DISMISSED'
         AND (s.first_id IN (SELECT id FROM one UNION ALL SELECT id FROM other) AND s.second_id IN (SELECT id FROM one UNION ALL SELECT id FROM other))
       UNION ALL
       SELECT o.survivor_id, o.loser_id FROM member.merge_operation AS o WHERE o.undone_at IS NOT NULL
         AND (o.survivor_id IN (SELECT id FROM one UNION ALL SELECT id FROM other) AND o.loser_id IN (SELECT id FROM one UNION ALL SELECT id FROM other)))
   SELECT
     NOT EXISTS (SELECT FROM member.identity AS i WHERE i.member_id = $2 AND i.kind = $3 AND i.value_index = decode($4, 'hex') AND i.verified_at IS NOT NULL) AS only_claimed,
     EXISTS (SELECT FROM way AS a JOIN way AS b ON b.kind = a.kind WHERE a.member_id = $1 AND b.member_id = $2) AS sign_in_alike,
     EXISTS (SELECT FROM member.member AS a, member.member AS b WHERE a.id = $1 AND b.id = $2 AND a.birth_date <> b.birth_date) AS born_on_other_days,
     EXISTS (SELECT FROM parted AS p WHERE (p.a IN (SELECT id FROM one)) <> (p.b IN (SELECT id FROM one))) AS told_apart,
     EXISTS (SELECT FROM member.data_request AS r WHERE r.member_id IN ($1, $2) AND r.kind = 'ERASURE' AND r.answered_at IS NULL) AS erasure_asked`,
);

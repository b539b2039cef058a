import { Direction, statement } from '@regulars/plugin-sdk';

export interface MergeSuggestionRow {
  readonly id: string;
  readonly first_id: string;
  readonly second_id: string;
  readonly score: number;
  readonly reasons: readonly string[];
  readonly state: string;
}

const COLUMNS = 's.id, s.first_id, s.second_id, s.score, s.reasons, s.state';

export const suggestionsByIds = statement<MergeSuggestionRow, [ids: readonly string[]]>(
  'member.merge-suggestions-by-ids',
  `SELECT ${COLUMNS} FROM member.merge_suggestion AS s WHERE s.id = ANY($1::uuid[])`,
);

/** Those that wait for a decision, the surest first. */
export const suggestionList = {
  name: 'member.merge-suggestions',
  select: COLUMNS,
  from: 'member.merge_suggestion AS s',
  id: { expression: 's.id', type: 'uuid', direction: Direction.DESC },
} as const;

export const surestFirst = [{ expression: 's.score', type: 'int', direction: Direction.DESC }] as const;

export interface UnmatchedRow {
  readonly id: string;
  readonly version: number;
  readonly name: string | null;
  readonly birth_date: string | null;
}

/** Living members who have changed since they were last compared with others. */
export const unmatchedMembers = statement<UnmatchedRow, [limit: number]>(
  'member.unmatched',
  `SELECT m.id, m.version, CASE WHEN m.status IN ('MERGED', 'ERASED') THEN NULL ELSE m.name END AS name, m.birth_date
   FROM member.member AS m WHERE m.matched_version <> m.version ORDER BY m.id LIMIT $1`,
);

/** Who changed meanwhile stays unmatched: the next run compares it again. */
export const markMatched = statement<never, [ids: readonly string[], versions: readonly number[]]>(
  'member.mark-matched',
  `UPDATE member.member AS m SET matched_version = r.version FROM unnest($1::uuid[], $2::int[]) AS r(id, version) WHERE m.id = r.id AND m.version = r.version`,
);

/** `keys`: JSON of `[{member_id, kind, value_index}]`, the index in hex: all that these members are compared by from now on. */
export const replaceMatchKeys = statement<never, [memberIds: readonly string[], keys: string]>(
  'member.replace-match-keys',
  `WITH r AS (
     SELECT r.member_id, r.kind, decode(r.value_index, 'hex') AS value_index FROM jsonb_to_recordset($2::jsonb) AS r(member_id uuid, kind text, value_index text)
   ), gone AS (
     DELETE FROM member.match_key AS k WHERE k.member_id = ANY($1::uuid[]) AND NOT EXISTS (SELECT FROM r WHERE r.member_id = k.member_id AND r.kind = k.kind)
   )
   INSERT INTO member.match_key AS k (member_id, kind, value_index) SELECT r.member_id, r.kind, r.value_index FROM r
   ON CONFLICT (brand_id, member_id, kind) DO UPDATE SET value_index = excluded.value_index WHERE k.value_index <> excluded.value_index`,
);

export interface TakenKey {
  readonly member_id: string;
  readonly kind: string;
  /** In hex. */
  readonly value_index: string;
}

/** One who is gone is compared with nobody. */
export const takeMatchKeys = statement<TakenKey, [memberId: string]>(
  'member.take-match-keys',
  `DELETE FROM member.match_key WHERE member_id = $1 RETURNING member_id, kind, encode(value_index, 'hex') AS value_index`,
);

export interface MatchRow {
  readonly first_id: string;
  readonly second_id: string;
  readonly kinds: readonly string[];
}

/**
 * Living members who share a key with one of these. A key that more than $2 have (the address of a family, a name
 * that was made up) says nothing about anybody.
 */
export const matchesOf = statement<MatchRow, [memberIds: readonly string[], most: number]>(
  'member.matches',
  `SELECT LEAST(k.member_id, o.member_id) AS first_id, GREATEST(k.member_id, o.member_id) AS second_id, array_agg(DISTINCT k.kind ORDER BY k.kind) AS kinds
   FROM member.match_key AS k
   CROSS JOIN LATERAL (
     SELECT array_agg(same.member_id) AS ids FROM (
       SELECT x.member_id FROM member.match_key AS x WHERE x.kind = k.kind AND x.value_index = k.value_index LIMIT $2 + 1
     ) AS same
   ) AS holders
   CROSS JOIN LATERAL unnest(holders.ids) AS o(member_id)
   JOIN member.member AS m ON m.id = o.member_id
   WHERE k.member_id = ANY($1::uuid[]) AND cardinality(holders.ids) <= $2 AND o.member_id <> k.member_id AND m.status NOT IN ('MERGED', 'ERASED')
   GROUP BY 1, 2`,
);

/** `rows`: JSON. What was dismissed stays so; what was closed because one of the two was gone opens again; what was proved is not made less of. */
export const suggest = statement<never, [rows: string]>(
  'member.suggest-merges',
  `INSERT INTO member.merge_suggestion AS s (id, first_id, second_id, score, reasons)
   SELECT r.id, r.first_id, r.second_id, r.score, r.reasons FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, first_id uuid, second_id uuid, score int, reasons text[])
   ON CONFLICT (brand_id, first_id, second_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons, state = 'OPEN'
     WHERE s.state <> 'DISMISSED' AND NOT (s.state = 'OPEN' AND s.reasons && ARRAY['SAME_IDENTITY_PROVED']) AND (s.state, s.score, s.reasons) IS DISTINCT FROM ('OPEN', excluded.score, excluded.reasons)`,
);

/** Of these members, of whom only those pairs still hold. */
export const closeOutdated = statement<never, [memberIds: readonly string[], firsts: readonly string[], seconds: readonly string[]]>(
  'member.close-outdated-suggestions',
  `UPDATE member.merge_suggestion AS s SET state = 'CLOSED'
   WHERE s.state = 'OPEN' AND (s.first_id = ANY($1::uuid[]) OR s.second_id = ANY($1::uuid[])) AND NOT s.reasons && ARRAY['SAME_IDENTITY_PROVED']
     AND NOT EXISTS (SELECT FROM unnest($2::uuid[], $3::uuid[]) AS pair(first_id, second_id) WHERE pair.first_id = s.first_id AND pair.second_id = s.second_id)`,
);

/** One who is gone is taken for nobody. */
export const closeSuggestions = statement<never, [memberIds: readonly string[]]>(
  'member.close-suggestions',
  `UPDATE member.merge_suggestion SET state = 'CLOSED' WHERE state = 'OPEN' AND (first_id = ANY($1::uuid[]) OR second_id = ANY($1::uuid[]))`,
);

export const dismissSuggestion = statement<{ id: string }, [id: string, reason: string]>(
  'member.dismiss-suggestion',
  `UPDATE member.merge_suggestion SET state = 'DISMISSED', dismissed_at = platform.current_now(), dismissed_for = $2 WHERE id = $1 AND state = 'OPEN' RETURNING id`,
);

/** Why staff took them for two may name the person. */
export const eraseDismissals = statement<never, [memberIds: readonly string[]]>(
  'member.erase-dismissals',
  `UPDATE member.merge_suggestion SET dismissed_for = '' WHERE state = 'DISMISSED' AND (first_id = ANY($1::uuid[]) OR second_id = ANY($1::uuid[]))`,
);

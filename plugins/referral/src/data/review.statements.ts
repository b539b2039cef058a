import { statement } from '@regulars/plugin-sdk';

export type ReviewState = 'APPROVED' | 'PENDING_REVIEW' | 'REJECTED';
export type MadeBy = 'RULES' | 'STAFF';

/** As it was when it was decided: codes of then, too. */
export interface StoredReason {
  readonly code: string;
  /** Null: it decides by itself. */
  readonly weight: number | null;
  readonly points: number;
  readonly figures: Readonly<Record<string, number>>;
}

export interface ReviewRow {
  readonly id: string;
  readonly edge_id: string;
  readonly state: ReviewState;
  readonly made_by: MadeBy;
  readonly at: Date;
  /** Of the last judgement by rules that still counts: what staff decided keeps them. */
  readonly score: number;
  readonly reasons: readonly StoredReason[];
}

export const REVIEW_COLUMNS = 'r.id, r.edge_id, r.state, r.made_by, r.at, j.score, j.reasons';
export const REVIEWS = 'referral.review AS r JOIN referral.judgement AS j ON j.id = r.judgement_id';

export const reviewsById = statement<ReviewRow, [ids: readonly string[]]>('referral.reviews-by-id', `SELECT ${REVIEW_COLUMNS} FROM ${REVIEWS} WHERE r.id = ANY($1::uuid[])`);

export const reviewsOfEdges = statement<ReviewRow, [edgeIds: readonly string[]]>('referral.reviews-of-edges', `SELECT ${REVIEW_COLUMNS} FROM ${REVIEWS} WHERE r.edge_id = ANY($1::uuid[])`);

/** In id order, as everybody locks them. */
export const lockReviews = statement<ReviewRow, [edgeIds: readonly string[]]>('referral.lock-reviews', `
  SELECT ${REVIEW_COLUMNS} FROM ${REVIEWS} WHERE r.edge_id = ANY($1::uuid[]) ORDER BY r.edge_id FOR UPDATE OF r`);

/** Edges of a referral, locked so that of two who judge it for the first time one waits. */
export const lockEdges = statement<{ id: string }, [ids: readonly string[]]>('referral.lock-edges-to-judge', `
  SELECT e.id FROM referral.edge AS e WHERE e.id = ANY($1::uuid[]) ORDER BY e.id FOR NO KEY UPDATE`);

/** JSON of judgements. */
export const insertJudgements = statement<never, [json: string]>('referral.insert-judgements', `
  INSERT INTO referral.judgement (id, edge_id, decision, made_by, score, reasons, rules_version, terms)
  SELECT n.id, n.edge_id, n.decision, n.made_by, n.score, n.reasons, n.rules_version, n.terms
    FROM jsonb_to_recordset($1::jsonb) AS n (id uuid, edge_id uuid, decision text, made_by text, score int, reasons jsonb, rules_version int, terms jsonb)`);

/** The same rows: how it stands from now on. What staff decided stays, unless it is staff who decide. */
export const writeReviews = statement<never, [json: string]>('referral.write-reviews', `
  INSERT INTO referral.review AS r (id, edge_id, judgement_id, state, made_by)
  SELECT n.review_id, n.edge_id, n.id, n.decision, n.made_by FROM jsonb_to_recordset($1::jsonb) AS n (id uuid, review_id uuid, edge_id uuid, decision text, made_by text)
  ON CONFLICT (brand_id, edge_id) DO UPDATE SET judgement_id = excluded.judgement_id, state = excluded.state, made_by = excluded.made_by, at = platform.current_now()
    WHERE r.made_by = 'RULES' OR excluded.made_by = 'STAFF'`);

export interface JudgementRow {
  readonly edge_id: string;
  readonly decision: ReviewState;
  readonly made_by: MadeBy;
  readonly score: number;
  readonly reasons: readonly StoredReason[];
  readonly rules_version: number;
  readonly terms: { readonly reviewAt: number; readonly household: number };
  readonly at: Date;
}

/** All that was decided about a referral, the first first: ids sort as they were made, behind the edge's lock, which times of transactions do not. */
export const judgementsOf = statement<JudgementRow, [edgeIds: readonly string[]]>('referral.judgements-of', `
  SELECT j.edge_id, j.decision, j.made_by, j.score, j.reasons, j.rules_version, j.terms, j.at FROM referral.judgement AS j WHERE j.edge_id = ANY($1::uuid[]) ORDER BY j.id`);

import { statement } from '@regulars/plugin-sdk';

export interface LinkRow {
  readonly id: string;
  readonly program_id: string;
  readonly member_id: string;
  readonly code: string;
  readonly clicks: number;
  readonly created_at: Date;
  readonly closed_at: Date | null;
}

export const LINK_COLUMNS = 'l.id, l.program_id, l.member_id, l.code, l.clicks, l.created_at, l.closed_at';
export const LINKS = 'referral.link AS l';

export const linksById = statement<LinkRow, [ids: readonly string[]]>('referral.links-by-id', `SELECT ${LINK_COLUMNS} FROM ${LINKS} WHERE l.id = ANY($1::uuid[])`);

export const linkByCode = statement<LinkRow, [code: string]>('referral.link-by-code', `SELECT ${LINK_COLUMNS} FROM ${LINKS} WHERE l.code = $1`);

export const linkByClick = statement<LinkRow & { readonly clicked_at: Date }, [clickId: string]>('referral.link-by-click', `
  SELECT ${LINK_COLUMNS}, k.at AS clicked_at FROM referral.click AS k JOIN ${LINKS} ON l.id = k.link_id WHERE k.id = $1`);

/** The oldest that is open. */
export const linkOfMember = statement<{ id: string }, [programId: string, memberId: string]>('referral.link-of-member', `
  SELECT l.id FROM ${LINKS} WHERE l.program_id = $1 AND l.member_id = $2 AND l.closed_at IS NULL ORDER BY l.id LIMIT 1`);

/** Nothing when the code is taken. */
export const insertLink = statement<{ id: string }, [id: string, programId: string, memberId: string, code: string]>('referral.insert-link', `
  INSERT INTO referral.link (id, program_id, member_id, code) VALUES ($1, $2, $3, $4) ON CONFLICT ON CONSTRAINT link_code_unique DO NOTHING RETURNING id`);

/** Counts a visit. Nothing when the link is closed. */
export const visitLink = statement<{ program_id: string }, [linkId: string, clickId: string]>('referral.visit-link', `
  WITH visited AS (UPDATE referral.link SET clicks = clicks + 1 WHERE id = $1 AND closed_at IS NULL RETURNING id, program_id),
    noted AS (INSERT INTO referral.click (id, link_id) SELECT $2::uuid, v.id FROM visited AS v)
  SELECT v.program_id FROM visited AS v`);

/** What nobody joins by any more; their number stands in the link. */
export const forgetClicks = statement<never, [before: Date]>('referral.forget-clicks', 'DELETE FROM referral.click WHERE at < $1');

export const oldestClick = statement<{ at: Date }>('referral.oldest-click', 'SELECT k.at FROM referral.click AS k ORDER BY k.at LIMIT 1');

import { statement } from '@regulars/plugin-sdk';

export interface RecruitLinkRow {
  readonly id: string;
  readonly code: string;
  readonly channel: string;
  readonly store_id: string | null;
  readonly campaign: string | null;
  readonly target: string;
  readonly visits: number;
  readonly closed_at: Date | null;
}

const LINK_COLUMNS = 'l.id, l.code, l.channel, l.store_id, l.campaign, l.target, l.visits, l.closed_at';

export const linksByIds = statement<RecruitLinkRow, [ids: readonly string[]]>(
  'member.links-by-ids',
  `SELECT ${LINK_COLUMNS} FROM member.recruit_link AS l WHERE l.id = ANY($1::uuid[])`,
);

export const linksByCodes = statement<RecruitLinkRow, [codes: readonly string[]]>(
  'member.links-by-codes',
  `SELECT ${LINK_COLUMNS} FROM member.recruit_link AS l WHERE l.code = ANY($1::text[])`,
);

/** Answers nothing when the code is taken. */
export const insertLink = statement<
  { id: string },
  [id: string, code: string, channel: string, storeId: string | null, campaign: string | null, target: string]
>(
  'member.insert-link',
  `INSERT INTO member.recruit_link (id, code, channel, store_id, campaign, target) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT DO NOTHING RETURNING id`,
);

export const countOpenLinks = statement<{ open: number }>(
  'member.count-open-links',
  'SELECT count(*)::int AS open FROM member.recruit_link WHERE closed_at IS NULL',
);

/** The first closing counts. */
export const closeLink = statement<{ id: string }, [id: string]>(
  'member.close-link',
  'UPDATE member.recruit_link SET closed_at = COALESCE(closed_at, platform.current_now()) WHERE id = $1 RETURNING id',
);

export const visitLink = statement<{ target: string }, [code: string]>(
  'member.visit-link',
  'UPDATE member.recruit_link SET visits = visits + 1 WHERE code = $1 AND closed_at IS NULL RETURNING target',
);

export const joinsByLinks = statement<{ link_id: string; joins: number }, [linkIds: readonly string[]]>(
  'member.joins-by-links',
  `SELECT r.last_link_id AS link_id, count(*)::int AS joins FROM member.recruitment AS r
   WHERE r.last_link_id = ANY($1::uuid[]) GROUP BY r.last_link_id`,
);

export interface RecruitmentRow {
  readonly member_id: string;
  readonly channel: string;
  readonly campaign: string | null;
  readonly store_id: string | null;
  readonly first_link_id: string | null;
  readonly last_link_id: string | null;
  readonly at: Date;
}

export const recruitmentsOfMembers = statement<RecruitmentRow, [memberIds: readonly string[]]>(
  'member.recruitments',
  `SELECT r.member_id, r.channel, r.campaign, r.store_id, r.first_link_id, r.last_link_id, r.at
   FROM member.recruitment AS r WHERE r.member_id = ANY($1::uuid[])`,
);

export const insertRecruitment = statement<never, [memberId: string, channel: string]>(
  'member.insert-recruitment',
  'INSERT INTO member.recruitment (member_id, channel) VALUES ($1, $2) ON CONFLICT DO NOTHING',
);

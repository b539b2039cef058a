import { statement } from '@regulars/plugin-sdk';
import type { LotteryShareRefusal } from '../enums';

export interface LinkRow {
  readonly id: string;
  readonly game_id: string;
  readonly member_id: string;
  readonly code: string;
  readonly created_at: Date;
}

const LINK_COLUMNS = 'l.id, l.game_id, l.member_id, l.code, l.created_at';

export const linkByCode = statement<LinkRow, [code: string]>('lottery.link-by-code', `SELECT ${LINK_COLUMNS} FROM lottery.share_link AS l WHERE l.code = $1`);

/** The first one, of who has two since a merge. The member is locked. */
export const linkOfMember = statement<LinkRow, [gameId: string, memberId: string]>('lottery.link-of-member', `
  SELECT ${LINK_COLUMNS} FROM lottery.share_link AS l WHERE l.game_id = $1 AND l.member_id = $2 ORDER BY l.created_at, l.id LIMIT 1`);

export const insertLink = statement<never, [id: string, gameId: string, memberId: string, code: string, at: Date]>('lottery.insert-share-link', `
  INSERT INTO lottery.share_link (id, game_id, member_id, code, created_at) VALUES ($1, $2, $3, $4, $5)`);

export interface CountedLinkRow extends LinkRow {
  readonly opened: number;
  readonly counted: number;
  readonly refusals: readonly { readonly reason: `${LotteryShareRefusal}`; readonly count: number }[];
}

const COUNTED = `
  SELECT ${LINK_COLUMNS}, n.opened, n.counted,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'count', r.count) ORDER BY r.reason), '[]') FROM (
        SELECT s.reason, count(*) AS count FROM lottery.share AS s WHERE s.link_id = l.id AND s.state = 'REFUSED' GROUP BY 1) AS r) AS refusals
    FROM lottery.share_link AS l
   CROSS JOIN LATERAL (SELECT count(*)::int AS opened, (count(*) FILTER (WHERE s.state = 'GRANTED'))::int AS counted FROM lottery.share AS s WHERE s.link_id = l.id) AS n`;

/** With how many opened them, and how many of those counted. */
export const linksOfMembers = statement<CountedLinkRow, [memberIds: readonly string[]]>('lottery.links-of-members', `${COUNTED} WHERE l.member_id = ANY($1::uuid[]) ORDER BY l.created_at DESC, l.id DESC`);
export const linksById = statement<CountedLinkRow, [ids: readonly string[]]>('lottery.links-by-id', `${COUNTED} WHERE l.id = ANY($1::uuid[])`);

export interface ShareRow {
  readonly id: string;
  readonly game_id: string;
  readonly link_id: string;
  readonly friend_id: string;
  readonly state: 'OPENED' | 'GRANTED' | 'REFUSED';
  /** Whose link it is. */
  readonly sharer_id: string;
}

const SHARE = 'SELECT s.id, s.game_id, s.link_id, s.friend_id, s.state, l.member_id AS sharer_id FROM lottery.share AS s JOIN lottery.share_link AS l ON l.id = s.link_id';

export const shareOfFriend = statement<ShareRow, [gameId: string, friendId: string]>('lottery.share-of-friend', `${SHARE} WHERE s.game_id = $1 AND s.friend_id = $2`);

/** Sharer and friend are locked. */
export const shareForUpdate = statement<ShareRow, [id: string]>('lottery.share-for-update', `${SHARE} WHERE s.id = $1 FOR UPDATE OF s`);

/** Nothing when the friend came by another link before. */
export const insertShare = statement<{ id: string }, [id: string, gameId: string, linkId: string, friendId: string, at: Date]>('lottery.insert-share', `
  INSERT INTO lottery.share (id, game_id, link_id, friend_id, opened_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT share_friend_unique DO NOTHING RETURNING id`);

/** Once. */
export const decideShare = statement<{ id: string }, [id: string, reason: `${LotteryShareRefusal}` | null, at: Date, businessDate: string]>('lottery.decide-share', `
  UPDATE lottery.share SET state = CASE WHEN $2::text IS NULL THEN 'GRANTED' ELSE 'REFUSED' END, reason = $2, decided_at = $3, business_date = $4::date
   WHERE id = $1 AND state = 'OPENED' RETURNING id`);

/** What counted for a member who shared: ever, and on a business day. */
export const sharesCounted = statement<{ ever: number; of_day: number }, [gameId: string, memberId: string, businessDate: string]>('lottery.shares-counted', `
  SELECT count(*)::int AS ever, (count(*) FILTER (WHERE s.business_date = $3::date))::int AS of_day
    FROM lottery.share AS s JOIN lottery.share_link AS l ON l.id = s.link_id WHERE s.game_id = $1 AND l.member_id = $2 AND s.state = 'GRANTED'`);

/** Whether a member has drawn in a game; of a raffle, whether there is an entry. */
export const hasPlayed = statement<{ played: boolean }, [gameId: string, memberId: string, isRaffle: boolean]>('lottery.has-played', `
  SELECT EXISTS (SELECT FROM lottery.chance AS c WHERE c.game_id = $1 AND c.member_id = $2 AND CASE WHEN $3 THEN c.state <> 'REVOKED' ELSE c.state = 'CONSUMED' END) AS played`);

export const moveLinks = statement<{ id: string }, [survivorId: string, loserId: string]>('lottery.move-share-links', 'UPDATE lottery.share_link SET member_id = $1 WHERE member_id = $2 RETURNING id');

/** Where both came to a game by links, the survivor's stands; the loser's stays theirs. */
export const moveShares = statement<{ id: string }, [survivorId: string, loserId: string]>('lottery.move-shares', `
  UPDATE lottery.share AS s SET friend_id = $1
   WHERE s.friend_id = $2 AND NOT EXISTS (SELECT FROM lottery.share AS own WHERE own.game_id = s.game_id AND own.friend_id = $1) RETURNING s.id`);

export const returnLinks = statement<never, [survivorId: string, loserId: string, ids: readonly string[]]>('lottery.return-share-links', `
  UPDATE lottery.share_link SET member_id = $2 WHERE member_id = $1 AND id = ANY($3::uuid[])`);

export const returnShares = statement<never, [survivorId: string, loserId: string, ids: readonly string[]]>('lottery.return-shares', `
  UPDATE lottery.share SET friend_id = $2 WHERE friend_id = $1 AND id = ANY($3::uuid[])`);

import { Direction, type SortKey } from '@regulars/plugin-sdk';
import { MEMBER_COLUMNS } from './member.statements';

/** The list of members, without what a row becomes. */
export const memberList = {
  name: 'member.list',
  select: MEMBER_COLUMNS,
  from: 'member.member AS m',
  id: { expression: 'm.id', type: 'uuid', direction: Direction.DESC },
} as const;

export const joinedAtKey = { expression: 'm.joined_at', type: 'timestamptz' } as const;
export const numberKey = { expression: 'm.number COLLATE "C"', type: 'text' } as const;

/** Newest first. */
export const defaultOrder: readonly SortKey[] = [{ ...joinedAtKey, direction: Direction.DESC }];

export const recruitLinkList = {
  name: 'member.recruit-links',
  select: 'l.id, l.code, l.channel, l.store_id, l.campaign, l.target, l.visits, l.closed_at',
  from: 'member.recruit_link AS l',
  id: { expression: 'l.id', type: 'uuid', direction: Direction.DESC },
} as const;

export interface EventRow {
  readonly id: string;
  readonly xid: string;
  readonly name: string;
  readonly version: number;
  readonly at: Date;
  readonly member_id: string;
  readonly payload: object;
}

/** What the outbox holds about a member, newest first. */
export const timelineList = {
  name: 'member.timeline',
  select: 'e.id, e.xid::text AS xid, e.name, e.version, e.at, e.member_id, e.payload',
  from: 'platform.event AS e',
  parent: 'e.member_id',
  id: { expression: 'e.id', type: 'uuid', direction: Direction.DESC },
} as const;

/** The same of one whom others were merged into: what happened to them is its own, too. */
export const mergedTimelineList = {
  ...timelineList,
  name: 'member.merged-timeline',
  from: `(SELECT id AS survivor_id, id FROM member.member UNION ALL SELECT merged_into, id FROM member.member WHERE merged_into IS NOT NULL) AS a
    JOIN platform.event AS e ON e.member_id = a.id`,
  parent: 'a.survivor_id',
} as const;

export const timelineOrder: readonly SortKey[] = [{ expression: 'e.xid', type: 'xid8', direction: Direction.DESC }];

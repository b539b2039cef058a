import { type JsonObject, statement } from '@regulars/plugin-sdk';

/** The member, or who goes on. */
export const standingById = statement<{ id: string }, [id: string]>(
  'member.standing-by-id',
  'SELECT COALESCE(m.merged_into, m.id) AS id FROM member.member AS m WHERE m.id = $1',
);

/** The log of what happened to these members, oldest first. */
export const eventsForExport = statement<{ name: string; at: Date; payload: JsonObject }, [memberIds: readonly string[]]>(
  'member.events-for-export',
  'SELECT e.name, e.at, e.payload FROM platform.event AS e WHERE e.member_id = ANY($1::uuid[]) ORDER BY e.xid, e.id',
);

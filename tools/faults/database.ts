import { queryAsOwner } from '../postgres/query-as-owner';

/** The cursor of a brand's newest event, as its subscribers were given it. */
export async function newestCursor(ownerUrl: string, brandId: string): Promise<string> {
  const [row] = await queryAsOwner<{ cursor: string }>(ownerUrl, `SELECT xid::text || '.' || id AS cursor FROM platform.event e WHERE brand_id = $1 AND member_id IS NOT NULL ORDER BY e.xid DESC, e.id DESC LIMIT 1`, [brandId]);
  if (!row) throw new Error('Nothing has happened yet');
  return row.cursor;
}

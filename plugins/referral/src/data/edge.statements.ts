import { statement } from '@regulars/plugin-sdk';

export interface EdgeRow {
  readonly id: string;
  readonly program_id: string;
  /** Of the rules it is paid by. */
  readonly version: number;
  readonly link_id: string;
  readonly referrer_id: string;
  readonly referee_id: string;
  readonly source: 'CLICK' | 'CODE';
  readonly click_id: string | null;
  readonly state: 'BOUND' | 'QUALIFIED' | 'DROPPED';
  readonly bound_at: Date;
  readonly qualified_at: Date | null;
}

export const EDGE_COLUMNS = 'e.id, e.program_id, e.version, e.link_id, e.referrer_id, e.referee_id, e.source, e.click_id, e.state, e.bound_at, e.qualified_at';
export const EDGES = 'referral.edge AS e';

export const edgesById = statement<EdgeRow, [ids: readonly string[]]>('referral.edges-by-id', `SELECT ${EDGE_COLUMNS} FROM ${EDGES} WHERE e.id = ANY($1::uuid[])`);

/** Who brought the member, who brought that one, and so on, the nearest first. */
export const chainAbove = statement<EdgeRow & { readonly depth: number }, [programId: string, memberId: string]>('referral.chain-above', `
  WITH RECURSIVE up AS (
    SELECT e.*, 1 AS depth FROM ${EDGES} WHERE e.program_id = $1 AND e.referee_id = $2 AND e.state <> 'DROPPED'
    UNION ALL SELECT e.*, up.depth + 1 FROM up JOIN ${EDGES} ON e.program_id = $1 AND e.referee_id = up.referrer_id AND e.state <> 'DROPPED')
  CYCLE referee_id SET is_again USING path
  SELECT ${EDGE_COLUMNS}, e.depth FROM up AS e WHERE NOT e.is_again ORDER BY e.depth`);

/** Nothing when somebody has brought the member already. */
export const insertEdge = statement<{ id: string }, [id: string, programId: string, version: number, linkId: string, referrerId: string, refereeId: string, source: string, clickId: string | null, boundAt: Date]>('referral.insert-edge', `
  INSERT INTO referral.edge (id, program_id, version, link_id, referrer_id, referee_id, source, click_id, bound_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (brand_id, referee_id, program_id) WHERE state <> 'DROPPED' DO NOTHING RETURNING id`);

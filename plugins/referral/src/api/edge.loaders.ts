import { type Context, defineLoader, Direction, type ListDefinition, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { EDGE_COLUMNS, type EdgeRow, EDGES, edgesById } from '../data/edge.statements';
import { edgeObject, type ReferralEdge } from './edge.type';

/** The newest first: ids sort by the time they were made. */
export const edgeList: ListDefinition<EdgeRow, ReferralEdge> = {
  name: 'referral.edges',
  select: EDGE_COLUMNS,
  from: EDGES,
  id: { expression: 'e.id', type: 'uuid', direction: Direction.DESC },
  parent: 'e.referrer_id',
  toItem: edgeObject,
};

/** Whom a member has brought. */
export const edgesOfReferrer = nestedListLoader(edgeList);

/** By whom a member was brought. */
export const edgesOfReferee = nestedListLoader({ ...edgeList, name: 'referral.edges-of-referee', parent: 'e.referee_id' });

export async function loadEdges(ctx: Context, ids: readonly string[]): Promise<(ReferralEdge | null)[]> {
  return oneForEach(ids, (await ctx.sql(edgesById(ids))).map(edgeObject), ({ row }) => row.id);
}

/** By uuid. */
export const edgeById = defineLoader<string, ReferralEdge | null>(loadEdges);

import { Members } from '@regulars/member/contract';
import { type Context, DAY } from '@regulars/plugin-sdk';
import type { EdgeRow } from '../data/edge.statements';
import { settings } from '../settings';
import { judge, type Standing } from './judge';

export interface Verdict {
  readonly decision: 'APPROVED' | 'PENDING_REVIEW' | 'REJECTED';
  /** Of one that is not approved. */
  readonly reason: string | null;
}

/** Why nothing is given where a merge has dropped an edge: undone, it may be again. */
export const DROPPED = 'DROPPED';

const rejected = (reason: string): Verdict => ({ decision: 'REJECTED', reason });
const verdictOf = (standing: Standing | undefined): Verdict => (standing ? { decision: standing.state, reason: standing.reason } : rejected(DROPPED));

/** Whether anything is paid for these edges, asked each time before something is; by the edge's uuid. */
export async function decideReward(ctx: Context, edges: readonly EdgeRow[]): Promise<ReadonlyMap<string, Verdict>> {
  const [{ bindDays }, standings] = await Promise.all([ctx.settings(settings), ctx.use(Members).standings([...new Set(edges.map(({ referee_id }) => referee_id))])]);
  const decided = new Map(edges.map((edge): [string, Verdict | null] => {
    const referee = standings.get(edge.referee_id);
    // Nobody is paid for themselves, or for whoever leads back to them: merges have dropped these.
    if (edge.state === 'DROPPED') return [edge.id, rejected(DROPPED)];
    // As one with somebody who was a member before.
    const isNew = referee !== undefined && referee.joinedAt.getTime() >= edge.bound_at.getTime() - bindDays * DAY;
    return [edge.id, isNew ? null : rejected('NOT_NEW')];
  }));
  const judged = await judge(ctx, [...decided].flatMap(([id, verdict]) => (verdict === null ? [id] : [])));
  return new Map([...decided].map(([id, verdict]) => [id, verdict ?? verdictOf(judged.get(id))]));
}

import type { Context } from '@regulars/plugin-sdk';
import { TierMetrics } from '../extension-points';
import type { CompiledTerms } from './judging/compiled';
import type { Days } from './judging/days';
import { type Entry, NO_AMOUNTS } from './judging/entries';

/** By member: facts of other modules' metrics that some rule names. They cost a flush of their own. */
export async function readOtherMetrics(ctx: Context, compiled: CompiledTerms, days: Days, memberIds: readonly string[]): Promise<ReadonlyMap<string, readonly Entry[]>> {
  const entries = new Map<string, Entry[]>();
  const sources = ctx.extensions(TierMetrics).filter(({ metric }) => compiled.metrics.has(metric));
  const queries = memberIds.map((memberId) => ({ memberId, since: null }));
  const found = await Promise.all(sources.map(async ({ metric, facts }) => ({ metric, facts: await facts(ctx, queries) })));
  for (const { metric, facts } of found) {
    for (const { memberId, at, amount } of facts) {
      const amounts = { ...NO_AMOUNTS, other: { [metric]: amount } };
      const entry = { at: at.getTime(), day: days.dayOf(at.getTime()), orderId: null, first: amounts, later: amounts, laterAt: at.getTime() };
      const own = entries.get(memberId);
      if (own) own.push(entry);
      else entries.set(memberId, [entry]);
    }
  }
  return entries;
}

import { defineLoader, oneForEach } from '@regulars/plugin-sdk';
import { type MergeSuggestionRow, suggestionsByIds } from '../data/merge-suggestion.statements';

export { type MergeSuggestionRow, suggestionList, surestFirst } from '../data/merge-suggestion.statements';

/** By uuid; of those that wait for a decision. */
export const suggestionById = defineLoader<string, MergeSuggestionRow | null>(async (ctx, ids) =>
  oneForEach(ids, (await ctx.sql(suggestionsByIds(ids))).filter(({ state }) => state === 'OPEN'), (row) => row.id));

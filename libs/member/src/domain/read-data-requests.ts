import { defineLoader, oneForEach } from '@regulars/plugin-sdk';
import { type DataRequestRow, dataRequestsByIds } from '../data/data-request.statements';

export { dataRequestList, type DataRequestRow, firstDueFirst } from '../data/data-request.statements';

/** By uuid. */
export const dataRequestById = defineLoader<string, DataRequestRow | null>(async (ctx, ids) => oneForEach(ids, await ctx.sql(dataRequestsByIds(ids)), (row) => row.id));

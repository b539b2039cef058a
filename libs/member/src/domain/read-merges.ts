import { defineLoader, oneForEach } from '@regulars/plugin-sdk';
import { type MergeOperationRow, operationsByIds } from '../data/merge-operation.statements';

/** By uuid. */
export const mergeOperation = defineLoader<string, MergeOperationRow | null>(async (ctx, ids) => oneForEach(ids, await ctx.sql(operationsByIds(ids)), (row) => row.id));

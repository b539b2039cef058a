import type { Context } from '@regulars/plugin-sdk';
import { type FileRow, selectFiles } from '../data/file.statements';

export type { FileRow };

export const FILE_PREFIX = 'fil';

/** Files of the brand that are not yet gone, by uuid. */
export const filesByIds = (ctx: Context, ids: readonly string[]): Promise<FileRow[]> => ctx.sql(selectFiles(ids));

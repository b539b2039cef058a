import type { Context } from './context';

/**
 * Whether something that happened at a store (null: at none) is within the stores the caller's rights are limited to.
 * In reads the database narrows to them already; this is for writes, and for what stands in memory.
 */
export const seesStore = ({ actor }: Pick<Context, 'actor'>, storeId: string | null): boolean =>
  actor.storeIds === null || (storeId !== null && actor.storeIds.has(storeId));

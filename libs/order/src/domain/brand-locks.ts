import type { BrandLock, LockableField } from '@regulars/brand/contract';
import type { Context } from '@regulars/plugin-sdk';
import { hasOrders } from '../data/order.statements';

/** Amounts and business dates of orders mean what they meant when they were written. */
const FIELDS: readonly LockableField[] = ['timeZone', 'currency', 'dayStartsAt'];

async function isLocked(ctx: Context): Promise<boolean> {
  const [row] = await ctx.sql(hasOrders());
  return row?.found ?? false;
}

export const orderBrandLocks: readonly BrandLock[] = FIELDS.map((field) => ({ field, isLocked }));

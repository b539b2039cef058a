import { type Context, defineExtensionPoint } from '@regulars/plugin-sdk';

/** What of a brand the meaning of its history depends on. */
export type LockableField = 'timeZone' | 'currency' | 'dayStartsAt';

export interface BrandLock {
  readonly field: LockableField;
  /** Is there already something that would read differently if the field changed? */
  readonly isLocked: (ctx: Context) => Promise<boolean>;
}

/** Who contributes a lock keeps a field of the brand from changing once it matters. */
export const BrandLocks = defineExtensionPoint<BrandLock>('brand', 'locks');

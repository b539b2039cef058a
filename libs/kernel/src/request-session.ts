import { AuditTrail } from './audit/audit-trail';
import type { BrandState } from './brands';
import type { PendingEvent } from './outbox.statements';
import type { Scope } from './runtime';
import type { Lease, Transaction } from './unit-of-work';

/** What all contexts of one request share. */
export interface Session {
  scope: Scope;
  brandState: BrandState | null;
  lease: Lease | null;
  transaction: Transaction | null;
  mode: 'read' | 'write';
  /** Reads that follow a write of the same request take the brand as they find it. */
  hasWritten: boolean;
  stale: boolean;
  /** This write was told something that is held of the brand before it had asked the database anything. */
  hasTrusted: boolean;
  /** This write changes the brand itself. */
  changesBrand: boolean;
  now: Date;
  events: PendingEvent[];
  onces: Map<string, Promise<unknown>>;
  /** Plugin reactions that failed in an earlier attempt and are left for later. */
  deferred: Set<string>;
  /** Plugins whose reactions this write ran, or left for later because their breaker is open; the same in all its attempts. */
  readonly reacted: Map<string, 'RAN' | 'BLOCKED' | 'LEFT'>;
  /** Counts attempts to write: a context made for another one than this is over. */
  turn: number;
  /** What follows from the commit of this attempt, in this process. */
  afterCommit: (() => Promise<void> | void)[];
  readonly audit: AuditTrail;
  ended: boolean;
}

export const newSession = (scope: Scope, brandState: BrandState | null, now: Date): Session => ({
  scope, brandState, lease: null, transaction: null, mode: 'read', hasWritten: false, stale: false, hasTrusted: false, changesBrand: false,
  now: scope.now ?? now, events: [], onces: new Map(), deferred: new Set(), reacted: new Map(), turn: 0, afterCommit: [], audit: new AuditTrail(), ended: false,
});

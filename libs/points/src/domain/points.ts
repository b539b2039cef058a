import { defineService } from '@regulars/plugin-sdk';
import type { Cause } from '@regulars/member/contract';

/** Points for a member, for a reason other than an order. */
export interface PointsGrant {
  readonly memberId: string;
  /** 1 or more. */
  readonly points: number;
  readonly cause: Cause;
  /** When they were deserved. */
  readonly at: Date;
  /** Null: never. Left out: as the brand's settings say, from `at` on. */
  readonly expiresAt?: Date | null;
  /** Shown to the member. */
  readonly reason?: string | null;
}

/** What a grant wrote; uuids. */
export interface PointsGranted {
  readonly entryId: string;
  readonly lotId: string;
}

export interface PointsBurn {
  readonly memberId: string;
  /** 1 or more. */
  readonly points: number;
  readonly cause: Cause;
  readonly at: Date;
  readonly reason?: string | null;
  readonly orderId?: string | null;
}

/**
 * What points offer others to call. The caller holds the members' locks. Writes are sent without waiting for
 * them; any number of calls within one transaction add up.
 */
export interface PointsService {
  /** Opens one lot per grant. Answers in the order of the grants. */
  grant(grants: readonly PointsGrant[]): Promise<readonly PointsGranted[]>;
  /**
   * Takes points, earliest expiry first, and answers the uuid of each entry. Rejects with
   * `InsufficientPointsError` when a balance does not suffice, and otherwise when a member may not spend now (is not
   * active, has to prove the phone, or changed it within the last 24 hours): then nothing of the unit of work takes place.
   */
  burn(burns: readonly PointsBurn[]): Promise<readonly string[]>;
  /** Undoes burns, by the uuids of their entries, as the brand's settings say; undoing one again does nothing. */
  restore(burnEntryIds: readonly string[], at: Date): Promise<void>;
  /** Takes back, of lots that grants opened, so much that in all `portionBp` of each (rounded down) is taken back. */
  revoke(grants: readonly { readonly memberId: string; readonly lotId: string }[], portionBp: number, at: Date): Promise<void>;
  /** What can be spent now; 0 for whom no points are known. */
  balances(memberIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export const Points = defineService<PointsService>('points', 'points');

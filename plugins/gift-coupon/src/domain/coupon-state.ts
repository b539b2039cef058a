import type { State } from '../enums';

/** What of a coupon its state follows from. */
export interface StateRow {
  /** As it was written last. */
  readonly state: State;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
  /** Of one that is reserved, or being transferred: until when. */
  readonly held_until: Date | null;
}

/** A step from one state to another. */
export interface Step {
  readonly from: State | null;
  readonly to: State;
  readonly at: Date;
  /** One of `REASONS`. */
  readonly reason: Reason;
}

export type Reason =
  | 'ISSUED_BY_STAFF' | 'ISSUED_AS_REWARD' | 'ISSUED_BY_RULE' | 'ISSUED_BY_PARTNER' | 'VALIDITY_BEGAN' | 'VALIDITY_ENDED' | 'RESERVED' | 'RELEASED' | 'RESERVATION_ENDED'
  | 'REDEEMED' | 'REVERSED_BY_STAFF' | 'REVERSED_BY_REFUND' | 'REVOKED_BY_STAFF' | 'REWARD_TAKEN_BACK' | 'MEMBER_ERASED'
  | 'TRANSFER_OFFERED' | 'TRANSFER_ACCEPTED' | 'TRANSFER_CANCELLED' | 'TRANSFER_ENDED';

/**
 * The steps that time alone has brought about since the row was written, oldest first: what a job writes down some time
 * later stands from the instant on. A coupon that is held is held to the end, even past its own validity.
 */
export function lapse(row: StateRow, now: Date): readonly Step[] {
  const steps: Step[] = [];
  let { state } = row;
  let since = row.valid_from;
  const go = (to: State, at: Date, reason: Reason): void => {
    steps.push({ from: state, to, at, reason });
    state = to;
    since = at;
  };
  if (state === 'SCHEDULED' && row.valid_from <= now) go('ACTIVE', row.valid_from, 'VALIDITY_BEGAN');
  if (row.held_until && row.held_until <= now) {
    if (state === 'RESERVED') go('ACTIVE', row.held_until, 'RESERVATION_ENDED');
    if (state === 'TRANSFER_PENDING') go('ACTIVE', row.held_until, 'TRANSFER_ENDED');
  }
  if (state === 'ACTIVE' && row.valid_to && row.valid_to <= now) go('EXPIRED', row.valid_to > since ? row.valid_to : since, 'VALIDITY_ENDED');
  return steps;
}

/** The state at an instant, whatever has been written down. */
export const stateAt = (row: StateRow, now: Date): State => lapse(row, now).at(-1)?.to ?? row.state;

import { type Context, newUuid } from '@regulars/plugin-sdk';
import { type CouponRow, insertTransitions, setStates } from '../data/coupon.statements';
import type { State } from '../enums';
import { lapse, type Reason, type Step } from './coupon-state';

/** What becomes of a coupon that is locked. */
export interface Turn {
  readonly row: Pick<CouponRow, 'id' | 'state' | 'valid_from' | 'valid_to' | 'held_until'>;
  readonly to: State;
  readonly reason: Reason;
  readonly heldUntil?: Date | null;
  readonly heldFor?: string | null;
  readonly redemptionId?: string | null;
}

export const stepRow = (couponId: string, { from, to, at, reason }: Step, redemptionId: string | null = null): object =>
  ({ id: newUuid(), coupon_id: couponId, from_state: from, to_state: to, at, reason, redemption_id: redemptionId });

/** The history of a turn: first what time had brought about before it. */
export function stepsOf(turn: Turn, now: Date): readonly object[] {
  const lapsed = lapse(turn.row, now);
  const from = lapsed.at(-1)?.to ?? turn.row.state;
  return [
    ...lapsed.map((step) => stepRow(turn.row.id, step)),
    stepRow(turn.row.id, { from, to: turn.to, at: now, reason: turn.reason }, turn.redemptionId),
  ];
}

/** Writes new states and their history, without waiting for either. */
export function writeTurns(ctx: Context, turns: readonly Turn[]): void {
  if (turns.length === 0) return;
  const rows = turns.map(({ row, to, heldUntil = null, heldFor = null }) => ({ id: row.id, was: row.state, state: to, held_until: heldUntil, held_for: heldFor }));
  void ctx.sql(setStates(JSON.stringify(rows)));
  void ctx.sql(insertTransitions(JSON.stringify(turns.flatMap((turn) => stepsOf(turn, ctx.now)))));
}

import { type Context, type EventType, InvalidTransitionError, NotFoundError, Problems, publicId, readId, reject, Sessions } from '@regulars/plugin-sdk';
import { setStatus } from '../data/member-life.statements';
import { MemberStatus } from '../enums';
import { MemberFrozen, type MemberMovedPayload, MemberUnfrozen, MemberWithdrawn } from './events';
import { lockNamed } from './lock-named';
import { readText } from './profile';
import { say } from './texts';

/** One step of a member's life. */
export interface Step {
  readonly from: readonly MemberStatus[];
  readonly to: MemberStatus;
  readonly event: EventType<MemberMovedPayload>;
}

const { ACTIVE, FROZEN, WITHDRAWN } = MemberStatus;

/** Neither earns nor spends, and is sent no advertising. */
export const FREEZE: Step = { from: [ACTIVE], to: FROZEN, event: MemberFrozen };
export const UNFREEZE: Step = { from: [FROZEN], to: ACTIVE, event: MemberUnfrozen };
export const WITHDRAW: Step = { from: [ACTIVE, FROZEN], to: WITHDRAWN, event: MemberWithdrawn };

const MAX_REASON = 200;

/** Staff take a member a step further. The reason goes into the audit with the operation's arguments. */
export async function moveByStaff(ctx: Context, id: string, reason: string, step: Step): Promise<{ readonly memberId: string }> {
  const problems = new Problems();
  if (readText(reason, MAX_REASON, say.reason, 'reason', problems) === null) problems.throwIfAny();
  const memberId = readId('mbr', id);
  if (memberId === null || !(await move(ctx, memberId, step))) reject(new NotFoundError(say.noSuchMember, 'id', id));
  return { memberId };
}

/** Of one who was merged, who goes on is meant. False when there is no such member; rejects where the step is not open to one of this status. */
export async function move(ctx: Context, named: string, { from, to, event }: Step): Promise<boolean> {
  const member = await lockNamed(ctx, named);
  if (!member) return false;
  const { memberId, status } = member;
  if (!from.includes(status)) reject(new InvalidTransitionError(say.noSuchStep, status, to, 'id'));
  void ctx.sql(setStatus(memberId, to));
  if (to === WITHDRAWN) await ctx.use(Sessions).endAll({ id: memberId, accountId: null });
  ctx.emit(event, { memberId: publicId('mbr', memberId) }, memberId);
  return true;
}

import type { OrderState } from '@regulars/order/contract';
import type { AccrualRow, MemberPinJson, PinsJson } from '../data/accrual.statements';
import type { FactorExplanation } from './explanation';
import type { RuleBook } from './read-rules';

/**
 * What an order's points depend on is fixed when it is first accepted for a member: the rule versions live at its
 * `placedAt`, the settings, and per member the status and the factors. Whoever it moves to is pinned in turn, and found
 * again should it come back.
 */
export function pinsOf(order: OrderState, row: AccrualRow | undefined, rules: RuleBook, settingsVersion: number, pin: () => MemberPinJson): PinsJson {
  const isSameTime = row?.placed_at.getTime() === order.placedAt.getTime();
  const ruleIds = row && isSameTime ? row.pins.rules : rules.liveAt(order.placedAt).map(({ id }) => id);
  const members = row?.pins.members ?? {};
  const { memberId } = order;
  return {
    settings: row?.pins.settings ?? settingsVersion,
    rules: ruleIds,
    members: memberId === null || members[memberId] ? members : { ...members, [memberId]: pin() },
  };
}

export const newPin = (at: Date, status: string | null, factors: readonly FactorExplanation[]): MemberPinJson => ({ at: at.toISOString(), status: status ?? 'UNKNOWN', factors });

import { formatDecimal, type InputPath, parseDecimal, type Problems, readName, scaleOf } from '@regulars/plugin-sdk';
import { type OrderScopeDraft, readScope } from '@regulars/order/contract';
import type { EarnRuleVersion } from './earn-rule';
import { type EarnBasis, EarnRuleKind } from './enums';
import { say } from './texts';

type Given<T> = T | null | undefined;

/** A rule as a caller words it. */
export interface EarnRuleDraft {
  readonly code: string;
  readonly name: string;
  readonly kind: EarnRuleKind;
  readonly points?: Given<number>;
  readonly amount?: Given<string>;
  readonly multiplierBp?: Given<number>;
  readonly basis: EarnBasis;
  readonly scope?: Given<OrderScopeDraft>;
  readonly tierCodes?: Given<readonly string[]>;
  readonly priority: number;
  readonly startsAt?: Given<Date>;
  readonly endsAt?: Given<Date>;
}

export type EarnRuleContent = Omit<EarnRuleVersion, 'id' | 'ruleId' | 'version' | 'liveFrom' | 'liveTo'>;

const CODE = /^[A-Za-z0-9_-]{1,50}$/;
const MAX_NAME = 100;
const MAX_POINTS = 10_000_000;
const MAX_MULTIPLIER_BP = 1_000_000;
const MAX_PRIORITY = 1_000_000;

/** Reads a rule; what is wrong with it goes to `problems`. */
export function readRule(input: EarnRuleDraft, path: string, problems: Problems, currency: string): EarnRuleContent {
  if (!CODE.test(input.code)) problems.add(`${path}.code`, say.code);
  const name = readName(input.name, MAX_NAME, `${path}.name`, problems);
  if (Math.abs(input.priority) > MAX_PRIORITY) problems.add(`${path}.priority`, say.range(-MAX_PRIORITY, MAX_PRIORITY));
  if (input.tierCodes?.length === 0) problems.add(`${path}.tierCodes`, say.emptyList);
  input.tierCodes?.forEach((code, index) => {
    if (!CODE.test(code)) problems.add(`${path}.tierCodes.${index}`, say.code);
  });
  if (input.startsAt && input.endsAt && input.startsAt >= input.endsAt) problems.add(`${path}.endsAt`, say.endsBeforeStart);
  return {
    code: input.code,
    name,
    kind: input.kind,
    ...readMeasure(input, path, problems, currency),
    basis: input.basis,
    scope: readScope(input.scope, `${path}.scope`, problems, currency),
    tierCodes: input.tierCodes ? [...new Set(input.tierCodes)] : null,
    priority: input.priority,
    startsAt: input.startsAt ?? null,
    endsAt: input.endsAt ?? null,
  };
}

/** How much: every kind has its own fields, and no others. */
function readMeasure(input: EarnRuleDraft, path: string, problems: Problems, currency: string): Pick<EarnRuleContent, 'points' | 'amount' | 'multiplierBp'> {
  const { kind } = input;
  const isMultiplier = kind === EarnRuleKind.MULTIPLIER;
  const needed = (field: string, value: unknown, isNeeded: boolean): void => {
    if (isNeeded && value == null) problems.add(`${path}.${field}`, say.needed(kind));
    if (!isNeeded && value != null) problems.add(`${path}.${field}`, say.unused(kind));
  };
  needed('points', input.points, !isMultiplier);
  needed('amount', input.amount, kind === EarnRuleKind.PER_AMOUNT);
  needed('multiplierBp', input.multiplierBp, isMultiplier);
  inRange(input.points, 1, MAX_POINTS, `${path}.points`, problems);
  inRange(input.multiplierBp, 0, MAX_MULTIPLIER_BP, `${path}.multiplierBp`, problems);
  const amount = input.amount == null ? null : parseDecimal(input.amount, scaleOf(currency));
  if (input.amount != null && (amount === null || amount <= 0n)) problems.add(`${path}.amount`, say.positiveAmount(currency));
  return { points: input.points ?? null, amount, multiplierBp: input.multiplierBp ?? null };
}

export function inRange(value: Given<number>, from: number, to: number, path: InputPath, problems: Problems): void {
  if (value != null && (value < from || value > to)) problems.add(path, say.range(from, to));
}

export const amountText = (amount: bigint | null, currency: string): string | null => (amount === null ? null : formatDecimal(amount, scaleOf(currency)));

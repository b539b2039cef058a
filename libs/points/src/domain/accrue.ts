import type { Context } from '@regulars/plugin-sdk';
import type { OrderChange } from '@regulars/order/contract';
import {
  type AccrualRow, accrualsOfOrders, type ExplainedAccrualRow, type MemberDay, type MemberPinJson, upsertAccruals, visitSiblingLots, visitSiblings,
} from '../data/accrual.statements';
import type { LotRow } from '../data/ledger.statements';
import { type Activity, keepAlive, readActivity } from './activity';
import { EarnFactors } from './extension-points';
import type { FactorExplanation } from './explanation';
import { leave, Ledger } from './ledger';
import { newPin } from './pins';
import { planAccruals, type PlannedAccrual } from './plan-accruals';
import { membersToComplete, postAccruals } from './post-accruals';
import { type RuleBook, ruleBook } from './read-rules';
import { settingsHistory } from './read-settings';

/** By the order's uuid. */
type Factors = ReadonlyMap<string, readonly FactorExplanation[]>;

export const membersOf = (changes: readonly OrderChange[]): string[] =>
  [...new Set(changes.flatMap(({ before, after }) => [before?.memberId, after.memberId].filter((id) => id !== null && id !== undefined)))];

/**
 * What orders give follows from how they stand: the difference to what they gave before is posted. One flush of
 * reads, then decisions, then writes that go with the commit.
 */
export async function accrue(ctx: Context, changes: readonly OrderChange[]): Promise<void> {
  const ledger = await Ledger.of(ctx);
  const known = changes.filter(({ isFirst }) => !isFirst);
  const whole = membersOf(known);
  const loading = ledger.load(ctx, { whole, light: membersOf(changes), orderIds: known.map(({ after }) => after.id) });
  const [rows, settings, { rules, siblings, siblingLots }, factors, activity] = await Promise.all([
    known.length > 0 ? ctx.sql(accrualsOfOrders(known.map(({ after }) => after.id))) : [],
    settingsHistory(ctx),
    readRules(ctx, changes),
    readFactors(ctx, changes.filter(isNewToMember)),
    readActivity(ctx, ledger, membersOf(changes), loading),
    loading,
  ]);
  ledger.add(siblingLots);
  const byOrder = new Map(rows.map((row) => [row.order_id, row]));
  const all = await withMissing(ctx, changes, byOrder, factors);
  const pinFor = ({ after, memberStatus }: OrderChange): MemberPinJson => newPin(ctx.now, memberStatus, all.get(after.id) ?? []);
  const plans = planAccruals({ changes, rows: byOrder, siblings, rules, settings, pinFor, calendar: ctx.brand, now: ctx.now });
  const incomplete = membersToComplete(ledger, plans);
  if (incomplete.length > 0) await ledger.load(ctx, { whole: incomplete });
  const written = postAccruals(ctx, ledger, plans, settings.current.onShortfall);
  if (activity) keepAlive(ctx, ledger, membersOf(changes), activityAfter(activity, plans), ctx.now);
  ledger.send(ctx);
  if (written.length > 0) leave(ctx.sql(upsertAccruals(written)));
}

const isNewToMember = ({ before, after, isFirst }: OrderChange): boolean => after.memberId !== null && (isFirst || before?.memberId !== after.memberId);

interface Rules {
  readonly rules: RuleBook;
  readonly siblings: readonly ExplainedAccrualRow[];
  readonly siblingLots: readonly LotRow[];
}

/** The rules, and where one gives points once a day, the other orders of the days in question. */
async function readRules(ctx: Context, changes: readonly OrderChange[]): Promise<Rules> {
  const rules = await ruleBook(ctx);
  if (!rules.hasVisits) return { rules, siblings: [], siblingLots: [] };
  const days = changes.flatMap(({ before, after }) => [before, after].flatMap((state): MemberDay[] => (state?.memberId ? [{ memberId: state.memberId, date: state.businessDate }] : [])));
  const [siblings, siblingLots] = await Promise.all([ctx.sql(visitSiblings(days)), ctx.sql(visitSiblingLots(days))]);
  return { rules, siblings, siblingLots };
}

async function readFactors(ctx: Context, changes: readonly OrderChange[]): Promise<Factors> {
  const factors = new Map<string, FactorExplanation[]>(changes.map(({ after }) => [after.id, []]));
  if (changes.length === 0) return factors;
  const bySource = await Promise.all(ctx.extensions(EarnFactors).map(async (source) => ({ id: source.id, found: await source.factors(ctx, changes) })));
  for (const { id, found } of bySource) {
    for (const [orderId, { code, label, multiplierBp }] of found) factors.get(orderId)?.push({ source: id, code, label, multiplierBp });
  }
  return factors;
}

/** Orders that were known before and never pinned for their member: a flush of its own, which only a deferred past can cost. */
async function withMissing(ctx: Context, changes: readonly OrderChange[], rows: ReadonlyMap<string, AccrualRow>, factors: Factors): Promise<Factors> {
  const missing = changes.filter(({ after }) => after.memberId !== null && !factors.has(after.id) && !rows.get(after.id)?.pins.members[after.memberId]);
  return missing.length === 0 ? factors : new Map([...factors, ...(await readFactors(ctx, missing))]);
}

/** What the database knew of the members' activity, with what these orders make of it. */
export function activityAfter(known: readonly Activity[], plans: readonly PlannedAccrual[]): readonly Activity[] {
  const planned = new Set(plans.map(({ orderId }) => orderId));
  const now = plans.flatMap(({ orderId, memberId, businessDate, points }): Activity[] => (memberId !== null && points > 0 ? [{ memberId, orderId, on: businessDate }] : []));
  return [...known.filter(({ orderId }) => orderId === null || !planned.has(orderId)), ...now];
}

import type { OrderChange, OrderState, ScopeTerms } from '@regulars/order/contract';
import type { AccrualRow, ExplainedAccrualRow, MemberPinJson, PinsJson } from '../data/accrual.statements';
import { assess, type Assessment } from './assess';
import { type Conclusion, conclude, nothing, reopen } from './conclude';
import type { ConditionResult, OrderExplanation } from './explanation';
import { pinsOf } from './pins';
import type { RuleBook } from './read-rules';
import type { SettingsHistory } from './read-settings';
import { notLiveThen } from './rule-conditions';
import { publicRuleId } from './rule-id';
import { DEFAULT_SETTINGS, type PointsSettings } from './settings';
import { ownersOfVisits, type Visitor } from './visits';

/** What one order is to give, and to whom. */
export interface PlannedAccrual extends Conclusion {
  readonly orderId: string;
  readonly memberId: string | null;
  readonly source: string;
  readonly externalId: string;
  readonly placedAt: Date;
  readonly businessDate: string;
  readonly withoutVisits: number;
  readonly visits: AccrualRow['visits'];
  readonly pins: PinsJson;
  readonly settings: PointsSettings;
  /** When what it gives now took effect. */
  readonly at: Date;
  /** Its time changed: so do the dates of its lot. */
  readonly isMoved: boolean;
}

export interface AccrualInputs {
  readonly changes: readonly OrderChange[];
  readonly rows: ReadonlyMap<string, AccrualRow>;
  readonly siblings: readonly ExplainedAccrualRow[];
  readonly rules: RuleBook;
  readonly settings: SettingsHistory;
  readonly pinFor: (change: OrderChange) => MemberPinJson;
  readonly calendar: ScopeTerms;
  readonly now: Date;
}

interface Draft {
  readonly order: OrderState;
  readonly row: AccrualRow | undefined;
  readonly pins: PinsJson;
  readonly settings: PointsSettings;
  readonly undecided: Assessment | null;
  readonly refusals: readonly ConditionResult[];
  readonly pinnedAt: string;
}

/** Says what every order of a batch is to give, and what other orders of the same days give because of it. */
export function planAccruals(inputs: AccrualInputs): readonly PlannedAccrual[] {
  const drafts = inputs.changes.flatMap((change) => draftOf(change, inputs) ?? []);
  const inBatch = new Set(drafts.map(({ order }) => order.id));
  const siblings = inputs.siblings.filter((row) => !inBatch.has(row.order_id));
  const owned = ownersOfVisits([...drafts.flatMap(visitorOfDraft), ...siblings.flatMap(visitorOfRow)]);
  return [...drafts.map((draft) => planOf(draft, owned, inputs)), ...siblings.flatMap((row) => replan(row, owned, inputs) ?? [])];
}

/** Null for a guest's order nothing was ever given for. */
function draftOf(change: OrderChange, { rows, rules, settings, pinFor, calendar }: AccrualInputs): Draft | null {
  const order = change.after;
  const row = rows.get(order.id);
  if (order.memberId === null && !row) return null;
  const pins = pinsOf(order, row, rules, settings.current.version, () => pinFor(change));
  const pinned = settings.byVersion.get(pins.settings) ?? DEFAULT_SETTINGS;
  const pin = order.memberId === null ? undefined : pins.members[order.memberId];
  const refusals = refusalsOf(order, pin);
  const pinnedAt = pin?.at ?? order.placedAt.toISOString();
  const undecided = pin && refusals.length === 0
    ? assess(order, { rules: rules.pick(pins.rules), factors: pin.factors, settings: pinned }, calendar)
    : null;
  return { order, row, pins, settings: pinned, undecided, refusals, pinnedAt };
}

function refusalsOf(order: OrderState, pin: MemberPinJson | undefined): readonly ConditionResult[] {
  const refusals: ConditionResult[] = [];
  if (pin && pin.status !== 'ACTIVE') refusals.push({ condition: 'MEMBER_STATUS', actual: pin.status, required: 'ACTIVE', matched: false });
  if (!order.counts) refusals.push({ condition: 'ORDER_COUNTS', actual: order.status, required: 'PAID', matched: false });
  return refusals;
}

function visitorOfDraft({ order, undecided }: Draft): Visitor[] {
  if (!undecided || undecided.visits.length === 0 || order.memberId === null) return [];
  const { id, memberId, businessDate, placedAt, source, externalId } = order;
  return [{ orderId: id, memberId, businessDate, placedAt, source, externalId, visits: undecided.visits }];
}

const visitsOfRow = (row: AccrualRow) => (row.visits ?? []).map(([ruleId, points]) => ({ ruleId, points }));

function visitorOfRow(row: AccrualRow): Visitor[] {
  if (row.member_id === null) return [];
  return [{
    orderId: row.order_id, memberId: row.member_id, businessDate: row.business_date, placedAt: row.placed_at,
    source: row.source, externalId: row.external_id, visits: visitsOfRow(row),
  }];
}

const NONE: ReadonlySet<string> = new Set();

function planOf(draft: Draft, owned: ReadonlyMap<string, ReadonlySet<string>>, { rules, now }: AccrualInputs): PlannedAccrual {
  const { order, row, pins, settings, undecided, refusals, pinnedAt } = draft;
  const conclusion = undecided ? conclude(undecided, owned.get(order.id) ?? NONE, settings, pinnedAt) : nothing(refusals, pinnedAt, settings);
  const visits = undecided && undecided.visits.length > 0 ? undecided.visits.map(({ ruleId, points }) => [ruleId, points] as const) : null;
  const isMoved = row !== undefined && row.placed_at.getTime() !== order.placedAt.getTime();
  return {
    points: conclusion.points,
    explanation: undecided && conclusion.points === 0 ? withRulesOfToday(conclusion.explanation, order, pins, rules, now) : conclusion.explanation,
    orderId: order.id, memberId: order.memberId, source: order.source, externalId: order.externalId,
    placedAt: order.placedAt, businessDate: order.businessDate, withoutVisits: undecided?.withoutVisits ?? 0, visits, pins, settings,
    at: row ? order.updatedAt : order.placedAt, isMoved,
  };
}

/** Who got nothing wonders about the rule that is live today: it says that it was not then. */
function withRulesOfToday(explanation: OrderExplanation, order: OrderState, pins: PinsJson, rules: RuleBook, now: Date): OrderExplanation {
  const late = rules.liveAt(now).filter(({ id, ruleId }) => !pins.rules.includes(id) && !rules.pick(pins.rules).some((rule) => rule.ruleId === ruleId));
  return late.length === 0 ? explanation : { ...explanation, rules: [...explanation.rules, ...late.map((rule) => notLiveRule(rule, order.placedAt))] };
}

const notLiveRule = (rule: Parameters<typeof notLiveThen>[0], placedAt: Date): OrderExplanation['rules'][number] => ({
  rule: publicRuleId(rule.ruleId), code: rule.code, name: rule.name, version: rule.version, kind: rule.kind, matched: false, points: 0, conditions: [notLiveThen(rule, placedAt)],
});

/** An order that is not in the batch, when the batch gave it a visit or took one from it. */
function replan(row: ExplainedAccrualRow, owned: ReadonlyMap<string, ReadonlySet<string>>, { settings, now }: AccrualInputs): PlannedAccrual | null {
  const before = row.explanation as unknown as OrderExplanation;
  const pinned = settings.byVersion.get(row.pins.settings) ?? DEFAULT_SETTINGS;
  const conclusion = conclude(reopen(before, visitsOfRow(row), row.points_without_visits), owned.get(row.order_id) ?? NONE, pinned, before.pinnedAt);
  const given = (explanation: OrderExplanation): string => explanation.rules.filter(({ matched }) => matched).map(({ rule }) => rule).join();
  if (given(before) === given(conclusion.explanation)) return null;
  return {
    ...conclusion,
    orderId: row.order_id, memberId: row.member_id, source: row.source, externalId: row.external_id,
    placedAt: row.placed_at, businessDate: row.business_date, withoutVisits: row.points_without_visits, visits: row.visits,
    pins: row.pins, settings: pinned, at: now, isMoved: false,
  };
}

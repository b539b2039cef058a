import type { OrderState, ScopeTerms } from '@regulars/order/contract';
import { type Candidates, type FoldState, NOTHING_YET, type Placement } from '../data/fold-state';
import type { ActRow, DayOrderRow, EntryRow, HeldCardRow, ReadEntryRow } from '../data/stamp.statements';
import { candidatesOf, visitOnly } from './candidates';
import { heldBefore, orderOfBefore, orderTie, siblingsOfBefore, withoutSecondVisits } from './entries-of-before';
import { Cards, type FoldedCard, type Mark } from './fold/cards';
import { type Holding, HOLDS_NOTHING, type OrderEvent } from './fold/events';
import { foldBundle, type FoldCase } from './fold/fold';
import { bundleOf, type Program, versionOf } from './program';

/** A changed order as it is now. */
export interface ChangedOrder {
  readonly order: OrderState;
  readonly tier: string | null;
  /** Null: the order is nobody's. */
  readonly memberStatus: string | null;
}

/** Everything that is known of one member's stamps since an instant. */
export interface MemberFacts {
  readonly memberId: string;
  readonly programs: readonly Program[];
  /** Milliseconds: nothing before it is different. */
  readonly since: number;
  /** All orders of the batch by id, whosever they are. */
  readonly changed: ReadonlyMap<string, ChangedOrder>;
  /** The member's entries, and those of changed orders, by program. */
  readonly entries: readonly ReadEntryRow[];
  readonly acts: readonly ActRow[];
  readonly cards: readonly HeldCardRow[];
  /** Orders of the days concerned. */
  readonly dayOrders: readonly DayOrderRow[];
  readonly terms: ScopeTerms;
  /** How many instants may be read of a bundle before a later standing is kept. */
  readonly mostRead?: number;
}

const MOST_READ = 32;

export interface CardChange {
  readonly program: Program;
  readonly memberId: string;
  readonly number: number;
  readonly before: HeldCardRow | null;
  /** Null: nothing is on it any more. */
  readonly after: FoldedCard | null;
  /** Where the member stood on it later than at its opening, as far as that is kept. */
  readonly mark: Mark | null;
}

export interface PlacedAct {
  readonly id: string;
  readonly placed: readonly Placement[];
  readonly stamps: number;
  readonly missing: number;
}

/** A step that was not done before. */
export interface StepChange {
  readonly program: Program;
  readonly memberId: string;
  readonly card: number;
  readonly rule: number;
}

export interface Settlement {
  readonly entries: readonly EntryRow[];
  readonly acts: readonly PlacedAct[];
  readonly cards: readonly CardChange[];
  readonly steps: readonly StepChange[];
}

interface ProgramCase extends FoldCase {
  readonly rows: readonly ReadEntryRow[];
  readonly cardRows: readonly HeldCardRow[];
  readonly acts: readonly ActRow[];
  readonly firstCard: number;
  /** Milliseconds: from here on it is told. */
  readonly from: number;
}

/**
 * What each order is to hold and each card is to be, as a function of what stands now: orders in the order in which they
 * were placed, and whatever else gave or took stamps. The same things, come in any sequence, end in the same stamps.
 */
export function settleMember(facts: MemberFacts): Settlement {
  const bundles = new Map<string, ProgramCase[]>();
  for (const program of facts.programs) bundles.set(bundleOf(program), [...(bundles.get(bundleOf(program)) ?? []), caseOf(program, facts)]);
  const settlements = [...bundles.values()].flatMap((cases) => {
    keepStanding(cases, facts.mostRead ?? MOST_READ);
    const holdings = foldBundle(cases);
    return cases.map((one) => outcomeOf(one, holdings.get(one) ?? new Map<string, Holding>(), facts));
  });
  return {
    entries: settlements.flatMap(({ entries }) => entries), acts: settlements.flatMap(({ acts }) => acts),
    cards: settlements.flatMap(({ cards }) => cards), steps: settlements.flatMap(({ steps }) => steps),
  };
}

/**
 * Much was read: where the members stand is kept a little before the end, so that less is read next time, also of what comes
 * somewhat late. For all programs of a bundle at one instant: each reads what the others gave from where it stands itself.
 */
function keepStanding(cases: readonly ProgramCase[], mostRead: number): void {
  const instants = new Set(cases.flatMap(({ rows, events }) => [...rows.map(({ placed_at }) => placed_at.getTime()), ...events.map(({ at }) => at)]));
  const at = instants.size > mostRead ? [...instants].sort((a, b) => a - b).at(-Math.ceil(mostRead / 2)) : undefined;
  if (at !== undefined) for (const { cards, from } of cases) if (from < at) cards.markFrom(at);
}

interface Standing {
  readonly from: number;
  readonly start: FoldState;
  /** When the card it stands on was full by then, where that is kept. */
  readonly completedAt?: number | null;
}

/** Where a member stands not behind the instant; the same as `entriesSince` finds it. */
function standingOf(cardRows: readonly HeldCardRow[], acts: readonly ActRow[], since: number): Standing {
  const isMarked = ({ mark_at }: HeldCardRow): boolean => mark_at !== null && mark_at.getTime() <= since;
  const isOpened = ({ opened_at }: HeldCardRow): boolean => opened_at.getTime() <= since;
  const known = cardRows.findLast((card) => isMarked(card) || (card.base !== null && isOpened(card)));
  if (known?.mark && known.mark_at && isMarked(known)) {
    const { completedAt, ...start } = known.mark;
    return { from: known.mark_at.getTime(), start, completedAt };
  }
  if (known?.base) return { from: known.opened_at.getTime(), start: known.base };
  const isFresh = !cardRows.some((card) => card.stamps > 0 && (card.base === null || isOpened(card))) && !acts.some(({ at }) => at.getTime() < since);
  return { from: isFresh ? since : Number.NEGATIVE_INFINITY, start: NOTHING_YET };
}

/** Begins where the member stood before all that may be different. */
function caseOf(program: Program, facts: MemberFacts): ProgramCase {
  const { terms, since, changed } = facts;
  const cardRows = facts.cards.filter((card) => card.program_id === program.id);
  const { from, start, completedAt } = standingOf(cardRows, facts.acts.filter((act) => act.program_id === program.id), since);
  const rows = facts.entries.filter((entry) => entry.program_id === program.id);
  const standing = rows.filter((entry) => entry.member_id === facts.memberId && !changed.has(entry.order_id));
  const acts = facts.acts.filter((act) => act.program_id === program.id && act.at.getTime() >= from);
  const orders = [
    ...standing.filter((entry) => entry.placed_at.getTime() >= from).map((entry) => eventOf(entry, program)),
    ...changedEvents(program, facts, rows),
    ...siblingsOfBefore(program, facts.dayOrders.filter((order) => order.member_id === facts.memberId && !changed.has(order.order_id)), rows).filter(({ at }) => at >= from),
  ];
  const current = cardRows.find(({ number }) => number === start.card);
  return {
    program, rows, cardRows, acts, from, firstCard: start.card,
    cards: new Cards(program, start, current ? cardAt(program, current, start.stamps, completedAt) : null, terms),
    events: [...withoutSecondVisits(orders), ...acts.map(({ id, at, stamps, event }) => ({ kind: 'ACT' as const, id, at: at.getTime(), stamps, event }))],
    stampedBefore: new Map(standing.filter((entry) => entry.placed_at.getTime() < from && entry.placed.length + heldBy(entry) > 0).map((entry) => [entry.order_id, entry.placed_at.getTime()])),
  };
}

const heldBy = ({ amount_stamps, visit_stamps }: EntryRow): number => amount_stamps + visit_stamps;

function cardAt(program: Program, row: HeldCardRow, stamps: number, completedAt: number | null = null): FoldedCard {
  const { number: version, slots } = versionOf(program, row.version);
  return { number: row.number, version, slots, openedAt: row.opened_at.getTime(), stamps, completedAt: stamps >= slots ? (completedAt ?? row.completed_at?.getTime() ?? null) : null, base: row.base };
}

function eventOf(entry: ReadEntryRow, program: Program): OrderEvent {
  if (entry.candidates === null) return orderOfBefore(entry, program);
  return { kind: 'ORDER', id: entry.order_id, at: entry.placed_at.getTime(), tie: entry.tie ?? 0, day: entry.business_date, candidates: entry.candidates };
}

/** The batch's orders that are the member's now. */
function changedEvents(program: Program, { memberId, changed, terms }: MemberFacts, rows: readonly ReadEntryRow[]): OrderEvent[] {
  return [...changed.values()].filter(({ order }) => order.memberId === memberId).map((change) => {
    const { order } = change;
    const before = rows.find((entry) => entry.order_id === order.id);
    const candidates = mayEarn(change, before) ? candidatesOf(program, change, terms) : {};
    return { kind: 'ORDER', id: order.id, at: order.placedAt.getTime(), tie: orderTie(order.source, order.externalId), day: order.businessDate, candidates };
  });
}

/** What an order gave an active member it goes on giving: freezing takes nothing back. */
function mayEarn({ order, memberStatus }: ChangedOrder, before: ReadEntryRow | undefined): boolean {
  return order.counts && (memberStatus === 'ACTIVE' || (before?.member_id === order.memberId && heldBefore(before)));
}

function outcomeOf(one: ProgramCase, holdings: ReadonlyMap<string, Holding>, facts: MemberFacts): Settlement {
  const old = new Map(one.rows.map((row) => [row.order_id, row]));
  const entries = one.events.flatMap((event): EntryRow[] => {
    if (event.kind === 'ACT') return [];
    const before = old.get(event.id);
    const row = rowOf(one.program, facts.memberId, event, holdings.get(event.id), before);
    return before ? (isSame(before, row) ? [] : [row]) : isWorthKeeping(one.program, row, facts) ? [row] : [];
  });
  const nobodys = one.rows.filter((row) => row.member_id === facts.memberId && facts.changed.get(row.order_id)?.order.memberId === null && (heldBy(row) > 0 || heldBefore(row)));
  const acts = one.acts.flatMap((act) => {
    const { placed, missing = 0 } = holdings.get(act.id) ?? HOLDS_NOTHING;
    return missing === 0 && isSamePlace(act.placed, placed) ? [] : [{ id: act.id, placed, stamps: placed.reduce((sum, { stamps }) => sum + stamps, 0), missing }];
  });
  return {
    entries: [...entries, ...nobodys.map((row) => ({ ...bare(row), candidates: {}, placed: [], amount_stamps: 0, visit_stamps: 0 }))],
    acts, cards: cardChanges(one, facts), steps: stepChanges(one, holdings, facts.memberId),
  };
}

const bare = ({ counts: _, source: __, external_id: ___, ...row }: ReadEntryRow): EntryRow => row;

/** Stands for an order that never gave anything: `{}` is of one whose stamps were taken back. */
const NEVER: Candidates = { 0: { own: 0, visit: 0 } };

function rowOf(program: Program, memberId: string, event: OrderEvent, holding: Holding | undefined, before: ReadEntryRow | undefined): EntryRow {
  const gave = before !== undefined && (heldBy(before) > 0 || (before.candidates !== null && Object.keys(before.candidates).length === 0));
  const candidates = Object.keys(event.candidates).length === 0 && !gave ? NEVER : event.candidates;
  return {
    program_id: program.id, order_id: event.id, member_id: memberId, business_date: event.day, placed_at: new Date(event.at),
    amount_stamps: holding?.own ?? 0, visit_stamps: holding?.visit ?? 0, candidates, placed: holding?.placed ?? [], tie: event.tie,
  };
}

/** Of orders that can give nothing, only those are kept that a look at the day could take for some of an earlier version. */
function isWorthKeeping(program: Program, row: EntryRow, { changed }: MemberFacts): boolean {
  const change = changed.get(row.order_id);
  if (heldBy(row) > 0 || !change) return heldBy(row) > 0;
  return row.candidates !== NEVER || (change.order.counts && Object.keys(visitOnly(program, row.placed_at)).length > 0);
}

const isSame = (a: ReadEntryRow, b: EntryRow): boolean =>
  a.member_id === b.member_id && a.amount_stamps === b.amount_stamps && a.visit_stamps === b.visit_stamps && a.business_date === b.business_date &&
  a.placed_at.getTime() === b.placed_at.getTime() && a.candidates !== null && isSamePlace(a.placed, b.placed) && isSameJson(a.candidates, b.candidates);

const ordered = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(ordered) : value !== null && typeof value === 'object' ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, ordered(item)]) : value;
const isSameJson = (a: unknown, b: unknown): boolean => JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
const isSamePlace = (a: readonly Placement[], b: readonly Placement[]): boolean => isSameJson(a, b);

function cardChanges({ program, cards, cardRows, firstCard }: ProgramCase, { memberId, since }: MemberFacts): CardChange[] {
  const rows = new Map(cardRows.map((row) => [row.number, row]));
  const last = cards.all.at(-1)?.number ?? firstCard;
  const { mark } = cards;
  const made = cards.all.map((after) => {
    const before = rows.get(after.number) ?? null;
    return { program, memberId, number: after.number, before, after, mark: mark?.state.card === after.number ? mark : markBefore(before, since) };
  });
  const emptied = cardRows.filter((row) => row.number > last && (row.stamps > 0 || row.base !== null || row.mark !== null))
    .map((row) => ({ program, memberId, number: row.number, before: row, after: null, mark: null }));
  return [...made.filter((change) => isChanged(change)), ...emptied];
}

/** What was kept before, where nothing before it has changed. */
function markBefore(row: HeldCardRow | null, since: number): Mark | null {
  return row?.mark && row.mark_at && row.mark_at.getTime() <= since ? { at: row.mark_at.getTime(), state: row.mark } : null;
}

function isChanged({ before, after, mark }: CardChange): boolean {
  if (!before || !after) return true;
  return before.stamps !== after.stamps || before.version !== after.version || before.opened_at.getTime() !== after.openedAt ||
    (before.completed_at?.getTime() ?? null) !== after.completedAt || !isSameJson(before.base, after.base) || (before.mark_at?.getTime() ?? null) !== (mark?.at ?? null) || !isSameJson(before.mark, mark?.state ?? null);
}

const stepKeys = (placed: readonly Placement[]): string[] => placed.flatMap(({ card, stamps, steps = [] }) => (stamps > 0 ? steps.map((rule) => `${card}/${rule}`) : []));

function stepChanges({ program, rows, acts }: ProgramCase, holdings: ReadonlyMap<string, Holding>, memberId: string): StepChange[] {
  if (program.kind !== 'MISSION') return [];
  const before = new Set([...rows, ...acts].flatMap(({ placed }) => stepKeys(placed)));
  return [...holdings.values()].flatMap(({ placed }) => stepKeys(placed)).filter((key) => !before.has(key)).map((key) => {
    const [card = 0, rule = 0] = key.split('/').map(Number);
    return { program, memberId, card, rule };
  });
}

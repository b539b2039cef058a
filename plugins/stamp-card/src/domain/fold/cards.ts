import type { Calendar } from '@regulars/plugin-sdk';
import type { Candidate, FoldState, MarkedState, Placement } from '../../data/fold-state';
import { candidateUnder } from '../candidates';
import { cardEnd, type Program, type ProgramVersion, versionAt, versionOf } from '../program';
import { type ActEvent, hasStamped, type Holding, HOLDS_NOTHING, type OrderEvent } from './events';
import { openTasks } from './tasks';

/** A card as the events make it. */
export interface FoldedCard {
  readonly number: number;
  readonly version: number;
  readonly slots: number;
  readonly openedAt: number;
  stamps: number;
  completedAt: number | null;
  /** Where the member stood just before it was opened; null: as it is kept. */
  readonly base: FoldState | null;
}

/** Where a member stood on a card just before an instant, in milliseconds. */
export interface Mark {
  readonly at: number;
  readonly state: MarkedState;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A member's cards of one program, event by event. */
export class Cards {
  /** From the card on with which it began. */
  readonly all: FoldedCard[] = [];
  private state: Mutable<FoldState>;
  private before: FoldState;
  private instant = Number.NEGATIVE_INFINITY;
  private markAt = Number.POSITIVE_INFINITY;
  private marked: MarkedState | null = null;

  /** @param current the card of `start`, where there is one */
  constructor(readonly program: Program, start: FoldState, current: FoldedCard | null, private readonly calendar: Calendar) {
    this.before = start;
    this.state = { ...start };
    if (current) this.all.push({ ...current });
  }

  /** Before anything happens: keeps where the member stands at that instant. */
  markFrom(at: number): void {
    this.markAt = at;
  }

  /** When everything has happened; null: nothing was to be kept, or there was no card yet. */
  get mark(): Mark | null {
    const state = this.marked ?? this.markOf(this.state);
    return Number.isFinite(this.markAt) && state.card > 0 ? { at: this.markAt, state } : null;
  }

  /** What the order gives here; nothing where limits leave nothing. */
  order(event: OrderEvent): Holding {
    this.step(event.at);
    const version = this.versionFor(event.at);
    const candidate = version && candidateUnder(event.candidates, version.number);
    if (!version || !candidate || this.isTooSoon(version, event.at)) return HOLDS_NOTHING;
    const room = this.roomOn(version, event.day);
    const holding = this.program.kind === 'MISSION' ? this.tasks(candidate.tasks ?? [], candidate.store ?? null, event.at, room) : this.stamps(candidate, event, room);
    if (hasStamped(holding)) this.state.lastOrderAt = event.at;
    return holding;
  }

  act(event: ActEvent): Holding {
    this.step(event.at);
    if (event.event !== null) return this.tasks(this.tasksBy(event.event, event.at), null, event.at, Number.POSITIVE_INFINITY);
    const debt = this.state.debt;
    const placed = event.stamps > 0 ? this.put(event.stamps, event.at) : this.take(-event.stamps);
    const own = placed.reduce((sum, { stamps }) => sum + stamps, 0);
    const paid = event.stamps > 0 ? debt - this.state.debt : 0;
    return { own, visit: 0, placed, missing: Math.abs(event.stamps) - Math.abs(own) - paid };
  }

  private stamps(candidate: Candidate, { day, at }: OrderEvent, room: number): Holding {
    const isFirst = this.state.visitedOn !== day;
    const visit = Math.min(room, candidate.settledVisit ?? (isFirst ? candidate.visit : 0));
    const wanted = visit + Math.min(room - visit, candidate.own);
    if (wanted === 0) return HOLDS_NOTHING;
    const debt = this.state.debt;
    const placed = this.put(wanted, at);
    const onCards = placed.reduce((sum, { stamps }) => sum + stamps, 0);
    const paid = debt - this.state.debt;
    const given = onCards + paid;
    if (visit > 0 && given > 0) this.state.visitedOn = day;
    this.count(day, given);
    const ofVisit = Math.min(visit, onCards);
    if (onCards === 0 && paid > 0) placed.push({ card: this.state.card, stamps: 0, paid });
    return { own: onCards - ofVisit, visit: ofVisit, placed, paid };
  }

  private tasks(indexes: readonly number[], store: string | null, at: number, room: number): Holding {
    const version = this.versionFor(at);
    if (!version || this.program.endsAt !== null && at >= this.program.endsAt.getTime()) return HOLDS_NOTHING;
    const placed: Placement[] = [];
    let left = room;
    for (const { index, rule } of openTasks(version, indexes, this.needsCard(at) ? [] : this.state.steps, store)) {
      if (rule.stamps > left || (placed.length > 0 && this.needsCard(at))) break;
      const [placement] = this.put(rule.stamps, at);
      if (!placement) break;
      left -= rule.stamps;
      this.state.steps = [...this.state.steps, { rule: index, store: rule.storeCodes ? store : null, stamps: placement.stamps }];
      placed.push({ ...placement, steps: [index] });
    }
    return { own: placed.reduce((sum, { stamps }) => sum + stamps, 0), visit: 0, placed };
  }

  private tasksBy(event: string, at: number): number[] {
    return (this.versionFor(at)?.rules ?? []).flatMap((rule, index) => (rule.event === event ? [index] : []));
  }

  /** Puts stamps on the card, and what is more on the next ones; those owed are filled first. */
  private put(stamps: number, at: number): Placement[] {
    const owed = this.program.kind === 'MISSION' ? 0 : Math.min(this.state.debt, stamps);
    this.state.debt -= owed;
    const placed: Placement[] = [];
    for (let left = stamps - owed; left > 0; ) {
      const version = this.versionFor(at);
      if (!version || this.isOverAt(at)) break;
      const card = this.needsCard(at) ? this.open(version, at) : this.card;
      const here = Math.min(left, version.slots - card.stamps);
      card.stamps += here;
      this.state.stamps = card.stamps;
      left -= here;
      placed.push({ card: card.number, stamps: here });
      if (card.stamps === card.slots) card.completedAt = at;
      if (version.surplus === 'DROP' || this.program.kind === 'MISSION') break;
    }
    return placed;
  }

  /** Takes stamps from the latest card; what is not there is owed. */
  private take(stamps: number): Placement[] {
    const isMission = this.program.kind === 'MISSION';
    const here = this.state.card === 0 ? 0 : Math.min(stamps, this.card.stamps);
    if (!isMission) this.state.debt += stamps - here;
    if (here === 0) return [];
    const { card } = this;
    card.stamps -= here;
    this.state.stamps = card.stamps;
    card.completedAt = null;
    const undone = this.undo(card.stamps);
    return [{ card: card.number, stamps: -here, ...(undone.length > 0 ? { steps: undone } : {}) }];
  }

  /** A mission's latest steps are to be done again where their stamps are gone. */
  private undo(left: number): number[] {
    const undone: number[] = [];
    const sum = (): number => this.state.steps.reduce((total, { stamps }) => total + stamps, 0);
    while (this.state.steps.length > 0 && sum() > left) {
      undone.push(this.state.steps.at(-1)?.rule as number);
      this.state.steps = this.state.steps.slice(0, -1);
    }
    return undone;
  }

  private open(version: ProgramVersion, at: number): FoldedCard {
    const number = this.state.card + 1;
    Object.assign(this.state, { card: number, version: version.number, openedAt: at, stamps: 0, steps: [] });
    const card = { number, version: version.number, slots: version.slots, openedAt: at, stamps: 0, completedAt: null, base: this.before };
    this.all.push(card);
    return card;
  }

  private get card(): FoldedCard {
    const card = this.all.at(-1);
    if (!card) throw new Error(`Card ${this.state.card} of program ${this.program.id} is not at hand`);
    return card;
  }

  /** The version of the card that stamps of that instant would go to; null when there is none to go to. */
  private versionFor(at: number): ProgramVersion | null {
    if (this.state.card === 0) return versionAt(this.program, at);
    const own = versionOf(this.program, this.state.version);
    if (!this.needsCard(at)) return own;
    return own.reopens ? versionAt(this.program, at) : null;
  }

  private needsCard(at: number): boolean {
    if (this.state.card === 0) return true;
    const version = versionOf(this.program, this.state.version);
    return this.state.stamps >= version.slots || cardEnd(this.program, version, this.state.openedAt, this.calendar) <= at;
  }

  private isOverAt(at: number): boolean {
    return this.needsCard(at) && this.program.endsAt !== null && at >= this.program.endsAt.getTime();
  }

  private isTooSoon({ minIntervalMinutes }: ProgramVersion, at: number): boolean {
    return minIntervalMinutes !== null && this.state.lastOrderAt !== null && at - this.state.lastOrderAt < minIntervalMinutes * 60_000;
  }

  private roomOn({ dailyLimit }: ProgramVersion, day: string): number {
    if (dailyLimit === null) return Number.POSITIVE_INFINITY;
    return Math.max(0, dailyLimit - (this.state.day === day ? this.state.dayStamps : 0));
  }

  private count(day: string, stamps: number): void {
    this.state.dayStamps = (this.state.day === day ? this.state.dayStamps : 0) + stamps;
    this.state.day = day;
  }

  private step(at: number): void {
    if (at > this.instant) this.before = { ...this.state };
    if (at >= this.markAt) this.marked ??= this.markOf(this.before);
    this.instant = at;
  }

  private markOf(state: FoldState): MarkedState {
    return { ...state, completedAt: this.all.at(-1)?.completedAt ?? null };
  }
}

import type { OrderState } from '@regulars/order/contract';
import { MINUTE } from '@regulars/plugin-sdk';
import type { ProgramRow } from '../../src/data/program.statements';
import type { ActRow, HeldCardRow, ReadEntryRow } from '../../src/data/stamp.statements';
import { bundleOf, cardEnd, type Program, programOf, versionOf } from '../../src/domain/program';
import { type ChangedOrder, settleMember } from '../../src/domain/settle';

export const TERMS = { currency: 'TWD', timeZone: 'Asia/Taipei', dayStartsAt: 0 };
export const MEMBER = '11111111-1111-7111-8111-111111111111';

export const START = Date.parse('2026-01-04T16:00:00Z');
export const minute = (minutes: number): Date => new Date(START + minutes * MINUTE);

const ROW: ProgramRow = {
  id: 'p', name: 'Card', kind: 'STAMP', state: 'LIVE', version: 1, slots: 4, rules: [{ kind: 'VISIT', stamps: 1 }], rewards: [], starts_at: minute(-10_000), ends_at: null,
  valid_for_days: null, daily_limit: null, min_interval_minutes: null, exclusive_group: null, priority: 0, surplus: 'CARRY', reopens: true, step_order: 'ANY', nearly_full_at: null,
  effective_from: null, earlier: [], pauses: [], planned_end: null,
};
export const program = (row: Partial<ProgramRow>): Program => programOf({ ...ROW, ...row });

export interface Sale {
  readonly id: string;
  readonly minute: number;
  readonly amount: number;
  readonly items?: number;
  readonly store?: string;
  readonly tier?: string;
  readonly sku?: string;
}

export function orderOf({ id, minute: at, amount, items = 1, store = 'S1', sku = 'A' }: Sale): OrderState {
  const placedAt = minute(at);
  const net = BigInt(amount);
  const line = { number: 1, sku, name: null, category: null, quantity: Math.max(1, items), refundedQuantity: items > 0 ? 0 : 1, unitPrice: '1', gross: net, discount: 0n, refunded: 0n, net, paidWithPoints: 0n };
  return {
    id, source: 'pos', externalId: id, revision: 1, status: 'PAID' as OrderState['status'], memberId: MEMBER, storeId: null, storeCode: store, channel: 'STORE' as OrderState['channel'], placedAt,
    updatedAt: placedAt, businessDate: new Date(placedAt.getTime() + 8 * 60 * MINUTE).toISOString().slice(0, 10), gross: net, discount: 0n, refunded: 0n, net, paidWithPoints: 0n,
    counts: amount > 0, lines: [line],
  };
}

/** One member's cards, kept as the tables keep them and told as the reaction tells them, without a database. */
export class PaperCards {
  readonly entries = new Map<string, ReadEntryRow>();
  readonly cards = new Map<string, HeldCardRow>();
  readonly acts = new Map<string, ActRow>();

  constructor(readonly programs: readonly Program[]) {}

  orders(...sales: readonly Sale[]): void {
    const changed = new Map(sales.map((sale): [string, ChangedOrder] => [sale.id, { order: orderOf(sale), tier: sale.tier ?? null, memberStatus: 'ACTIVE' }]));
    const known = [...this.entries.values()].filter(({ order_id }) => changed.has(order_id)).map(({ placed_at }) => placed_at.getTime());
    this.settle(Math.min(...known, ...sales.map((sale) => minute(sale.minute).getTime())), changed);
  }

  act(id: string, programId: string, at: number, stamps: number, event: string | null = null): void {
    this.acts.set(id, { id, program_id: programId, member_id: MEMBER, stamps, at: minute(at), event, placed: [] });
    this.settle(minute(at).getTime(), new Map());
  }

  private settle(since: number, changed: ReadonlyMap<string, ChangedOrder>): void {
    const settlement = settleMember({
      memberId: MEMBER, programs: this.programs, since, changed, entries: this.entriesSince(since, changed), acts: [...this.acts.values()],
      cards: [...this.cards.values()].sort((a, b) => a.number - b.number), dayOrders: [], terms: TERMS, mostRead: 3,
    });
    for (const entry of settlement.entries) this.entries.set(`${entry.program_id}/${entry.order_id}`, JSON.parse(JSON.stringify({ ...entry, counts: null, source: null, external_id: null }), revive) as ReadEntryRow);
    for (const { id, placed } of settlement.acts) this.acts.set(id, { ...(this.acts.get(id) as ActRow), placed });
    for (const { program: of, number, before, after, mark } of settlement.cards) {
      const row = {
        id: before?.id ?? `${of.id}-${number}`, program_id: of.id, member_id: MEMBER, number, stamps: after?.stamps ?? 0, opened_at: after ? new Date(after.openedAt) : (before as HeldCardRow).opened_at,
        completed_at: after?.completedAt == null ? null : new Date(after.completedAt), version: after?.version ?? null, slots: after?.slots ?? null, base: after?.base ?? null, mark: mark?.state ?? null, mark_at: mark ? new Date(mark.at) : null, kept: [], nearly_full_at: null,
      };
      this.cards.set(`${of.id}/${number}`, JSON.parse(JSON.stringify(row), revive) as HeldCardRow);
    }
  }

  /** As the statement reads them. */
  private entriesSince(since: number, changed: ReadonlyMap<string, ChangedOrder>): ReadEntryRow[] {
    const opening = (of: Program): number => {
      const cards = [...this.cards.values()].filter((card) => card.program_id === of.id).sort((a, b) => b.number - a.number);
      const isNotBehind = (at: Date | null): at is Date => at !== null && at.getTime() <= since;
      const known = cards.flatMap(({ mark_at, base, opened_at }) => (isNotBehind(mark_at) ? [mark_at] : base !== null && isNotBehind(opened_at) ? [opened_at] : []))[0];
      const hasBefore = cards.some(({ stamps, opened_at, base }) => stamps > 0 && (base === null || isNotBehind(opened_at))) || [...this.acts.values()].some((act) => act.program_id === of.id && act.at.getTime() < since);
      return known?.getTime() ?? (hasBefore ? Number.NEGATIVE_INFINITY : since);
    };
    const from = new Map(this.programs.map((of) => [of.id, Math.min(...this.programs.filter((other) => bundleOf(other) === bundleOf(of)).map(opening))]));
    return [...this.entries.values()].filter((entry) => changed.has(entry.order_id) || entry.placed_at.getTime() >= (from.get(entry.program_id) as number));
  }

  /** What must not depend on how it came about. */
  get state(): unknown {
    const cards = [...this.cards.values()].filter(({ stamps }) => stamps > 0).map(({ program_id, number, stamps, opened_at, completed_at, version }) =>
      `${program_id} #${number} v${version}: ${stamps}, ${opened_at.toISOString()} – ${completed_at?.toISOString() ?? '…'}`);
    const entries = [...this.entries.values()].filter(({ placed }) => placed.length > 0).map(({ program_id, order_id, amount_stamps, visit_stamps, placed }) =>
      `${program_id} ${order_id}: ${amount_stamps} + ${visit_stamps}, ${placed.map(({ card, stamps, steps }) => `${card}:${stamps}${steps ? ` ${steps.join()}` : ''}`).join(' ')}`);
    const acts = [...this.acts.values()].map(({ id, placed }) => `${id}: ${placed.map(({ card, stamps }) => `${card}:${stamps}`).join(' ')}`);
    return { cards: cards.sort(), entries: entries.sort(), acts: acts.sort() };
  }

  /** `card:stamps` of a program. */
  of(programId: string): string {
    return [...this.cards.values()].filter((card) => card.program_id === programId && card.stamps > 0).sort((a, b) => a.number - b.number).map(({ number, stamps }) => `${number}:${stamps}`).join(' ');
  }

  /** Does nothing contradict itself? Empty when so. */
  get contradictions(): string[] {
    return [...this.cards.values()].filter(({ stamps }) => stamps > 0).flatMap((card) => {
      const of = this.programs.find(({ id }) => id === card.program_id) as Program;
      const placed = [...this.entries.values(), ...this.acts.values()].filter(({ program_id }) => program_id === of.id).flatMap((one) => one.placed).filter((one) => one.card === card.number);
      const sum = placed.reduce((total, { stamps }) => total + stamps, 0);
      const version = versionOf(of, card.version);
      const before = this.cards.get(`${of.id}/${card.number - 1}`);
      const isBegunInTime = card.number === 1 || (before !== undefined && (before.completed_at !== null || cardEnd(of, versionOf(of, before.version), before.opened_at.getTime(), TERMS) <= card.opened_at.getTime()));
      return [
        ...(sum === card.stamps ? [] : [`${card.id} has ${card.stamps}, ${sum} placed`]), ...(card.stamps > version.slots ? [`${card.id} is more than full`] : []),
        ...((card.completed_at !== null) === (card.stamps === version.slots) ? [] : [`${card.id} is wrongly complete`]), ...(isBegunInTime ? [] : [`${card.id} was begun too early`]),
      ];
    });
  }
}

const revive = (_: string, value: unknown): unknown => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? new Date(value) : value);

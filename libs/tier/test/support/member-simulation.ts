import { businessDateOf, type Calendar } from '@regulars/plugin-sdk';
import type { OrderChange, OrderState } from '@regulars/order/contract';
import { changedFrom, netBeforeRefunds } from '../../src/domain/judging/changed-from';
import { compile } from '../../src/domain/judging/compiled';
import { dayOfDate, daysOf } from '../../src/domain/judging/days';
import { type Entry, orderEntry, type StaffAct } from '../../src/domain/judging/entries';
import { judge } from '../../src/domain/judging/fold';
import { sumEntries } from './sum-entries';
import type { TierTerms } from '../../src/domain/program';
import { baseStanding, type Standing } from '../../src/domain/standing';
import { TierState } from '../../src/domain/tier-state';

export const LONDON: Calendar = { timeZone: 'Europe/London', dayStartsAt: 0 };
export const MEMBER = '00000000-0000-7000-8000-000000000001';

export interface Revision {
  readonly id: string;
  readonly revision: number;
  readonly placedAt: number;
  readonly updatedAt: number;
  /** Before refunds. */
  readonly gross: number;
  readonly refunded: number;
  readonly status?: string;
}

/** One member as the database would keep it: orders by id, standings, staff acts; judged as the module does. */
export class MemberSimulation {
  readonly orders = new Map<string, OrderState>();
  readonly acts: StaffAct[] = [];
  standings: Standing[] = [];
  nextAt: number | null = null;
  judged = 0;

  constructor(
    readonly terms: TierTerms, readonly joinedAt: number, public now: number,
    readonly options: { readonly activatedAt?: number; readonly sums?: boolean; readonly calendar?: Calendar } = {},
  ) {}

  get calendar(): Calendar {
    return this.options.calendar ?? LONDON;
  }

  get start(): number {
    return Math.max(this.joinedAt, this.options.activatedAt ?? -Infinity);
  }

  get present(): Standing {
    return this.standings.at(-1) ?? this.baseline;
  }

  get baseline(): Standing {
    return baseStanding(compile(this.terms).base.definition.code, TierState.CURRENT, this.joinedAt);
  }

  tierAt(at: number): string {
    return [...this.standings].reverse().find((standing) => standing.from <= at)?.tier ?? this.baseline.tier;
  }

  /** A stale or repeated revision changes nothing. */
  accept(...revisions: readonly Revision[]): void {
    const changes = revisions.flatMap((revision): OrderChange[] => {
      const before = this.orders.get(revision.id) ?? null;
      if (before && before.revision >= revision.revision) return [];
      const after = stateOf(revision, this.calendar);
      this.orders.set(revision.id, after);
      return [{ before, after, isFirst: before === null, memberStatus: 'ACTIVE' }];
    });
    const from = changedFrom(changes, compile(this.terms).forgetful).get(MEMBER);
    if (from !== undefined) this.judgeFrom(from);
  }

  act(act: Partial<StaffAct> & Pick<StaffAct, 'kind'>): void {
    const at = this.now;
    this.acts.push({ at, id: `act-${this.acts.length}`, tier: null, until: null, lock: false, ...act });
    this.judgeFrom(at);
  }

  /** The clock moves; the job runs at each due instant on the way, or only once at the end when the worker was away. */
  advance(to: number, late = false): void {
    while (!late && this.nextAt !== null && this.nextAt <= to) {
      this.now = this.nextAt;
      this.judgeFrom(this.nextAt);
    }
    this.now = to;
    if (this.nextAt !== null && this.nextAt <= to) this.judgeFrom(this.nextAt);
  }

  judgeFrom(changedAt: number): void {
    const from = Math.max(Math.min(changedAt, this.nextAt ?? Infinity), this.start);
    const earlier = this.standings.filter((standing) => standing.from < from);
    const entries = this.entries();
    const acts = this.acts.filter((act) => act.at >= from);
    const start = earlier.at(-1) ?? this.baseline;
    const until = Math.max(this.now, ...entries.map((entry) => entry.at));
    const shown = this.options.sums ? sumEntries(entries, from, start) : entries;
    const { standings, nextAt } = judge({
      compiled: compile(this.terms), days: daysOf(this.calendar), start, from, until, acts, entries: shown,
      adopts: false,
      opens: from === this.start ? (this.start > this.joinedAt ? 'PROGRAM' : 'JOIN') : null,
    });
    this.standings = [...earlier, ...standings];
    this.nextAt = nextAt;
    this.judged++;
  }

  private entries(): Entry[] {
    return [...this.orders.values()]
      .map((order) => orderEntry({
        id: order.id, at: order.placedAt.getTime(), day: dayOfDate(order.businessDate), points: 0n,
        firstNet: netBeforeRefunds(order), net: order.counts ? order.net : 0n, laterAt: order.updatedAt.getTime(),
      }))
      .sort((a, b) => a.at - b.at);
  }
}

function stateOf(revision: Revision, calendar: Calendar): OrderState {
  const gross = BigInt(revision.gross);
  const refunded = BigInt(revision.refunded);
  const status = revision.status ?? (refunded === 0n ? 'PAID' : refunded === gross ? 'REFUNDED' : 'PARTIALLY_REFUNDED');
  const placedAt = new Date(revision.placedAt);
  return {
    id: revision.id, source: 'till', externalId: revision.id, revision: revision.revision, status: status as OrderState['status'],
    memberId: MEMBER, storeId: null, storeCode: null, channel: 'POS' as OrderState['channel'], placedAt, updatedAt: new Date(revision.updatedAt),
    businessDate: businessDateOf(placedAt, calendar), gross, discount: 0n, refunded, net: gross - refunded, paidWithPoints: 0n,
    counts: status !== 'PLACED' && status !== 'VOIDED' && gross > refunded, lines: [],
  };
}

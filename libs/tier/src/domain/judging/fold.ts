import { type TierDefinition, TierDowngrade, TierOnRefund } from '../program';
import { type Evidence, NO_CAUSE, type Standing, type StandingCause, type TierReason } from '../standing';
import { TierState } from '../tier-state';
import type { CompiledTerms } from './compiled';
import type { Days } from './days';
import type { Entry, StaffAct } from './entries';
import { Moves } from './moves';
import { evidenceOf, holds, Rules } from './rules';
import { Timeline } from './timeline';

export interface Case {
  readonly compiled: CompiledTerms;
  readonly days: Days;
  /** The standing just before `from`. */
  readonly start: Standing;
  /** The first instant to be judged; what is earlier in `entries` has happened. */
  readonly from: number;
  /** The program begins for the member at `from`: because it went live, or because the member joined. */
  readonly opens: 'PROGRAM' | 'JOIN' | null;
  /** `start` was recorded under another program. */
  readonly adopts: boolean;
  /** By `at`. */
  readonly entries: readonly Entry[];
  /** By `at`, none before `from`. */
  readonly acts: readonly StaffAct[];
  /** The last instant to be judged. */
  readonly until: number;
  /** Which tiers may be shown as the next one; all when left out. */
  readonly shows?: (tier: TierDefinition) => boolean;
}

export interface Judgement {
  /** Every standing that begins from `from` on, in order, one per instant. */
  readonly standings: readonly Standing[];
  /** The next instant, after `until`, at which the member will stand differently if nothing else happens. */
  readonly nextAt: number | null;
  /** The tier that can be risen to next, null at the top; how its rule stands at `until`, and the one that keeps the present tier. */
  readonly progress: Progress;
}

export interface Progress {
  readonly next: TierDefinition | null;
  readonly toNext: readonly Evidence[];
  readonly toKeep: readonly Evidence[];
}

type Event = { readonly at: number } & ({ readonly happens: number } | { readonly refunds: number } | { readonly act: StaffAct });

/** Judges one member over a stretch of time. Everything it says follows from its arguments. */
export const judge = (given: Case): Judgement => new Fold(given).run();

class Fold {
  private readonly net: Timeline;
  private readonly kept: Timeline;
  private readonly rules: Rules;
  private readonly moves: Moves;
  private readonly events: readonly Event[];
  private readonly standings: Standing[] = [];
  private standing: Standing;
  private next = 0;
  /** The business date, and its start, on which a window is to forget something that the tier is kept by. */
  private lossDay = Infinity;
  private lossAt = Infinity;

  constructor(private readonly given: Case) {
    const { compiled, entries, days } = given;
    this.net = new Timeline(entries, compiled, false);
    this.kept = compiled.keepsOnRefund ? new Timeline(entries, compiled, true) : this.net;
    this.rules = new Rules(this.net, this.kept, days);
    this.moves = new Moves(compiled, this.rules, days);
    this.standing = given.start;
    this.events = eventsOf(given);
    while ((entries[this.net.happened]?.at ?? Infinity) < given.from) this.happen();
    this.moveTo(given.from - 1);
  }

  run(): Judgement {
    const { from, until, opens } = this.given;
    if (opens !== null && from <= until) this.open(from, opens);
    for (;;) {
      const eventAt = this.events[this.next]?.at ?? Infinity;
      const clockAt = Math.max(this.nextClock(), from);
      const at = Math.min(eventAt, clockAt);
      if (at > until) {
        this.moveTo(until);
        return { standings: this.standings, progress: this.progress(), nextAt: this.foresee(eventAt) };
      }
      this.moveTo(at);
      if (clockAt === at) this.strike(at);
      if (eventAt === at) this.handleEvents(at);
    }
  }

  private progress(): Progress {
    const { standing } = this;
    const { shows = () => true } = this.given;
    const tier = this.moves.tierOf(standing);
    const next = this.given.compiled.tiers.find(({ rank, byRule, definition }) => rank > tier.rank && byRule && shows(definition))?.definition ?? null;
    const valueOf = tier.definition.validMonths === null ? this.rules.keeping(standing) : this.rules.renewing(standing);
    return {
      next,
      toNext: evidenceOf(next?.upgradeWhen ?? null, this.rules.climbing(standing)),
      toKeep: tier.rank === 0 || standing.state === TierState.LOCKED ? [] : evidenceOf(tier.keep, valueOf),
    };
  }

  /** Goes on without facts until something would change. */
  private foresee(eventAt: number): number | null {
    const known = this.standings.length;
    for (;;) {
      const at = this.nextClock();
      if (eventAt <= at) return eventAt === Infinity ? null : eventAt;
      this.moveTo(at);
      this.strike(at);
      if (this.standings.length > known) {
        this.standings.length = known;
        return at;
      }
    }
  }

  /** When time alone may change the standing; Infinity when it cannot. */
  private nextClock(): number {
    const { standing } = this;
    if (standing.until !== null) return standing.until;
    if (standing.state !== TierState.CURRENT) return Infinity;
    const tier = this.moves.tierOf(standing);
    if (this.given.compiled.terms.downgrade === TierDowngrade.NEVER || tier.keepWindows.length === 0) return Infinity;
    this.lossDay = this.kept.nextExit(tier.keepWindows);
    this.lossAt = this.given.days.startOf(this.lossDay);
    return Math.min(this.lossAt, standing.hold?.until ?? Infinity);
  }

  /** The clock has reached an instant that may matter. */
  private strike(at: number): void {
    const { standing } = this;
    if (standing.until !== null && at >= standing.until) {
      if (standing.state === TierState.LOCKED) this.release(at, null);
      else if (standing.state === TierState.GRACE) this.fall(at, 'DOWNGRADED', true);
      else this.end(at);
    } else if (standing.state === TierState.CURRENT) {
      // A hold that is over is forgotten without a period of its own.
      if (standing.hold && standing.hold.until !== null && at >= standing.hold.until) this.standing = { ...standing, hold: null };
      this.keepOrFall(at, 'DOWNGRADED', true);
    }
  }

  /** The end of a tier's validity. */
  private end(at: number): void {
    const { keep, definition } = this.moves.tierOf(this.standing);
    const { downgrade, graceDays } = this.given.compiled.terms;
    const renewed = keep !== null && (definition.validMonths === null
      ? holds(keep, this.rules.keeping(this.standing))
      : holds(keep, this.rules.renewing(this.standing)));
    if (renewed) this.take(this.moves.renew(this.standing, at, { reason: 'RENEWED', clock: true, orderId: null }));
    else if (downgrade === TierDowngrade.NEVER) this.take(this.moves.renew(this.standing, at, { reason: 'KEPT', clock: true, orderId: null }));
    else if (graceDays > 0 && definition.validMonths !== null) this.take(this.moves.grace(this.standing, at), false);
    else this.fall(at, 'DOWNGRADED', true);
  }

  private handleEvents(at: number): void {
    let orderId: string | null = null;
    let refundedId: string | null = null;
    let [happened, refunded] = [false, false];
    for (; this.events[this.next]?.at === at; this.next++) {
      const event = this.events[this.next] as Event;
      if ('happens' in event) {
        happened = true;
        orderId = this.net.entry(event.happens).orderId ?? orderId;
        this.happen();
      } else if ('refunds' in event) {
        refunded = true;
        refundedId = this.net.entry(event.refunds).orderId ?? refundedId;
        this.net.refund(event.refunds);
      } else {
        this.obey(at, event.act);
      }
    }
    // Staff's word stands until the next thing happens, or it would be overruled the moment it is given.
    if (this.standing.state === TierState.LOCKED || !(happened || refunded)) return;
    if (this.rise(at, orderId, false)) return;
    if (refunded) this.askAgain(at, { ...NO_CAUSE, orderId: refundedId });
    this.redeem(at, orderId);
  }

  /** In grace, meeting the rule late is still in time. */
  private redeem(at: number, orderId: string | null): void {
    const { keep } = this.moves.tierOf(this.standing);
    if (this.standing.state !== TierState.GRACE || keep === null || !holds(keep, this.rules.renewing(this.standing))) return;
    this.take(this.moves.renew(this.standing, at, { reason: 'RENEWED', clock: false, orderId }));
  }

  /** Something was given back: would the tier have been granted without it? */
  private askAgain(at: number, cause: StandingCause): void {
    const { standing } = this;
    if (this.given.compiled.terms.onRefund === TierOnRefund.KEEP || standing.state !== TierState.CURRENT) return;
    const tier = this.moves.tierOf(standing);
    if (tier.definition.validMonths === null) {
      this.keepOrFall(at, 'REFUNDED', false, cause);
    } else if (standing.basis !== null) {
      const rule = standing.basis.by === 'UPGRADE' ? tier.definition.upgradeWhen : tier.keep;
      if (rule !== null && !holds(rule, this.rules.granting(standing))) this.fall(at, 'REFUNDED', false, cause);
    }
  }

  private obey(at: number, act: StaffAct): void {
    if (act.kind === 'SET') this.take(this.moves.set(this.standing, at, act));
    else if (this.standing.state === TierState.LOCKED || this.standing.hold !== null) this.release(at, act.id);
  }

  /** The rules take over from staff. */
  private release(at: number, actId: string | null): void {
    this.take(this.moves.unlock(this.standing, at, actId), false);
    const clock = actId === null;
    if (this.rise(at, null, clock)) return;
    if (this.standing.until !== null && at >= this.standing.until) this.end(at);
    else this.keepOrFall(at, 'DOWNGRADED', clock);
  }

  private open(at: number, by: 'PROGRAM' | 'JOIN'): void {
    this.moveTo(at);
    if (this.given.adopts) {
      const adopted = this.moves.adopt(this.standing, at);
      this.take(adopted, adopted.tier !== this.standing.tier);
    }
    if (this.standing.state === TierState.LOCKED) return;
    const raised = this.moves.climb(this.standing, at, { orderId: null, clock: true });
    if (raised) this.take(by === 'PROGRAM' ? { ...raised, reason: 'ACTIVATED' } : raised);
    else if (this.standing.state === TierState.CURRENT) this.keepOrFall(at, 'ACTIVATED', true);
  }

  private rise(at: number, orderId: string | null, clock: boolean): boolean {
    const raised = this.moves.climb(this.standing, at, { orderId, clock });
    if (raised) this.take(raised);
    return raised !== null;
  }

  /** A tier without validity lasts while its rule holds; each tier fallen to is asked in turn. */
  private keepOrFall(at: number, reason: TierReason, clock: boolean, cause: StandingCause = NO_CAUSE): void {
    const tier = this.moves.tierOf(this.standing);
    if (tier.keep === null || tier.rank === 0 || tier.definition.validMonths !== null || this.standing.until !== null) return;
    if (holds(tier.keep, this.rules.keeping(this.standing))) return;
    const evidence = evidenceOf(tier.keep, this.rules.keeping(this.standing));
    if (this.fall(at, reason, clock, { ...cause, evidence })) this.keepOrFall(at, reason, clock, cause);
  }

  private fall(at: number, reason: TierReason, clock: boolean, cause: StandingCause = NO_CAUSE): boolean {
    const fallen = this.moves.fall(this.standing, at, { reason, clock, cause });
    if (fallen) this.take(fallen);
    else if (this.standing.until !== null && at >= this.standing.until) this.take(this.moves.renew(this.standing, at, { reason: 'KEPT', clock, orderId: null }));
    return fallen !== null;
  }

  private take(standing: Standing, restartsPeriod = true): void {
    this.standing = standing;
    if (this.standings.at(-1)?.from === standing.from) this.standings.pop();
    this.standings.push(standing);
    if (restartsPeriod) this.net.restartPeriod();
    if (restartsPeriod && this.kept !== this.net) this.kept.restartPeriod();
  }

  private happen(): void {
    const { from, start } = this.given;
    this.net.happen(from, start.countAfter);
    if (this.kept !== this.net) this.kept.happen(from, start.countAfter);
  }

  private moveTo(at: number): void {
    const day = at === this.lossAt ? this.lossDay : this.given.days.dayOf(at);
    this.net.moveTo(day);
    if (this.kept !== this.net) this.kept.moveTo(day);
  }
}

function eventsOf({ entries, acts, from }: Case): Event[] {
  const events: Event[] = [];
  entries.forEach((entry, index) => {
    if (entry.at >= from) events.push({ at: entry.at, happens: index });
    if (entry.laterAt >= from && entry.laterAt > entry.at && entry.first !== entry.later) events.push({ at: entry.laterAt, refunds: index });
  });
  // The sort is stable: at one instant, staff act last.
  for (const act of acts) events.push({ at: act.at, act });
  return events.sort((a, b) => a.at - b.at);
}

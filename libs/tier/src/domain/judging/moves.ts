import { TierCarryOver, TierDowngrade } from '../program';
import { NO_CAUSE, type Standing, type StandingCause, type TierReason } from '../standing';
import { TierState } from '../tier-state';
import type { CompiledTerms, CompiledTier } from './compiled';
import { addMonthsToDay, type Days } from './days';
import type { StaffAct } from './entries';
import { carry, evidenceOf, highestAbove, periodPart, type Rules } from './rules';

/**
 * The standing that follows from another one by each way a tier can move. Decides nothing about when. `clock`: the
 * move is of the instant itself, before anything that happens at it, which then counts in the new period.
 */
export class Moves {
  constructor(private readonly compiled: CompiledTerms, private readonly rules: Rules, private readonly days: Days) {}

  tierOf(standing: Standing): CompiledTier {
    return this.compiled.byCode.get(standing.tier) ?? this.compiled.base;
  }

  /** The rank below which staff hold the member at `at`; 0 when they do not. */
  floor(standing: Standing, at: number): number {
    const { hold } = standing;
    if (hold === null || (hold.until !== null && at >= hold.until)) return 0;
    return this.compiled.byCode.get(hold.tier)?.rank ?? 0;
  }

  /** The standing after rising as far as the rules let it, or null. */
  climb(standing: Standing, at: number, by: { readonly orderId: string | null; readonly clock: boolean }): Standing | null {
    const valueOf = this.rules.climbing(standing);
    const target = highestAbove(this.compiled.tiers, this.tierOf(standing).rank, (tier) => this.rules.qualifies(tier, standing));
    if (target === null) return null;
    const { upgradeWhen } = target.definition;
    return {
      from: at,
      tier: target.definition.code,
      state: TierState.CURRENT,
      reason: 'UPGRADED',
      since: at,
      until: this.endOfValidity(target, at),
      countAfter: by.clock ? at - 1 : at,
      carried: carry(this.compiled.terms.carryOver, upgradeWhen, valueOf, this.rules.climbing({ ...standing, carried: {} })),
      basis: { by: 'UPGRADE', countAfter: standing.countAfter, carried: standing.carried },
      hold: this.floor(standing, at) > 0 ? standing.hold : null,
      cause: { orderId: by.orderId, actId: null, evidence: evidenceOf(upgradeWhen, valueOf) },
    };
  }

  /** Kept for another period: by the clock at the end of the last one, or by an order while in grace. */
  renew(standing: Standing, at: number, by: { readonly reason: TierReason; readonly clock: boolean; readonly orderId: string | null }): Standing {
    const tier = this.tierOf(standing);
    const valueOf = this.rules.renewing(standing);
    const ended = (standing.state === TierState.GRACE ? standing.from : standing.until) ?? at;
    return {
      ...standing,
      from: at,
      state: TierState.CURRENT,
      reason: by.reason,
      until: this.nextEnd(tier, ended, at),
      countAfter: by.clock ? at - 1 : at,
      carried: carry(this.compiled.terms.carryOver, periodPart(tier.keep), valueOf, this.rules.renewing({ ...standing, carried: {} })),
      basis: by.reason === 'RENEWED' ? { by: 'RENEWAL', countAfter: standing.countAfter, carried: standing.carried } : null,
      hold: this.floor(standing, at) > 0 ? standing.hold : null,
      cause: { orderId: by.orderId, actId: null, evidence: evidenceOf(tier.keep, valueOf) },
    };
  }

  grace(standing: Standing, at: number): Standing {
    const until = this.days.startOf(this.days.dayOf(at - 1) + 1 + this.compiled.terms.graceDays);
    const evidence = evidenceOf(this.tierOf(standing).keep, this.rules.renewing(standing));
    return { ...standing, from: at, state: TierState.GRACE, reason: 'GRACE', until, cause: { ...NO_CAUSE, evidence } };
  }

  /** The standing after falling by the program's policy, or null when it does not let the member fall. */
  fall(standing: Standing, at: number, by: { readonly reason: TierReason; readonly clock: boolean; readonly cause: StandingCause }): Standing | null {
    const tier = this.tierOf(standing);
    const floor = this.floor(standing, at);
    const target = this.compiled.tiers[Math.max(this.rankBelow(tier, standing), floor)];
    if (!target || target.rank >= tier.rank) return null;
    const own = this.rules.renewing({ ...standing, carried: {} });
    const carriesAll = this.compiled.terms.carryOver === TierCarryOver.ALL;
    return {
      from: at,
      tier: target.definition.code,
      state: TierState.CURRENT,
      reason: by.reason,
      since: at,
      until: this.endOfValidity(target, at),
      countAfter: by.clock ? at - 1 : at,
      carried: carriesAll ? carry(TierCarryOver.ALL, periodPart(tier.keep), own, own) : {},
      basis: null,
      hold: floor > 0 ? standing.hold : null,
      cause: by.cause,
    };
  }

  /** Staff's word. Without a lock it is a floor: the rules may still lift the member above it. */
  set(standing: Standing, at: number, act: StaffAct): Standing {
    const tier = this.compiled.byCode.get(act.tier ?? '') ?? this.compiled.base;
    const free = !act.lock && tier.rank === 0;
    const until = free ? null : (act.until ?? (act.lock ? null : this.endOfValidity(tier, at)));
    return {
      from: at,
      tier: tier.definition.code,
      state: act.lock ? TierState.LOCKED : TierState.CURRENT,
      reason: 'SET',
      since: tier.definition.code === standing.tier ? standing.since : at,
      until,
      countAfter: at,
      carried: {},
      basis: null,
      hold: act.lock || free ? null : { tier: tier.definition.code, until },
      cause: { ...NO_CAUSE, actId: act.id },
    };
  }

  /** The rules judge the member again; a tier with validity keeps its end, or gets the one it would have had. */
  unlock(standing: Standing, at: number, actId: string | null): Standing {
    const tier = this.tierOf(standing);
    const until = tier.definition.validMonths === null || tier.rank === 0 ? null : (standing.until ?? this.endOfValidity(tier, standing.since));
    return { ...standing, from: at, state: TierState.CURRENT, reason: 'UNLOCKED', until, hold: null, cause: { ...NO_CAUSE, actId } };
  }

  /** What a standing under another program means under this one, from `at` on. */
  adopt(standing: Standing, at: number): Standing {
    const tier = this.compiled.byCode.get(standing.tier);
    const adopted: Standing = { ...standing, from: at, reason: 'ACTIVATED', cause: NO_CAUSE };
    if (!tier) {
      const base = this.compiled.base.definition.code;
      return { ...adopted, tier: base, state: TierState.CURRENT, since: at, until: null, countAfter: at - 1, carried: {}, basis: null, hold: null };
    }
    const heldByStaff = standing.state === TierState.LOCKED || this.floor(standing, at) > 0;
    if (heldByStaff || tier.rank === 0) return adopted;
    const until = tier.definition.validMonths === null ? null : (standing.until ?? this.endOfValidity(tier, at));
    return { ...adopted, until, state: until === null ? TierState.CURRENT : standing.state };
  }

  private rankBelow(tier: CompiledTier, standing: Standing): number {
    switch (this.compiled.terms.downgrade) {
      case TierDowngrade.NEVER:
        return tier.rank;
      case TierDowngrade.TO_BASE:
        return 0;
      case TierDowngrade.ONE_STEP:
        return this.highestBelow(tier, () => true);
      case TierDowngrade.TO_QUALIFIED:
        return this.highestBelow(tier, (lower) => this.rules.qualifies(lower, standing));
    }
  }

  private highestBelow(tier: CompiledTier, accepts: (lower: CompiledTier) => boolean): number {
    const below = this.compiled.tiers.filter((lower) => lower.rank > 0 && lower.rank < tier.rank && lower.byRule && accepts(lower));
    return below.at(-1)?.rank ?? 0;
  }

  /** The end of the same day `validMonths` later; null for ever. */
  private endOfValidity(tier: CompiledTier, at: number): number | null {
    const months = tier.definition.validMonths;
    if (months === null || tier.rank === 0) return null;
    return this.days.startOf(addMonthsToDay(this.days.dayOf(at), months) + 1);
  }

  /** The first end, `validMonths` after the one before, that lies ahead. */
  private nextEnd(tier: CompiledTier, ended: number, at: number): number | null {
    const months = tier.definition.validMonths;
    if (months === null) return null;
    const lastDay = this.days.dayOf(ended - 1);
    for (let times = 1; ; times++) {
      const end = this.days.startOf(addMonthsToDay(lastDay, months * times) + 1);
      if (end > at) return end;
    }
  }
}

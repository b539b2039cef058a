import type { Context } from '@regulars/plugin-sdk';
import type { OrderScopeState } from '@regulars/order/contract';
import { activatedRules, type EarnRuleRow } from '../data/earn-rule.statements';
import { type EarnRuleVersion, isLiveAt } from './earn-rule';
import { type EarnBasis, EarnRuleKind } from './enums';

export const ruleVersionOf = (row: EarnRuleRow): EarnRuleVersion => ({
  id: row.id,
  ruleId: row.rule_id,
  code: row.code,
  version: row.version,
  name: row.name,
  kind: row.kind as EarnRuleKind,
  points: row.points,
  amount: row.amount,
  multiplierBp: row.multiplier_bp,
  basis: row.basis as EarnBasis,
  scope: row.scope as OrderScopeState,
  tierCodes: row.tier_codes,
  priority: row.priority,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  liveFrom: row.live_from,
  liveTo: row.live_to,
});

/** Every rule version that is or was live, by priority. */
export class RuleBook {
  private readonly byId: ReadonlyMap<string, EarnRuleVersion>;
  /** Some rule gives points once a day. */
  readonly hasVisits: boolean;

  constructor(private readonly versions: readonly EarnRuleVersion[]) {
    this.byId = new Map(versions.map((version) => [version.id, version]));
    this.hasVisits = versions.some(({ kind }) => kind === EarnRuleKind.PER_VISIT);
  }

  liveAt(at: Date): readonly EarnRuleVersion[] {
    return this.versions.filter((version) => isLiveAt(version, at));
  }

  /** The versions with these ids, by priority. */
  pick(ids: readonly string[]): readonly EarnRuleVersion[] {
    if (ids.length === 1) return [this.version(ids[0] as string)];
    const wanted = new Set(ids);
    return this.versions.filter(({ id }) => wanted.has(id));
  }

  private version(id: string): EarnRuleVersion {
    const version = this.byId.get(id);
    if (!version) throw new Error(`Rule version ${id} is pinned but gone`);
    return version;
  }
}

/** Kept in memory until a rule changes. */
export const ruleBook = (ctx: Context): Promise<RuleBook> =>
  ctx.cached('points.rules', async (reader) => new RuleBook((await reader.sql(activatedRules())).map(ruleVersionOf)));

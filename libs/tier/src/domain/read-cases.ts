import type { Context } from '@regulars/plugin-sdk';
import { arrayLiteral } from '../data/array-literal';
import { type FactRow, factsOf, type StandingRow, standingsForJudging } from '../data/judging.statements';
import { TierMetrics } from '../extension-points';
import { type CompiledTerms, compile } from './judging/compiled';
import { type Days, daysOf } from './judging/days';
import { type Amounts, type Entry, NO_AMOUNTS } from './judging/entries';
import type { Case } from './judging/fold';
import { baseTier, type TierProgram, TierWindow } from './program';
import { baseStanding, type Standing } from './standing';
import { actOf, standingOf } from './stored-standings';
import { TierState } from './tier-state';

/** One member to be judged, with everything judging looks at. */
export interface MemberCase {
  readonly memberId: string;
  readonly isActive: boolean;
  readonly given: Case;
  /** Standings on record from `given.from` on. */
  readonly stored: readonly Standing[];
  /** What the row that is open, if there is one, was written under and says of its next judgement. */
  readonly open: { readonly from: number; readonly programId: string; readonly nextAt: number | null } | null;
  /** `start` is on record, and not merely the base tier since joining. */
  readonly startIsStored: boolean;
  /** `occasion/occurrence` of gifts had. */
  readonly gifts: ReadonlySet<string>;
}

const DAYS_IN_MONTH = 31;
const DAYS_IN_YEAR = 366;

/** How many business dates the longest window of a program looks back. */
export function reachOf(compiled: CompiledTerms): { readonly days: number; readonly lifetime: boolean } {
  const spans = compiled.windows.map(({ window, count }) =>
    window === TierWindow.ROLLING_DAYS ? count : window === TierWindow.ROLLING_MONTHS ? count * DAYS_IN_MONTH : window === TierWindow.CALENDAR_YEAR ? DAYS_IN_YEAR : 0);
  const rules = compiled.terms.tiers.flatMap((tier) => [tier.upgradeWhen, tier.renewWhen]);
  const endless = rules.some((rule) => rule?.conditions.some(({ window }) => window === TierWindow.LIFETIME || window === TierWindow.SINCE_TIER_START));
  const hasValidity = compiled.terms.tiers.some((tier) => tier.validMonths !== null);
  return { days: Math.max(0, ...spans), lifetime: endless || hasValidity };
}

/**
 * Reads, in one flush, what a program needs to judge members from the instants (ms) on at which their facts changed.
 * `until` is the brand's now; a fact that lies a little ahead of it is judged too.
 */
export async function readCases(ctx: Context, program: TierProgram, changed: ReadonlyMap<string, number>, shows?: Case['shows']): Promise<MemberCase[]> {
  if (changed.size === 0) return [];
  const compiled = compile(program);
  const days = daysOf(ctx.brand);
  const { days: reach, lifetime } = reachOf(compiled);
  const asked = [
    arrayLiteral([...changed.keys()]),
    arrayLiteral([...changed.values()].map((at) => new Date(at).toISOString())),
    program.id, program.activatedAt ?? ctx.now,
  ] as const;
  const hasValidity = program.tiers.some((tier) => tier.validMonths !== null);
  const facts = factsOf({ points: compiled.metrics.has('POINTS_EARNED'), lifetime });
  const [standings, factRows] = await Promise.all([ctx.sql(standingsForJudging(...asked)), ctx.sql(facts(...asked, reach, hasValidity))]);
  const factsByMember = new Map(factRows.map((row) => [row.member_id, row.facts]));
  const others = await readOtherMetrics(ctx, compiled, days, standings);
  return standings.map((row) => {
    const own = (factsByMember.get(row.member_id) ?? []).map(entryOf);
    const other = others.get(row.member_id);
    return caseOf(ctx, { program, compiled, days, row, entries: other ? [...own, ...other].sort((a, b) => a.at - b.at) : own, shows });
  });
}

interface Read {
  readonly program: TierProgram;
  readonly compiled: CompiledTerms;
  readonly days: Days;
  readonly row: StandingRow;
  readonly entries: readonly Entry[];
  readonly shows: Case['shows'];
}

function caseOf(ctx: Context, { program, compiled, days, row, entries, shows }: Read): MemberCase {
  const from = row.from_at.getTime();
  const joinedAt = row.joined_at.getTime();
  const begins = Math.max(joinedAt, program.activatedAt?.getTime() ?? joinedAt);
  const stored = (row.later ?? []).map(standingOf);
  const last = row.later?.at(-1) ?? row.earlier;
  return {
    memberId: row.member_id,
    isActive: row.status === 'ACTIVE',
    given: {
      compiled, days, from, entries,
      start: row.earlier ? standingOf(row.earlier) : baseStanding(baseTier(program).code, TierState.CURRENT, joinedAt),
      opens: from !== begins ? null : begins > joinedAt ? 'PROGRAM' : 'JOIN',
      adopts: row.earlier !== null && row.earlier.program_id !== program.id,
      acts: (row.acts ?? []).map(actOf),
      until: Math.max(ctx.now.getTime(), entries.at(-1)?.at ?? -Infinity),
      ...(shows && { shows }),
    },
    stored,
    open: last ? { from: Date.parse(last.from_at), programId: last.program_id, nextAt: last.next_judge_at === null ? null : Date.parse(last.next_judge_at) } : null,
    startIsStored: row.earlier !== null,
    gifts: new Set(row.gifts ?? []),
  };
}

function entryOf([day, at, orderId, spend, orders, single, visits, points, laterAt, first]: FactRow): Entry {
  const later: Amounts = { spend: BigInt(spend), orders, visits, single: BigInt(single), points: BigInt(points), other: null };
  return {
    at,
    day: day ?? -Infinity,
    orderId,
    later,
    first: first ? { ...later, spend: BigInt(first[0]), orders: first[1], single: BigInt(first[2]), visits: first[3] } : later,
    laterAt: laterAt ?? -Infinity,
  };
}

/** Facts of other modules' metrics, where a rule names one; they cost a flush of their own. */
async function readOtherMetrics(ctx: Context, compiled: CompiledTerms, days: Days, rows: readonly StandingRow[]): Promise<Map<string, Entry[]>> {
  const entries = new Map<string, Entry[]>();
  const sources = ctx.extensions(TierMetrics).filter(({ metric }) => compiled.metrics.has(metric));
  const queries = rows.map((row) => ({ memberId: row.member_id, since: null }));
  const found = await Promise.all(sources.map(async (source) => ({ source, facts: await source.facts(ctx, queries) })));
  for (const { source, facts } of found) {
    for (const { memberId, at, amount } of facts) {
      const amounts = { ...NO_AMOUNTS, other: { [source.metric]: amount } };
      const entry = { at: at.getTime(), day: days.dayOf(at.getTime()), orderId: null, first: amounts, later: amounts, laterAt: at.getTime() };
      entries.set(memberId, [...(entries.get(memberId) ?? []), entry]);
    }
  }
  return entries;
}

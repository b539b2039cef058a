import { type Context, plainArray } from '@regulars/plugin-sdk';
import { type CaseRow, casesOf } from '../data/judging.statements';
import { type CompiledTerms, compile } from './judging/compiled';
import { type Days, daysOf } from './judging/days';
import type { Entry } from './judging/entries';
import type { Case } from './judging/fold';
import { baseTier, TierGiftOccasion, type TierProgram, TierWindow } from './program';
import { readOtherMetrics } from './read-metrics';
import { baseStanding, type Standing } from './standing';
import { entriesOf } from './stored-facts';
import { actOf, standingOf } from './stored-standings';
import { TierState } from './tier-state';

/** One member to be judged, with everything judging looks at. */
export interface MemberCase {
  readonly memberId: string;
  readonly isActive: boolean;
  readonly given: Case;
  /** Standings on record from `given.from` on. */
  readonly stored: readonly Standing[];
  /** When the row that is open, if there is one, says to judge next. */
  readonly open: { readonly nextAt: number | null } | null;
  /** `start` is on record, and not merely the base tier since joining. */
  readonly startIsStored: boolean;
  /** `occasion/occurrence` of gifts had. */
  readonly gifts: ReadonlySet<string>;
}

const DAYS_IN_MONTH = 31;
const DAYS_IN_YEAR = 366;
const NO_GIFTS: ReadonlySet<string> = new Set();

/** How many business dates the longest window of a program looks back; `lifetime`: and that some rule counts without end. */
function reachOf({ windows, terms: { tiers } }: CompiledTerms): { readonly days: number; readonly lifetime: boolean } {
  const spans = windows.map(({ window, count }) =>
    window === TierWindow.ROLLING_DAYS ? count : window === TierWindow.ROLLING_MONTHS ? count * DAYS_IN_MONTH : window === TierWindow.CALENDAR_YEAR ? DAYS_IN_YEAR : 0);
  const conditions = tiers.flatMap(({ upgradeWhen, renewWhen }) => [...(upgradeWhen?.conditions ?? []), ...(renewWhen?.conditions ?? [])]);
  const isEndless = conditions.some(({ window }) => window === TierWindow.LIFETIME || window === TierWindow.SINCE_TIER_START);
  return { days: Math.max(0, ...spans), lifetime: isEndless || tiers.some(({ validMonths }) => validMonths !== null) };
}

const givesOnMoves = ({ tiers }: TierProgram): boolean =>
  tiers.some(({ gifts }) => gifts.some(({ on }) => on === TierGiftOccasion.UPGRADE || on === TierGiftOccasion.RENEW));

/**
 * Reads, in one statement, what a program needs to judge members from the instants (ms) on at which their facts
 * changed. Judged is up to the brand's now; a fact that lies a little ahead of it is judged too.
 */
export async function readCases(ctx: Context, program: TierProgram, changed: ReadonlyMap<string, number>, shows?: Case['shows']): Promise<MemberCase[]> {
  if (changed.size === 0) return [];
  const compiled = compile(program);
  const days = daysOf(ctx.brand);
  const reach = reachOf(compiled);
  const uses = (metric: string): boolean => compiled.metrics.has(metric);
  const read = casesOf({
    spend: uses('NET_SPEND'), counts: uses('ORDER_COUNT') || uses('VISIT_COUNT'), single: uses('SINGLE_ORDER_NET'), points: uses('POINTS_EARNED'),
    lifetime: reach.lifetime, beforeRefunds: compiled.keepsOnRefund,
  });
  const instants = [...changed.values()].map((at) => new Date(at).toISOString());
  const hasValidity = program.tiers.some((tier) => tier.validMonths !== null);
  const rows = await ctx.sql(read(
    plainArray([...changed.keys()]), plainArray(instants), program.id, program.activatedAt ?? ctx.now, reach.days, hasValidity, givesOnMoves(program),
  ));
  const others = await readOtherMetrics(ctx, compiled, days, rows.map((row) => row.member_id));
  return rows.map((row) => caseOf(ctx, { program, compiled, days, row, entries: entriesOf(row, others.get(row.member_id)), shows }));
}

interface Read {
  readonly program: TierProgram;
  readonly compiled: CompiledTerms;
  readonly days: Days;
  readonly row: CaseRow;
  readonly entries: readonly Entry[];
  readonly shows: Case['shows'];
}

function caseOf(ctx: Context, { program, compiled, days, row, entries, shows }: Read): MemberCase {
  const from = row.from_at.getTime();
  const joinedAt = row.joined_at.getTime();
  const begins = Math.max(joinedAt, program.activatedAt?.getTime() ?? joinedAt);
  const last = row.later?.at(-1) ?? row.earlier;
  return {
    memberId: row.member_id,
    isActive: row.status === 'ACTIVE',
    given: {
      compiled, days, from, entries,
      start: row.earlier ? standingOf(row.earlier) : baseStanding(baseTier(program).code, TierState.CURRENT, joinedAt),
      opens: from !== begins ? null : begins > joinedAt ? 'PROGRAM' : 'JOIN',
      adopts: row.earlier !== null && row.earlier[1] !== program.id,
      acts: (row.acts ?? []).map(actOf),
      until: Math.max(ctx.now.getTime(), entries.at(-1)?.at ?? -Infinity),
      ...(shows && { shows }),
    },
    stored: (row.later ?? []).map(standingOf),
    open: last && { nextAt: last[11] },
    startIsStored: row.earlier !== null,
    gifts: row.gifts ? new Set(row.gifts) : NO_GIFTS,
  };
}

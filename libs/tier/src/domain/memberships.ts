import type { Context } from '@regulars/plugin-sdk';
import { membershipAt, type MembershipRow, type PeriodRow, periodsOfMembers, presentMemberships } from '../data/membership.statements';
import { readReasons } from './act-reasons';
import { baseTier, type TierDefinition, type TierProgram, tierOfCode } from './program';
import { type Programs, programsOf } from './programs';
import { TierState } from './tier-state';

/** How a member stands at present. */
export interface Membership {
  readonly memberId: string;
  readonly tier: TierDefinition;
  readonly since: Date;
  readonly until: Date | null;
  readonly state: TierState;
}

export interface Period {
  readonly tier: TierDefinition;
  readonly from: Date;
  readonly to: Date | null;
  /** A `TierReason`, with what staff said behind it. */
  readonly reason: string;
}

const MOST_PERIODS = 200;

/** By member; those that do not exist are left out, and everybody while no program is live. */
export async function membershipsOf(ctx: Context, memberIds: readonly string[]): Promise<ReadonlyMap<string, Membership>> {
  const [{ live: program }, rows] = await Promise.all([programsOf(ctx), ctx.sql(presentMemberships(memberIds))]);
  if (!program) return new Map();
  return new Map(rows.map((row) => [row.member_id, membershipOf(program, row)]));
}

const membershipOf = (program: TierProgram, row: MembershipRow): Membership => ({
  memberId: row.member_id,
  // A code of an earlier program that this one does not have: the member is about to be judged again.
  tier: (row.tier_code !== null && tierOfCode(program, row.tier_code)) || baseTier(program),
  since: row.since ?? row.joined_at,
  until: row.until_at,
  state: (row.state ?? TierState.CURRENT) as TierState,
});

/** Hidden tiers are for staff to see: others see the highest one below that is not hidden. */
export function seenBy(ctx: Context, program: TierProgram, tier: TierDefinition): TierDefinition {
  if (ctx.audience === 'staff' || !tier.hidden) return tier;
  const below = program.tiers.filter(({ rank, hidden }) => rank < tier.rank && !hidden);
  return below.at(-1) ?? baseTier(program);
}

/** The tier a member had at an instant; null before joining, and for nobody's id. */
export async function tierAt(ctx: Context, memberId: string, at: Date): Promise<TierDefinition | null> {
  const [programs, [row]] = await Promise.all([programsOf(ctx), ctx.sql(membershipAt(memberId, at))]);
  if (!row || at < row.joined_at) return null;
  return (row.tier_code === null ? null : programs.tier(row.tier_code, row.program_id)) ?? programs.baseAt(at);
}

/** Newest first, at most 200 of each member; empty while there never was a program. */
export async function historiesOf(ctx: Context, memberIds: readonly string[]): Promise<ReadonlyMap<string, readonly Period[]>> {
  const [programs, rows] = await Promise.all([programsOf(ctx), ctx.sql(periodsOfMembers(memberIds, MOST_PERIODS))]);
  const reasons = await readReasons(ctx, rows);
  const histories = new Map<string, SaidPeriod[]>(memberIds.map((id) => [id, []]));
  for (const [place, row] of rows.entries()) histories.get(row.member_id)?.push({ row, said: reasons[place] ?? null });
  return new Map([...histories].map(([id, own]) => [id, historyOf(programs, own)]));
}

interface SaidPeriod {
  readonly row: PeriodRow;
  /** What staff said, of a period that they began. */
  readonly said: string | null;
}

function historyOf(programs: Programs, rows: readonly SaidPeriod[]): Period[] {
  const periods = rows.flatMap(({ row, said }): Period[] => {
    const tier = row.tier_code === null ? null : programs.tier(row.tier_code, row.program_id);
    if (!tier || !row.from_at) return [];
    return [{ tier, from: row.from_at, to: row.to_at, reason: [row.reason, said].filter(Boolean).join(': ') }];
  });
  const first = rows[0]?.row;
  const oldest = periods.at(-1);
  const base = first && programs.baseAt(first.joined_at);
  if (!base || periods.length >= MOST_PERIODS || (oldest && oldest.from <= first.joined_at)) return periods;
  return [...periods, { tier: base, from: first.joined_at, to: oldest?.from ?? null, reason: 'JOINED' }];
}

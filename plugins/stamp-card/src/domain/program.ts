import { addDays, businessDateOf, type Calendar, type Context, startOfBusinessDate } from '@regulars/plugin-sdk';
import { programs, type ProgramRow } from '../data/program.statements';
import type { CardTerms, Pause, ProgramTerms } from '../data/program-terms';

export interface ProgramVersion extends CardTerms {
  readonly number: number;
  /** Milliseconds; cards opened from then on have it. */
  readonly from: number;
  /** Milliseconds: when the program was to end while this was its version. */
  readonly endsAt: number;
}

/** A program that gives, or gave, stamps; the terms are those of its current version. */
export interface Program extends ProgramTerms {
  /** uuid */
  readonly id: string;
  readonly state: 'DRAFT' | 'LIVE' | 'PAUSED' | 'ENDED';
  readonly version: number;
  /** The oldest first; the last one is current. */
  readonly versions: readonly ProgramVersion[];
  readonly pauses: readonly Pause[];
}

const NEVER = Number.POSITIVE_INFINITY;

const isoMs = (text: string | null): number => (text === null ? Number.NEGATIVE_INFINITY : Date.parse(text));

export function programOf(row: ProgramRow): Program {
  const terms: CardTerms = {
    slots: row.slots, rules: row.rules, rewards: row.rewards, validForDays: row.valid_for_days, dailyLimit: row.daily_limit,
    minIntervalMinutes: row.min_interval_minutes, exclusiveGroup: row.exclusive_group, priority: row.priority, surplus: row.surplus,
    reopens: row.reopens, stepOrder: row.step_order, nearlyFullAt: row.nearly_full_at,
  };
  const isPaused = row.state === 'LIVE' && row.pauses.some((pause) => pause.to === undefined);
  const endsAt = Number(row.planned_end ?? row.ends_at ?? NEVER);
  return {
    id: row.id, name: row.name, kind: row.kind, state: isPaused ? 'PAUSED' : row.state, version: row.version, ...terms,
    startsAt: row.starts_at, endsAt: row.ends_at, pauses: row.pauses,
    versions: [
      ...row.earlier.map(({ version, from, endsAt: end, ...earlier }) => ({ ...earlier, number: version, from: isoMs(from), endsAt: end === undefined ? endsAt : end === null ? NEVER : Date.parse(end) })),
      { ...terms, number: row.version, from: row.effective_from?.getTime() ?? Number.NEGATIVE_INFINITY, endsAt },
    ],
  };
}

/** Every program of the brand, in the order they were made. */
export const allPrograms = (ctx: Context): Promise<readonly Program[]> =>
  ctx.cached('stamp-card.programs', async (reading) => (await reading.sql(programs())).map(programOf));

/** Does an order of that instant earn? A program that ended still takes orders that arrive late. */
export function isOpenAt(program: Program, placedAt: Date): boolean {
  const at = placedAt.getTime();
  return program.state !== 'DRAFT' && program.startsAt.getTime() <= at && (program.endsAt === null || at < program.endsAt.getTime()) &&
    !program.pauses.some(({ from, to }) => isoMs(from) <= at && (to === undefined || at < isoMs(to)));
}

/** The version that a card opened at that instant has. */
export function versionAt(program: Program, at: number): ProgramVersion {
  const version = program.versions.findLast(({ from }) => from <= at) ?? program.versions[0];
  if (!version) throw new Error(`Program ${program.id} has no version`);
  return version;
}

/** The version of a card; of cards from before there were versions the oldest. */
export const versionOf = (program: Program, number: number | null): ProgramVersion =>
  program.versions.find((version) => version.number === number) ?? versionAt(program, Number.NEGATIVE_INFINITY);

/** From when on nothing more comes to a card that was opened at that instant, in milliseconds. */
export function cardEnd(program: Program, version: ProgramVersion, openedAt: number, calendar: Calendar): number {
  if (version.validForDays === null) return program.endsAt?.getTime() ?? NEVER;
  const lastDay = addDays(businessDateOf(new Date(openedAt), calendar), version.validForDays);
  return startOfBusinessDate(addDays(lastDay, 1), calendar).getTime();
}

/** How many stamps may be missing for the notice that a card is nearly full; 0: there is none. */
export const nearlyFullAt = ({ slots, nearlyFullAt: chosen }: Pick<CardTerms, 'slots' | 'nearlyFullAt'>): number =>
  Math.min(slots - 1, chosen ?? Math.max(2, Math.floor(slots / 5)));

/** Programs that must be looked at together, since one may keep an order from the other. */
export const bundleOf = (program: Program): string => (program.versions.some(({ exclusiveGroup }) => exclusiveGroup !== null) ? 'grouped' : program.id);

/** The higher priority first, then the earlier end, then the older: as all of it stood at that instant. */
export function byRankAt(at: number): (a: Program, b: Program) => number {
  return (a, b) => {
    const [one, other] = [versionAt(a, at), versionAt(b, at)];
    return other.priority - one.priority || (one.endsAt === other.endsAt ? 0 : one.endsAt - other.endsAt) || (a.id < b.id ? -1 : 1);
  };
}

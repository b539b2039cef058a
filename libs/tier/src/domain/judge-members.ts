import { type Context, plainArray } from '@regulars/plugin-sdk';
import { deleteStandings, endStandings, insertStandings } from '../data/write-standings.statements';
import { giveGifts } from './gifts';
import { judgeCase, type JudgedMember } from './judged-member';
import type { TierProgram } from './program';
import { readCases } from './read-cases';
import type { Standing } from './standing';
import { rowOf, sameStanding } from './stored-standings';
import { announceChanges } from './tier-changes';

export interface WriteOptions {
  /** A program that goes live gives no gifts for what it finds. */
  readonly gives: boolean;
}

/** Judges members from the instants (ms) at which their facts changed. Their locks are held. */
export async function judgeMembers(ctx: Context, program: TierProgram, changed: ReadonlyMap<string, number>, options: WriteOptions = { gives: true }): Promise<readonly JudgedMember[]> {
  const judged = (await readCases(ctx, program, changed)).map(judgeCase);
  await record(ctx, program, judged, options);
  return judged;
}

/** Writes what judging found: standings, events, gifts. Sends everything without waiting for it. */
export async function record(ctx: Context, program: TierProgram, judged: readonly JudgedMember[], options: WriteOptions): Promise<void> {
  const changes = judged.map(changeOf).filter((change) => change !== null);
  writeChanges(ctx, program, changes);
  announceChanges(ctx, program, judged);
  if (options.gives) await giveGifts(ctx, program, judged);
}

interface RowEnd {
  readonly memberId: string;
  readonly from: number;
  readonly to: number | null;
  readonly next: number | null;
}

interface Change {
  readonly memberId: string;
  /** Rows from this instant on go. */
  readonly replacedFrom: number | null;
  readonly ended: RowEnd | null;
  readonly added: readonly Standing[];
  readonly next: number | null;
}

/** What has to be written of one member, or null when everything is on record as it is. */
function changeOf({ case: { memberId, given, stored, open, startIsStored }, judgement: { standings, nextAt } }: JudgedMember): Change | null {
  let same = 0;
  while (same < stored.length && same < standings.length && sameStanding(stored[same] as Standing, standings[same] as Standing)) same++;
  const added = standings.slice(same);
  const last = standings[same - 1] ?? (startIsStored ? given.start : null);
  if (added.length === 0 && same === stored.length) {
    // A due instant that comes too early costs one judgement that changes nothing; moving it each time costs more.
    const inTime = open === null || (open.nextAt !== null && open.nextAt > given.until && (nextAt === null || open.nextAt <= nextAt)) || open.nextAt === nextAt;
    return inTime || last === null ? null : { memberId, replacedFrom: null, added, next: nextAt, ended: { memberId, from: last.from, to: null, next: nextAt } };
  }
  const to = added[0]?.from ?? null;
  return {
    memberId,
    replacedFrom: same < stored.length ? (stored[same] as Standing).from : null,
    ended: last && { memberId, from: last.from, to, next: to === null ? nextAt : null },
    added,
    next: nextAt,
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function writeChanges(ctx: Context, program: TierProgram, changes: readonly Change[]): void {
  const replaced = changes.filter((change) => change.replacedFrom !== null);
  const ended = changes.map((change) => change.ended).filter((end) => end !== null);
  const added = changes.flatMap((change) =>
    change.added.map((standing, index) => {
      const to = change.added[index + 1]?.from ?? null;
      return rowOf(standing, { memberId: change.memberId, programId: program.id, to, next: to === null ? change.next : null });
    }));
  // Left to the commit, which fails should one of them.
  const send = (statement: Parameters<Context['sql']>[0]): void => void ctx.sql(statement).catch(() => undefined);
  if (replaced.length > 0) send(deleteStandings(plainArray(replaced.map(({ memberId }) => memberId)), plainArray(replaced.map(({ replacedFrom }) => iso(replacedFrom)))));
  if (ended.length > 0) {
    send(endStandings(
      plainArray(ended.map(({ memberId }) => memberId)), plainArray(ended.map(({ from }) => iso(from))),
      plainArray(ended.map(({ to }) => iso(to))), plainArray(ended.map(({ next }) => iso(next))),
    ));
  }
  if (added.length > 0) send(insertStandings(JSON.stringify(added)));
}

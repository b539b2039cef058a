import { Members, MemberStatus } from '@regulars/member/contract';
import { type Context, defineService, newUuid, type StoredEvent } from '@regulars/plugin-sdk';
import { insertHappenings } from '../data/act.statements';
import { allPrograms, isOpenAt, type Program } from './program';
import { resettle } from './resettle';

/** Something a member did, in the words of the module that knows it. */
export interface Happening {
  /** As a task's `event` names it, e.g. `survey.completed`. */
  readonly event: string;
  /** uuid: the same happening counts once, however often it is told. */
  readonly eventId: string;
  readonly memberId: string;
  readonly at: Date;
}

/** For modules whose events are to do tasks of missions. */
export interface MissionsService {
  /** Locks the members. Tasks nobody asks for cost nothing. */
  happened(happenings: readonly Happening[]): Promise<void>;
}

export const Missions = defineService<MissionsService>('stamp-card', 'missions');

export const missionsService = (ctx: Context): MissionsService => ({ happened: (happenings) => countHappenings(ctx, happenings) });

/** The handler of events that a task may name. */
export async function countEvent(ctx: Context, _: unknown, { id, name, memberId, at }: StoredEvent): Promise<void> {
  if (memberId !== null) await countHappenings(ctx, [{ event: name, eventId: id, memberId, at }]);
}

async function countHappenings(ctx: Context, happenings: readonly Happening[]): Promise<void> {
  const programs = (await allPrograms(ctx)).filter(({ state }) => state !== 'DRAFT');
  const asked = happenings.flatMap((happening) => programs.filter((program) => isOpenAt(program, happening.at) && asksFor(program, happening.event)).map((program) => ({ happening, program })));
  if (asked.length === 0) return;
  const active = await activeMembers(ctx, asked.map(({ happening }) => happening.memberId));
  const rows = asked.flatMap(({ happening: { event, eventId, memberId: named, at }, program }) => {
    const memberId = active.get(named);
    return memberId === undefined ? [] : [{ id: newUuid(), program_id: program.id, member_id: memberId, at, event, event_id: eventId }];
  });
  if (rows.length === 0) return;
  const written = await ctx.sql(insertHappenings(JSON.stringify(rows)));
  if (written.length === 0) return;
  const since = new Map([...new Set(rows.map((row) => row.member_id))].map((id) => [id, Math.min(...rows.filter((row) => row.member_id === id).map(({ at }) => at.getTime()))]));
  const latest = new Map(rows.map((row) => [row.member_id, row.at]));
  await resettle(ctx, { programs, since, changed: new Map(), days: [], occasionOf: (id) => ({ orderId: null, at: latest.get(id) ?? ctx.now }) });
}

/** Locks members, and tells who each of them is now: who was merged goes on as another. Those who are not active are left out. */
async function activeMembers(ctx: Context, named: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(named)].sort();
  const [, standings] = await Promise.all([ctx.use(Members).lock(ids), ctx.use(Members).standings(ids)]);
  const merged = ids.flatMap((id) => standings.get(id)?.mergedInto ?? []);
  const survivors = merged.length === 0 ? new Map<string, string>() : await activeMembers(ctx, merged);
  const nowOf = (id: string): string | undefined => {
    const standing = standings.get(id);
    if (standing?.mergedInto != null) return survivors.get(standing.mergedInto);
    return standing?.status === MemberStatus.ACTIVE ? id : undefined;
  };
  return new Map(ids.flatMap((id) => { const now = nowOf(id); return now === undefined ? [] : [[id, now] as const]; }));
}

const asksFor = ({ versions }: Program, event: string): boolean => versions.some(({ rules }) => rules.some((rule) => rule.event === event));

import { publicId } from '@regulars/plugin-sdk';
import { queryAsOwner } from '../../postgres/query-as-owner';
import { counts, type Finding } from '../outcome';
import type { CutFollower } from './cut-follower';

/** What stands in the log, and in which order each member's ledger was written. */
export interface Truth {
  /** Public ids of events, in the order of the log. */
  readonly log: readonly { readonly id: string; readonly memberId: string }[];
  /** An entry's number in its member's ledger, by the public id of the entry. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** @param databaseUrl as the owner */
export async function readTruth(databaseUrl: string, brandId: string): Promise<Truth> {
  const events = await queryAsOwner<{ id: string; member_id: string }>(databaseUrl, 'SELECT id, member_id FROM platform.event WHERE brand_id = $1 AND member_id IS NOT NULL ORDER BY event.xid, event.id', [brandId]);
  const entries = await queryAsOwner<{ id: string; number: number }>(databaseUrl, 'SELECT id, number FROM points.entry WHERE brand_id = $1', [brandId]);
  return {
    log: events.map((row) => ({ id: publicId('evt', row.id), memberId: publicId('mbr', row.member_id) })),
    numbers: new Map(entries.map((row) => [publicId('pte', row.id), row.number])),
  };
}

type Followed = Pick<CutFollower, 'told' | 'memberId'>;

/** What there is for a follower. */
const wantedBy = ({ memberId }: Followed, { log }: Truth): Truth['log'] => (memberId === null ? log : log.filter((event) => event.memberId === memberId));

/** Of each follower who lacks something, how much and where: behind everything it was told, it may only have waited in vain. */
export function gapsOf(followers: readonly Followed[], truth: Truth): readonly string[] {
  return followers.flatMap((follower, index) => {
    const { told, memberId } = follower;
    const seen = new Set(told.map(({ id }) => id));
    const wanted = wantedBy(follower, truth).map(({ id }) => id);
    const first = wanted.findIndex((id) => seen.has(id));
    const last = wanted.findLastIndex((id) => seen.has(id));
    const lacks = wanted.filter((id, place) => place > first && !seen.has(id)).length;
    const behind = wanted.length - 1 - last;
    return lacks === 0 ? [] : [`follower ${index}${memberId === null ? '' : ' of one member'} lacks ${lacks} of ${wanted.length}, ${behind} of them behind all it was told`];
  });
}

/** What a follower was shown, against what there is from its first event on. */
export function judge(followers: readonly Followed[], truth: Truth): readonly Finding[] {
  const { log, numbers } = truth;
  const known = new Set(log.map(({ id }) => id));
  const found = { lost: 0, ghosts: 0, doubles: 0, misplaced: 0 };
  for (const follower of followers) {
    const { told } = follower;
    const seen = new Set(told.map(({ id }) => id));
    const wanted = wantedBy(follower, truth);
    const first = wanted.findIndex(({ id }) => id === told[0]?.id);
    found.lost += first < 0 ? 1 : wanted.slice(first).filter(({ id }) => !seen.has(id)).length;
    found.ghosts += told.filter(({ id }) => !known.has(id)).length;
    found.doubles += told.length - seen.size;
    const last = new Map<string, number>();
    for (const { data } of told) {
      const number = numbers.get(data.entryId ?? '');
      if (number === undefined || data.memberId === undefined) continue;
      if (number <= (last.get(data.memberId) ?? 0)) found.misplaced++;
      last.set(data.memberId, number);
    }
  }
  return [
    counts('no event is lost to who resumes', found.lost),
    counts('no event is told that did not happen', found.ghosts),
    counts('no event is told again behind its cursor', found.doubles),
    counts('events of a member come in the order of its ledger', found.misplaced),
  ];
}

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

/** What a follower was shown, against what there is from its first event on. */
export function judge(followers: readonly Pick<CutFollower, 'told' | 'memberId'>[], { log, numbers }: Truth): readonly Finding[] {
  const known = new Set(log.map(({ id }) => id));
  const found = { lost: 0, ghosts: 0, doubles: 0, misplaced: 0 };
  for (const { told, memberId } of followers) {
    const seen = new Set(told.map(({ id }) => id));
    const wanted = memberId === null ? log : log.filter((event) => event.memberId === memberId);
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

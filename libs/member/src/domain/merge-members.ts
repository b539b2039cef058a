import { type Context, DAY, InvalidInputError, InvalidTransitionError, type JsonObject, newUuid, NotFoundError, Problems, publicId, readId, reject } from '@regulars/plugin-sdk';
import { closeSuggestions } from '../data/merge-suggestion.statements';
import { insertOperation, journalOf, markUndone, type MergeOperationRow, operationsByIds } from '../data/merge-operation.statements';
import { lockByIds, lockMembers, type LockedRow } from '../data/member.statements';
import { MemberStatus } from '../enums';
import { MemberMerged, MemberUnmerged } from './events';
import { MemberData, type MergedPair } from './extension-points';
import { say } from './texts';

export const OPERATION_PREFIX = 'mop';

/** How long a merge can be undone. */
const UNDO_DAYS = 30;

/** Uuids. */
export interface MergeRef {
  readonly memberId: string;
  readonly operationId: string;
}

/** STAFF: somebody decided. VERIFIED_IDENTITY: one person proved to be both. */
export type MergeCause = 'STAFF' | 'VERIFIED_IDENTITY';

/** A state machine's edge of its own: a frozen member would else escape by being merged. */
const MERGEABLE: ReadonlySet<string> = new Set([MemberStatus.ACTIVE, MemberStatus.PROSPECT]);
const GOES_ON: ReadonlySet<string> = new Set([...MERGEABLE, MemberStatus.FROZEN]);

/** What staff ask for, with public ids. Whoever was merged before stands for the one who goes on. Why stands in the audit only. */
export async function mergeMembers(ctx: Context, survivor: string, loser: string): Promise<MergeRef> {
  const problems = new Problems();
  const uuidOf = (id: string, path: string): string | null => {
    const uuid = readId('mbr', id);
    if (uuid === null) problems.push(new NotFoundError(say.noSuchMember, path, id));
    return uuid;
  };
  const [survivorUuid, loserUuid] = [uuidOf(survivor, 'survivorId'), uuidOf(loser, 'loserId')];
  problems.throwIfAny();
  const keys = [survivorUuid, loserUuid].map((value) => ({ kind: 'ID', value }));
  const rows = await ctx.sql(lockMembers(JSON.stringify(keys), []));
  const found = (index: number): LockedRow | undefined => rows.find((row) => row.key_index === index && row.member_id !== null);
  const [to, from] = [found(0), found(1)];
  if (!to) problems.push(new NotFoundError(say.noSuchMember, 'survivorId', survivor));
  if (!from) problems.push(new NotFoundError(say.noSuchMember, 'loserId', loser));
  problems.throwIfAny();
  checkPair(to as LockedRow, from as LockedRow, problems);
  problems.throwIfAny();
  return mergeLocked(ctx, { survivorId: (to as LockedRow).member_id as string, loserId: (from as LockedRow).member_id as string }, 'STAFF');
}

function checkPair(to: LockedRow, from: LockedRow, problems: Problems): void {
  if (to.member_id === from.member_id) return problems.add('loserId', say.oneMember);
  const [toStatus, fromStatus] = [to.status as string, from.status as string];
  if (!GOES_ON.has(toStatus)) problems.add('survivorId', say.notLiving);
  if (!MERGEABLE.has(fromStatus)) problems.push(new InvalidTransitionError(say.cannotBeMerged, fromStatus, MemberStatus.MERGED, 'loserId'));
}

/** Both are locked and may be merged. One module after the other: each builds on what those it requires have moved. */
export async function mergeLocked(ctx: Context, pair: MergedPair, cause: MergeCause): Promise<MergeRef> {
  const operationId = newUuid();
  const journal: Record<string, JsonObject> = {};
  for (const owner of ctx.extensions(MemberData)) journal[owner.module] = await owner.merge(ctx, pair);
  const { survivorId, loserId } = pair;
  await Promise.all([
    ctx.sql(insertOperation(operationId, survivorId, loserId, cause, ctx.actor.kind, ctx.actor.id, JSON.stringify(journal))),
    ctx.sql(closeSuggestions([loserId])),
  ]);
  ctx.emit(MemberMerged, { memberId: publicId('mbr', survivorId), mergedId: publicId('mbr', loserId), operationId: publicId(OPERATION_PREFIX, operationId), cause }, survivorId);
  return { memberId: survivorId, operationId };
}

/** Gives both back what was theirs; what cannot be told apart any more is kept with the operation. */
export async function unmergeMembers(ctx: Context, id: string): Promise<MergeRef> {
  const operationId = readId(OPERATION_PREFIX, id);
  const [operation] = operationId === null ? [] : await ctx.sql(operationsByIds([operationId]));
  if (!operation) return reject(new NotFoundError(say.noSuchMerge, 'operationId', id));
  const pair = { survivorId: operation.survivor_id, loserId: operation.loser_id };
  const rows = await ctx.sql(lockByIds([pair.survivorId, pair.loserId]));
  const [[locked], [written]] = await Promise.all([ctx.sql(operationsByIds([operation.id])), ctx.sql(journalOf(operation.id))]);
  checkUndo(ctx, locked ?? operation, rows);
  const remainders: { module: string; what: string; count: number }[] = [];
  for (const { module, unmerge } of ctx.extensions(MemberData)) {
    const journal = written?.journal[module];
    // A module that was installed since has nothing of the merge.
    const left = journal ? await unmerge(ctx, pair, journal) : [];
    remainders.push(...left.filter(({ count }) => count > 0).map((one) => ({ module, ...one })));
  }
  if ((await ctx.sql(markUndone(operation.id, JSON.stringify(remainders)))).length === 0) ctx.restart('The merge was undone meanwhile');
  ctx.about(publicId('mbr', pair.loserId));
  ctx.emit(MemberUnmerged, { memberId: publicId('mbr', pair.survivorId), restoredId: publicId('mbr', pair.loserId), operationId: publicId(OPERATION_PREFIX, operation.id) }, pair.survivorId);
  return { memberId: pair.survivorId, operationId: operation.id };
}

function checkUndo(ctx: Context, operation: MergeOperationRow, rows: readonly LockedRow[]): void {
  const statusOf = (memberId: string): string => rows.find((row) => row.member_id === memberId)?.status ?? MemberStatus.ERASED;
  if (operation.undone_at !== null) reject(new InvalidTransitionError(say.alreadyUndone, 'UNDONE', 'UNDONE', 'operationId'));
  if (ctx.now.getTime() > operation.at.getTime() + UNDO_DAYS * DAY) reject(new InvalidInputError(say.tooLateToUndo, 'operationId'));
  const survivor = statusOf(operation.survivor_id);
  // Who was merged on, or erased, no longer holds what would have to be given back.
  if (survivor === MemberStatus.MERGED || survivor === MemberStatus.ERASED) reject(new InvalidTransitionError(say.survivorIsGone, survivor, MemberStatus.ACTIVE, 'operationId'));
  if (statusOf(operation.loser_id) !== MemberStatus.MERGED) reject(new InvalidTransitionError(say.alreadyUndone, statusOf(operation.loser_id), MemberStatus.ACTIVE, 'operationId'));
}

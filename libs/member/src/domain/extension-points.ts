import { type Condition, type Context, defineExtensionPoint, type IntFilter, type JsonObject, type SortKey, type StringFilter, type UserError } from '@regulars/plugin-sdk';

interface Filter<F extends string, I> {
  /** The field of `MemberWhere` it serves. */
  readonly field: F;
  /** A condition on the member whose id the SQL expression `memberIdSql` is. */
  readonly where: (filter: I, memberIdSql: string, ctx: Context) => Condition;
}

/** What `MemberWhere.points` and `MemberWhere.tier` mean. */
export type MemberFilter = Filter<'points', IntFilter> | Filter<'tier', StringFilter>;
export const MemberFilters = defineExtensionPoint<MemberFilter>('member', 'filters', { reads: true });

/** What `MemberOrderField.POINTS` and `LAST_ORDER_AT` sort by. */
export interface MemberSort {
  readonly field: 'POINTS' | 'LAST_ORDER_AT';
  /** SQL that is never null. The direction is the caller's. */
  readonly key: (memberIdSql: string, ctx: Context) => Omit<SortKey, 'direction'>;
}
export const MemberSorts = defineExtensionPoint<MemberSort>('member', 'sorts', { reads: true });

/** Two members who become one: the survivor keeps its id. */
export interface MergedPair {
  readonly survivorId: string;
  readonly loserId: string;
}

/** Something that could not be told apart again. */
export interface MergeRemainder {
  /** e.g. `POINTS_SPENT_SINCE`. */
  readonly what: string;
  readonly count: number;
}

/** What becomes of a module's rows about a member. Required of every module that has a `member_id` column. */
export interface MemberDataOwner {
  readonly module: string;
  /**
   * Moves the loser's rows to the survivor, and answers all that `unmerge` needs to know. Both members are locked;
   * runs in the merge's transaction, behind the modules it requires.
   */
  readonly merge: (ctx: Context, pair: MergedPair) => Promise<JsonObject>;
  /**
   * Gives the loser its own again. What came after the merge stays with the survivor unless it is plainly the loser's;
   * answers what could not be told apart. Both are locked; the modules it requires have done it before.
   */
  readonly unmerge: (ctx: Context, pair: MergedPair, journal: JsonObject) => Promise<readonly MergeRemainder[]>;
  /** Everything the module holds about the member, personal data in clear. */
  readonly export: (ctx: Context, memberId: string) => Promise<JsonObject>;
  /** Leaves nothing by which the person could be told; books stay. */
  readonly erase: (ctx: Context, memberId: string) => Promise<void>;
}

/** Asked of modules that are switched off, too: what they hold about a member stays while they are. */
export const MemberData = defineExtensionPoint<MemberDataOwner>('member', 'member-data', { always: true });

/** Says why a member cannot be erased yet, e.g. `OPEN_HOLD`; null when nothing stands against it. */
export interface ErasureBlock {
  readonly module: string;
  readonly blockedBy: (ctx: Context, memberId: string) => Promise<string | null>;
}
export const ErasureBlocks = defineExtensionPoint<ErasureBlock>('member', 'erasure-blocks', { always: true });

/** How somebody comes by a code of another module. */
export interface JoinedBy {
  /** What their recruitment says, unless the caller says it. */
  readonly channel: string;
  /** Behind the making of the member (a uuid), in its transaction. Not called for who was a member before. */
  readonly joined: (ctx: Context, memberId: string) => Promise<void>;
}

/** Codes that are no recruitment links, and that `recruitmentLink` of a join may name all the same. */
export interface JoinCodeSource {
  readonly module: string;
  /** What a code stands for; null: it is none of the module's. The error, at `path`, of one that nobody joins by any more. */
  readonly read: (ctx: Context, code: string, path: string) => Promise<JoinedBy | UserError | null>;
}
export const JoinCodes = defineExtensionPoint<JoinCodeSource>('member', 'join-codes');

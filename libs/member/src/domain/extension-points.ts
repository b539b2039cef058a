import { type Condition, type Context, defineExtensionPoint, type IntFilter, type JsonObject, type SortKey, type StringFilter } from '@regulars/plugin-sdk';

interface Filter<F extends string, I> {
  /** The field of `MemberWhere` it serves. */
  readonly field: F;
  /** A condition on the member whose id the SQL expression `memberIdSql` is. */
  readonly where: (filter: I, memberIdSql: string, ctx: Context) => Condition;
}

/** What `MemberWhere.points` and `MemberWhere.tier` mean. */
export type MemberFilter = Filter<'points', IntFilter> | Filter<'tier', StringFilter>;
export const MemberFilters = defineExtensionPoint<MemberFilter>('member', 'filters');

/** What `MemberOrderField.POINTS` and `LAST_ORDER_AT` sort by. */
export interface MemberSort {
  readonly field: 'POINTS' | 'LAST_ORDER_AT';
  /** SQL that is never null. The direction is the caller's. */
  readonly key: (memberIdSql: string, ctx: Context) => Omit<SortKey, 'direction'>;
}
export const MemberSorts = defineExtensionPoint<MemberSort>('member', 'sorts');

/** What becomes of a module's rows about a member. Required of every module that has a `member_id` column. */
export interface MemberDataOwner {
  readonly module: string;
  /** Moves the loser's rows to the survivor. Both members are locked; runs in the merge's transaction. */
  readonly merge: (ctx: Context, members: { readonly survivorId: string; readonly loserId: string }) => Promise<void>;
  /** Everything the module holds about the member, personal data in clear. */
  readonly export: (ctx: Context, memberId: string) => Promise<JsonObject>;
  /** Leaves nothing by which the person could be told; books stay. */
  readonly erase: (ctx: Context, memberId: string) => Promise<void>;
}
export const MemberData = defineExtensionPoint<MemberDataOwner>('member', 'member-data');

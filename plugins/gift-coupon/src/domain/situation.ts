import { Members, RewardKinds } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import type { CouponRow } from '../data/coupon.statements';
import { membersWithOrders, usesOfMembers } from '../data/redemption.statements';
import type { Situation } from './judge';

/** The order coupons are looked at for; null: none in particular. */
export interface OrderName {
  readonly source: string;
  readonly externalId: string;
}

/** One text for each order, which its redemptions are locked and found by. */
export const orderNameKey = ({ source, externalId }: OrderName): string => JSON.stringify([source, externalId]);

/** The same of a redemption. */
export const orderNameOf = ({ source, external_id }: { readonly source: string; readonly external_id: string }): string => orderNameKey({ source, externalId: external_id });

/** What kinds of rewards there are: a plugin that gives one may be switched off. */
export const rewardKindsOf = (ctx: Context): ReadonlySet<string> => new Set(ctx.extensions(RewardKinds).map(({ kind }) => kind));

/** What is known beside each coupon, in two statements for all of them. */
export async function situationsOf(ctx: Context, rows: readonly CouponRow[], order: OrderName | null): Promise<(row: CouponRow) => Situation> {
  const rewardKinds = rewardKindsOf(ctx);
  const owners = [...new Set(rows.map(({ member_id }) => member_id))];
  if (owners.length === 0) return () => ({ now: ctx.now, owner: undefined, usedCouponIds: [], ownerHasOrders: false, order, rewardKinds });
  const templates = [...new Set(rows.map(({ template_id }) => template_id))];
  const [standings, uses, buyers] = await Promise.all([
    ctx.use(Members).standings(owners),
    ctx.sql(usesOfMembers(owners, templates)),
    ctx.sql(membersWithOrders(owners, order?.source ?? null, order?.externalId ?? null)),
  ]);
  const used = new Map(uses.map((row) => [`${row.member_id}/${row.template_id}`, row.coupon_ids]));
  const hasOrders = new Set(buyers.map(({ member_id }) => member_id));
  return (row) => ({
    now: ctx.now, owner: standings.get(row.member_id), usedCouponIds: used.get(`${row.member_id}/${row.template_id}`) ?? [], ownerHasOrders: hasOrders.has(row.member_id), order, rewardKinds,
  });
}

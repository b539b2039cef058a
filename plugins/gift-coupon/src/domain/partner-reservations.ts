import { Members, MemberStatus } from '@regulars/member/contract';
import { type Context, MINUTE, newUuid, Problems, publicId } from '@regulars/plugin-sdk';
import { liveAgreements } from '../data/agreement.statements';
import type { Skip } from '../data/bundle-terms';
import { couponsById, couponsForUpdate, returnToStock } from '../data/coupon.statements';
import { confirmReservations, type ConfirmedCoupon, insertReservations, type Outcome, releaseReservations, type ReservationRow, reservationsById, standingReservations } from '../data/partner.statements';
import { COUPON_KIND } from './bundle';
import { templateNamed, worldOf } from './bundle-world';
import { codeIndex, newCode, sealCode } from './codes';
import { isFree } from './coupon-reward';
import { GiftCouponIssued } from './events';
import { COUPON_PREFIX, TEMPLATE_PREFIX } from './ids';
import { lockMembersOrRestart } from './lock-members';
import { planBundles, type PlannedPart } from './plan-bundle';
import { revokeCoupons } from './revoke';
import { periodOf, type Template, templatesOf } from './template';

/** After so long a reservation that nothing has become of is asked after. */
const KEPT_FOR = 5 * MINUTE;

/** What another brand asks for, for somebody whom both know by this phone. */
export interface Asked {
  readonly agreementId: string;
  /** The brand that asks, and its currency. */
  readonly fromId: string;
  readonly currency: string;
  readonly phone: string;
  readonly items: readonly AskedItem[];
}

export interface AskedItem {
  /** Code or id. */
  readonly template: string;
  /** Ids that reservations may have: the first set that is new here, or that is reserved for just this. */
  readonly tries: readonly (readonly string[])[];
}

type Answer = Skip | { readonly reservationIds: readonly string[] };

/** Here, where coupons are honoured: reserves what another brand is about to give, each item whole or not at all. What it has reserved already, it has. */
export async function reserveForPartner(ctx: Context, { agreementId, fromId, currency, phone, items }: Asked): Promise<readonly Answer[]> {
  const [agreement] = await ctx.sql(liveAgreements([agreementId]));
  if (agreement?.side !== 'TO' || agreement.partner_id !== fromId || currency !== ctx.brand.currency) return items.map(() => 'NO_AGREEMENT');
  const memberId = await lockedMember(ctx, phone);
  if (memberId === null) return items.map(() => 'NOT_AVAILABLE_TO_MEMBER');
  const known = new Map((await ctx.sql(reservationsById(items.flatMap(({ tries }) => tries.flat())))).map((row) => [row.id, row]));
  const templates = await templatesOf(ctx);
  const chosen = items.map(({ template, tries }) => {
    const wanted = { memberId, agreementId, templateId: templateNamed(templates, template)?.id };
    return { template, ids: tries.find((ids) => ids.every((id) => !known.has(id)) || ids.every((id) => isFor(known.get(id), wanted))) ?? null };
  });
  const fresh = chosen.filter(({ ids }) => ids?.some((id) => !known.has(id)));
  const parts = await planned(ctx, memberId, fresh.map(({ template, ids }) => ({ template, quantity: ids?.length ?? 0 })));
  const refused = new Map(fresh.flatMap((one, index) => (parts[index]?.skipped ? [[one, toldOf(parts[index].skipped)] as const] : [])));
  await insert(ctx, { memberId, agreementId }, fresh.flatMap((one, index) => (refused.has(one) ? [] : (one.ids ?? []).map((id, n) => ({ id, leaf: parts[index]?.leaves[n] })))));
  return chosen.map((one) => refused.get(one) ?? (one.ids === null ? 'NOT_AVAILABLE' : { reservationIds: one.ids }));
}

/** Reserved, and of what is wanted now: since it was tried first, the phone, the bundle or the agreement may have become another. */
const isFor = (row: ReservationRow | undefined, { memberId, agreementId, templateId }: { readonly memberId: string; readonly agreementId: string; readonly templateId: string | undefined }): boolean =>
  row?.state === 'RESERVED' && row.member_id === memberId && row.agreement_id === agreementId && row.template_id === templateId;

/** What the other brand learns: nothing of how somebody stands here, who may not even be a member. */
const toldOf = (skip: Skip): Skip => (skip === 'NOT_FIRST_ORDER' || skip === 'LIMIT_REACHED' ? 'NOT_AVAILABLE_TO_MEMBER' : skip);

/** Null where nobody has the phone, nobody active, or somebody who wants the brands of the group not to know of each other's members. */
async function lockedMember(ctx: Context, phone: string): Promise<string | null> {
  const members = ctx.use(Members);
  const key = members.keyOf({ phone }, 'phone', new Problems());
  const [memberId] = key ? await members.find([key]) : [];
  if (memberId == null) return null;
  const standing = (await lockMembersOrRestart(ctx, [memberId])).get(memberId);
  if (standing?.status !== MemberStatus.ACTIVE) return null;
  return (await members.refusesGroup(memberId)) ? null : memberId;
}

/** As a bundle of these would be. */
async function planned(ctx: Context, memberId: string, items: readonly { readonly template: string; readonly quantity: number }[]): Promise<readonly PlannedPart[]> {
  if (items.length === 0) return [];
  const bundle = { id: '', name: '', on_stockout: 'SKIP' as const, items: items.map(({ template, quantity }) => ({ reward: { kind: COUPON_KIND, spec: { template, quantity: 1 } }, quantity })) };
  const asking = { bundle, memberId, at: ctx.now };
  const [plan] = planBundles([asking], await worldOf(ctx, [asking]));
  return plan?.parts ?? [];
}

async function insert(ctx: Context, { memberId, agreementId }: { readonly memberId: string; readonly agreementId: string }, wanted: readonly { readonly id: string; readonly leaf: PlannedPart['leaves'][number] | undefined }[]): Promise<void> {
  if (wanted.length === 0) return;
  const templates = await templatesOf(ctx);
  const rows = wanted.map(({ id, leaf }) => {
    const template = leaf && 'templateId' in leaf ? templates.byId(leaf.templateId) : null;
    const period = template && periodOf(template.validity, ctx.now, ctx.brand);
    if (!template || !period) throw new Error('A coupon that was planned cannot be reserved');
    return { id, agreement_id: agreementId, template_id: template.id, version: template.version, member_id: memberId, at: ctx.now, expires_at: new Date(ctx.now.getTime() + KEPT_FOR), valid_from: period.from, valid_to: period.to };
  });
  await ctx.sql(insertReservations(JSON.stringify(rows)));
}

/** Here, where coupons are honoured: makes coupons of what was given, and gives up what was abandoned. As often as one likes. */
export async function applyDecisions(ctx: Context, outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
  const seen = (await ctx.sql(reservationsById([...outcomes.keys()]))).filter(({ state }) => state === 'RESERVED');
  if (seen.length === 0) return;
  const owners = new Map(seen.map(({ id, member_id }) => [id, member_id]));
  await ctx.use(Members).lock([...new Set(seen.filter(({ id }) => outcomes.get(id) === 'ISSUED').map(({ member_id }) => member_id))]);
  const rows = await ctx.sql(standingReservations(seen.map(({ id }) => id)));
  if (rows.some(({ id, member_id }) => owners.get(id) !== member_id)) ctx.restart('A member was merged meanwhile');
  await confirm(ctx, rows.filter(({ id }) => outcomes.get(id) === 'ISSUED'));
  const released = await ctx.sql(releaseReservations(rows.filter(({ id }) => outcomes.get(id) === 'ABANDONED').map(({ id }) => id)));
  if (released.length > 0) await ctx.sql(returnToStock(released.map(({ template_id }) => template_id)));
}

async function confirm(ctx: Context, rows: readonly ReservationRow[]): Promise<void> {
  if (rows.length === 0) return;
  const templates = await templatesOf(ctx);
  const coupons = rows.map((row) => couponOf(ctx, row, templates.ofCoupon(row)));
  await ctx.sql(confirmReservations(JSON.stringify(coupons)));
  rows.forEach(({ template_id, member_id, at }, index) => {
    ctx.emit(GiftCouponIssued, { couponId: publicId(COUPON_PREFIX, coupons[index]?.coupon_id ?? ''), templateId: publicId(TEMPLATE_PREFIX, template_id) }, member_id, { at });
  });
  await revokeOfErased(ctx, rows, coupons.map(({ coupon_id }) => coupon_id));
}

function couponOf(ctx: Context, row: ReservationRow, template: Template): ConfirmedCoupon {
  const [couponId, code] = [newUuid(), newCode()];
  return {
    id: row.id, coupon_id: couponId, uses: template.usesPerCoupon, state: row.valid_from > ctx.now ? 'SCHEDULED' : 'ACTIVE', transition_id: newUuid(),
    code_sealed: sealCode(ctx, couponId, code).toString('hex'), code_index: codeIndex(ctx, code).toString('hex'),
  };
}

/** It was given, so it comes; of no use to somebody who was erased meanwhile, like all they had. */
async function revokeOfErased(ctx: Context, rows: readonly ReservationRow[], couponIds: readonly string[]): Promise<void> {
  const standings = await ctx.use(Members).standings([...new Set(rows.map(({ member_id }) => member_id))]);
  const gone = couponIds.filter((_, index) => standings.get(rows[index]?.member_id ?? '')?.status === MemberStatus.ERASED);
  if (gone.length > 0) revokeCoupons(ctx, await ctx.sql(couponsForUpdate(gone)), 'MEMBER_ERASED');
}

/** Here, where coupons are honoured: takes back what they have become, as far as it is still who was given it, and unused. */
export async function takeBackForPartner(ctx: Context, outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
  await applyDecisions(ctx, outcomes);
  const rows = (await ctx.sql(reservationsById([...outcomes.keys()]))).filter(({ coupon_id }) => coupon_id !== null);
  if (rows.length === 0) return;
  // Whose they are is asked of the coupons: they, and the reservations, move with a merge that is underway.
  const ids = rows.flatMap(({ coupon_id }) => coupon_id ?? []);
  const locked = new Set((await ctx.sql(couponsById(ids))).map(({ member_id }) => member_id));
  await ctx.use(Members).lock([...locked]);
  const coupons = await ctx.sql(couponsForUpdate(ids));
  const free = coupons.filter((coupon) => isFree(ctx, coupon, coupon.issued_to));
  if (free.some(({ member_id }) => !locked.has(member_id))) ctx.restart('A member was merged meanwhile');
  revokeCoupons(ctx, free, 'REWARD_TAKEN_BACK');
}

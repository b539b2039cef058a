import { randomUUID } from 'node:crypto';
import { readId } from '@regulars/plugin-sdk';
import { queryAsOwner } from '../../postgres/query-as-owner';
import { type Api, createBrand } from './api';
import type { Installation } from './installation';
import { STORE } from './orders';
import { startPointsAndTiers, startStampCards } from './programs';
import { mapAtOnce, sendOrders } from './shop';

export const COUPONS = 10;
/** So often a coupon can be used: nobody of a load runs out. */
export const USES = 1_000;
export const POINTS = 1_000_000;
export const TILL_MEMBERS = 200;
const PER_ISSUE = 100;
const DAY = 86_400_000;

export interface TillMember {
  readonly id: string;
  readonly uuid: string;
  readonly phone: string;
  readonly codes: readonly string[];
}

export interface TillShop {
  readonly installation: Installation;
  readonly staff: Api;
  readonly brandUuid: string;
  readonly members: readonly TillMember[];
}

/** A brand whose every member has points, three cards and ten coupons. */
export async function openTillShop(installation: Installation): Promise<TillShop> {
  const { uuid: brandUuid, staff } = await createBrand(installation, 'till');
  await staff.run('mutation ($code: String!) { storeCreate(input: { code: $code, name: "High Street" }) { store { id } } }', { code: STORE });
  await startPointsAndTiers(staff);
  await staff.run('mutation { pointsSettingsUpdate(input: { worth: "0.01" }) { settings { version } } }');
  await startStampCards(staff, { name: 'A stamp for twenty pounds', slots: 200, rules: [{ kind: 'PER_AMOUNT', stamps: 1, amount: '20' }], rewards: [{ at: 200, reward: { kind: 'points', spec: { points: 80 } } }] });
  await staff.run('mutation { pluginEnable(id: "gift-coupon") { userErrors { code } } }');
  const joined = await mapAtOnce(Array.from({ length: TILL_MEMBERS }, (_, index) => index), (index) => joinWithPoints(staff, index));
  const codes = new Map(joined.map(({ id }) => [id, [] as string[]]));
  for (let index = 0; index < COUPONS; index++) {
    const benefit = index % 2 === 0 ? { kind: 'PERCENT', percent: '5' } : { kind: 'AMOUNT', amount: '1' };
    const templateId = await startTemplate(staff, `GIFT-${index}`, { benefit, usesPerCoupon: USES });
    for (const [id, code] of await give(staff, templateId, joined.map(({ id }) => id))) codes.get(id)?.push(code);
  }
  const members = joined.map((member) => ({ ...member, codes: codes.get(member.id) as string[] }));
  for (let from = 0; from < members.length; from += PER_ISSUE) await sendOrders(staff, members.slice(from, from + PER_ISSUE), new Date(Date.now() - DAY));
  // A database that has run for a minute knows its tables.
  await queryAsOwner(installation.ownerUrl, 'ANALYZE');
  return { installation, staff, brandUuid, members };
}

async function joinWithPoints(staff: Api, index: number): Promise<Omit<TillMember, 'codes'>> {
  const phone = `+4477008${String(index).padStart(5, '0')}`;
  const { memberJoin } = await staff.run<{ memberJoin: { member: { id: string } } }>(
    'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } } }', { input: { phone, language: 'en' }, key: randomUUID() },
  );
  const { id } = memberJoin.member;
  await staff.run('mutation ($id: ID!, $points: Int!, $key: String!) { pointsGrant(memberId: $id, points: $points, reason: "gift", idempotencyKey: $key) { entry { id } } }', { id, points: POINTS, key: randomUUID() });
  return { id, uuid: readId('mbr', id) as string, phone };
}

/** A live template of coupons that go together; its id. */
export async function startTemplate(staff: Api, code: string, more: object): Promise<string> {
  const input = { code, name: code, purpose: 'THANKS', validity: { daysAfterIssue: 30 }, stacking: 'STACKABLE', ...more };
  const { giftCouponTemplateCreate } = await staff.run<{ giftCouponTemplateCreate: { template: { id: string } } }>(
    'mutation ($input: GiftCouponTemplateInput!) { giftCouponTemplateCreate(input: $input) { template { id } } }', { input },
  );
  const { id } = giftCouponTemplateCreate.template;
  await staff.run('mutation ($id: ID!) { giftCouponTemplateActivate(id: $id) { template { id } } }', { id });
  return id;
}

export const ISSUE = 'mutation Issue($templateId: ID!, $memberIds: [ID!]!, $key: String!) { giftCouponIssue(templateId: $templateId, memberIds: $memberIds, reason: "thanks", idempotencyKey: $key) { coupons { code } userErrors { code } } }';

/** A coupon for each member: who has which code. */
export async function give(staff: Api, templateId: string, memberIds: readonly string[]): Promise<readonly (readonly [memberId: string, code: string])[]> {
  const given: (readonly [string, string])[] = [];
  for (let from = 0; from < memberIds.length; from += PER_ISSUE) {
    const some = memberIds.slice(from, from + PER_ISSUE);
    const { giftCouponIssue } = await staff.run<{ giftCouponIssue: { coupons: { code: string }[] } }>(ISSUE, { templateId, memberIds: some, key: randomUUID() });
    giftCouponIssue.coupons.forEach(({ code }, index) => given.push([some[index] as string, code]));
  }
  return given;
}

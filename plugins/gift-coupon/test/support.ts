import { setTimeout as sleep } from 'node:timers/promises';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { newUuid, type PluginDefinition } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { type Data, type OpenedShop, shopForEach, type TestCaller, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { giftCoupon } from '../src';
import { ACCEPT, PROPOSE } from './agreement-documents';
import { ACTIVATE, CREATE, ISSUE, JOIN } from './documents';

export interface BrandSettings {
  readonly currency?: string;
  /** Minutes after midnight. */
  readonly dayStartsAt?: number;
  /** Installed and enabled beside what gift coupons need. */
  readonly plugins?: readonly PluginDefinition[];
}

/** One platform for the specs of a file, and a brand in Taipei for each of them, whose books must balance after it. */
export const brandForEach = (use: (made: OpenedShop) => void | Promise<void>, { plugins = [], ...settings }: BrandSettings = {}): void =>
  shopForEach([brand, member, order, points, tier, giftCoupon, ...plugins], { plugins: ['gift-coupon', ...plugins.map(({ id }) => id)], timeZone: 'Asia/Taipei', ...settings }, use);

/** A template of ten per cent, usable for a week, unless said otherwise. */
export const templateInput = (code: string, more: object = {}): object => ({
  code, name: `Template ${code}`, purpose: 'THANKS', benefit: { kind: 'PERCENT', percent: '10' }, validity: { daysAfterIssue: 7 }, ...more,
});

/** A live template; its public id. */
export async function liveTemplate(staff: TestCaller, code: string, more: object = {}): Promise<string> {
  const { template } = await staff.one(CREATE, { input: templateInput(code, more) });
  await staff.ok(ACTIVATE, { id: template.id });
  return template.id as string;
}

/** What somebody agrees to who lets the brands of the group know of each other's members. */
export const SHARES = { consents: [{ purpose: 'GROUP_SHARE', channel: 'SMS', granted: true }] };

/** A member; its public id. */
export async function join(staff: TestCaller, more: object = {}): Promise<string> {
  const key = newUuid();
  return (await staff.one(JOIN, { input: { externalId: { source: 'spec', id: key }, ...more }, key })).member.id as string;
}

export interface Given {
  readonly id: string;
  readonly code: string;
  readonly validFrom: string;
}

export const give = async (staff: TestCaller, templateId: string, memberId: string): Promise<Given> =>
  (await staff.one(ISSUE, { templateId, memberIds: [memberId], key: newUuid() })).coupons[0] as Given;

/** A minute after the clocks of test brands begin. */
export const PLACED = '2026-01-05T04:01:00Z';

/** Two teas and a cake, for 200, at the till. */
export const basketOf = (externalId: string, more: object = {}): object => ({
  source: 'pos', externalId, placedAt: PLACED,
  lines: [{ number: 1, sku: 'TEA', category: 'HOT', quantity: 2, unitPrice: '60' }, { number: 2, sku: 'CAKE', quantity: 1, unitPrice: '80' }], ...more,
});

/** As a till does: with the same key again, until there is an answer. A busy machine may have no connection for it in time. */
export async function ask(caller: TestCaller, document: string, variables: object): Promise<Data> {
  const key = newUuid();
  for (;;) {
    const { data } = await caller.run(document, { ...variables, key });
    if (data) return Object.values(data)[0] as Data;
    await sleep(5);
  }
}

export const codeOf = (shop: TestShop): Promise<string> => shop.read((ctx) => Promise.resolve(ctx.brand.code));

const propose = async (from: TestShop, to: TestShop, bp: number): Promise<string> => (await from.everything().one(PROPOSE, { to: await codeOf(to), bp })).agreement.id as string;

/** An agreement that this one proposed and the other accepted, in both; its public id. */
export async function agree(from: TestShop, to: TestShop, bp = 2_500): Promise<string> {
  const id = await propose(from, to, bp);
  await from.platform.drain();
  await to.everything().ok(ACCEPT, { id });
  await from.platform.drain();
  return id;
}

/** One in each direction. */
export async function agreeBoth(one: TestShop, other: TestShop, bp = 2_500): Promise<void> {
  const [toOther, toOne] = [await propose(one, other, bp), await propose(other, one, bp)];
  await one.platform.drain();
  await other.everything().ok(ACCEPT, { id: toOther });
  await one.everything().ok(ACCEPT, { id: toOne });
  await one.platform.drain();
}

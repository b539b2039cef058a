import { createHash } from 'node:crypto';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { type Data, shopForEach, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { messaging } from '../../src';
import { CONNECT, MESSAGES } from './documents';
import { postOffice } from './postcards';
import { card, join, template } from './shop';

/** A brand that writes by postcard, for each spec of a file. */
export const office = postOffice();
export let [platform, shop, staff] = [] as unknown as [TestPlatform, TestShop, TestCaller];

export function openOffice(): void {
  shopForEach([brand, member, order, points, tier, messaging, office.plugin], { plugins: ['messaging', 'post'] }, async (opened) => {
    [office.posted.length, office.answers.length] = [0, 0];
    ({ platform, shop, staff } = opened);
    await staff.ok(CONNECT, { channel: 'POSTCARD', credentials: { stamp: 'queen' } });
    await settings({ quietHours: null, perDay: 1 });
  });
}


export const settings = (value: object): Promise<unknown> => staff.ok('mutation ($settings: JSON!) { pluginConfigure(id: "messaging", settings: $settings) { userErrors { message path } } }', { settings: value });
export const uuid = (id: string): string => readId('mbr', id) as string;
let phones = 0;
export const someone = (more: object = {}): Promise<string> => join(staff, { phone: `+88691${String(++phones).padStart(7, '0')}`, ...more });
export const told = async (id: string): Promise<Data[]> => (await staff.one(MESSAGES, { id })).messages.nodes;
export const outcome = async (id: string): Promise<string[]> => (await told(id)).map(({ state, reason }: Data) => reason ?? state);
/** As the application, in the brand. */
export const written = (text: string, ...values: unknown[]): Promise<unknown> => shop.context((ctx) => ctx.sql({ name: `messaging.spec-${createHash('sha1').update(text).digest('hex')}`, text, values }));

/** A message to each, due in an hour, of members who agreed to it. */
export async function queue(memberIds: readonly string[], purpose = 'MARKETING'): Promise<void> {
  const templateId = await template(staff, [card('Hello {{ member.number }}')], { purpose });
  await written(`INSERT INTO messaging.message (brand_id, id, member_id, channel, purpose, template_id, template_version, trigger, cause, due_at, expires_at)
    SELECT $1, gen_random_uuid(), m, 'POSTCARD', $4, $2, 1, 'WELCOME', m, platform.clock(b.clock_offset) + interval '1 hour', platform.clock(b.clock_offset) + interval '10 hours'
      FROM unnest($3::uuid[]) AS m, platform.brand AS b WHERE b.id = $1`, shop.id, readId('mtp', templateId), memberIds.map(uuid), purpose);
}

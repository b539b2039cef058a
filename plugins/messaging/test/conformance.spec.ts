import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describePlugin, type TestShop } from '@regulars/testing';
import { resolve } from 'node:path';
import { messaging } from '../src';
import { connectLine, linkByLine, tellByLine } from './support/line';
import { join, letter, template } from './support/shop';

const STORE = 'mutation ($code: String!) { storeCreate(input: { code: $code, name: $code }) { store { id } userErrors { message } } }';
const BEACON = 'mutation ($hardwareId: String!, $storeId: ID!) { messageBeaconPlace(hardwareId: $hardwareId, storeId: $storeId) { store { id } userErrors { message } } }';

async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  await connectLine(staff);
  await come(shop, round);
  await template(staff, [letter(`Round ${round}`, '<mj-text>Hello {{ member.name }}</mj-text>')], { name: `Round ${round}` });
}

/** Somebody links their LINE account, blocks it, begins anew with another, and comes to a store. */
async function come(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const [memberId, userId, hardwareId] = [await join(staff, { phone: `091200000${round}` }), `U${String(round).padStart(32, '0')}`, `000000000${round}`];
  const { store } = await staff.one(STORE, { code: `S${round}` });
  await staff.ok(BEACON, { hardwareId, storeId: store.id });
  await linkByLine(shop, memberId, userId);
  await tellByLine(shop, userId, 'beacon', { beacon: { hwid: hardwareId, type: 'enter' } });
  await tellByLine(shop, userId, 'unfollow');
  await shop.platform.drain();
}

describePlugin(messaging, [brand, member], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  anyCaller: ['messageLineLinkStart (member)'],
  events: {
    'message.line-link-changed': [{ state: 'LINKED', reason: null }, { state: 'REFUSED', reason: 'IDENTITY_TAKEN' }],
    'store.arrived': [{ storeId: 'str_1', at: '2026-01-05T04:00:00.000Z' }],
  },
  examples: [{ name: 'LINE links of members', document: '{ members(first: 50) { nodes { messageLineLink { state refusal } } } messageBeacons { hardwareId store { code } } }' }, { name: 'channels', document: '{ messageChannels { code label connectedAt webhookUrl parts { name required maxLength } } }' }, { name: 'templates with what they say', document: '{ messageTemplates { name purpose version contents { channel language parts { name text } } fallbacks { variable text } } }' }],
});

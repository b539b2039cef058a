import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { defineEvent, readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { describePlugin, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { resolve } from 'node:path';
import { messaging } from '../src';
import { AUTOMATIC, CHANNEL_UPDATE, ORDER } from './support/documents';
import { connectLine, linkByLine, tellByLine } from './support/line';
import { agree, broadcast, join, sendNow, template } from './support/shop';

const text = (words: string): { channel: string; language: string; parts: { name: string; text: string }[] } => ({ channel: 'SMS', language: 'en', parts: [{ name: 'text', text: words }] });

const TEST = 'mutation ($id: ID!, $key: String!) { messageTestSend(input: { templateId: $id, channel: "SMS", to: "+886912345678" }, idempotencyKey: $key) { test { id state } userErrors { message } } }';
const STORE = 'mutation ($code: String!) { storeCreate(input: { code: $code, name: $code }) { store { id } userErrors { message } } }';
const BEACON = 'mutation ($hardwareId: String!, $storeId: ID!) { messageBeaconPlace(hardwareId: $hardwareId, storeId: $storeId) { store { id } userErrors { message } } }';

/** What others tell: plugins, too, that are not there. */
const EVENTS = [
  ['points.expiring', { points: 50, on: '2026-12-31' }], ['tier.changed', { to: 'GOLD', reason: 'UPGRADED' }], ['gift-coupon.expiring', {}], ['stamp-card.nearly-full', { remaining: 2 }],
] as const;

/** Each round: a member who is welcomed, and reached by a broadcast; and one that has not begun. */
async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  await staff.ok('mutation { pluginConfigure(id: "messaging", settings: { quietHours: null }) { userErrors { message } } }');
  await staff.ok(CHANNEL_UPDATE, { input: { channel: 'SMS', unitPrice: '1.2' } });
  const welcome = await template(staff, [text('Welcome {{ member.number }}')], { name: `Welcome ${round}`, purpose: 'SERVICE' });
  await staff.ok(AUTOMATIC, { input: { trigger: 'WELCOME', templateId: welcome, channel: 'SMS' } });
  const memberId = await join(staff, { phone: `091200000${round}` });
  await agree(staff, memberId, true, 'SMS');
  const news = await template(staff, [text('News for {{ member.number }}')], { name: `News ${round}` });
  await sendNow(staff, await broadcast(staff, news, { channel: 'SMS', name: `News ${round}` }));
  await broadcast(staff, news, { channel: 'SMS', name: `Later ${round}` });
  await staff.ok(TEST, { id: news, key: `test-${round}` });
  await staff.ok(AUTOMATIC, { input: { trigger: 'POINTS_EXPIRING', templateId: welcome, channel: 'SMS' } });
  const order = { source: 'pos', externalId: `A${round}`, member: { id: memberId }, placedAt: '2026-01-05T03:00:10Z' };
  const lines = [{ number: 1, sku: 'A', quantity: 2, unitPrice: '250' }];
  await staff.ok(ORDER, { input: { ...order, lines }, key: `order-${round}` });
  await staff.ok(ORDER, { input: { ...order, revision: 2, updatedAt: '2026-01-05T03:00:10Z', lines: lines.map((line) => ({ ...line, refundedQuantity: 1 })) }, key: `refund-${round}` });
  await shop.context((ctx) => {
    for (const [name, payload] of EVENTS) ctx.emit(defineEvent<object>(name), payload, readId('mbr', memberId));
    return Promise.resolve();
  });
  await connectLine(staff);
  await come(shop, round, memberId);
}

/** A member links their LINE account, comes to a store, and blocks the brand. */
async function come(shop: TestShop, round: number, memberId: string): Promise<void> {
  const staff = shop.everything();
  const [userId, hardwareId] = [`U${String(round).padStart(32, '0')}`, `000000000${round}`];
  const { store } = await staff.one(STORE, { code: `S${round}` });
  await staff.ok(BEACON, { hardwareId, storeId: store.id });
  await linkByLine(shop, memberId, userId);
  await tellByLine(shop, userId, 'beacon', { beacon: { hwid: hardwareId, type: 'enter' } });
  await tellByLine(shop, userId, 'unfollow');
  await shop.platform.drain();
}

describePlugin(messaging, [brand, member, order, points, tier], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  anyCaller: ['messageLineLinkStart (member)', 'messagePushKey (member)', 'messagePushSubscribe (member)', 'messagePushUnsubscribe (member)'],
  events: {
    'message.sent': [{ messageId: 'msg_0', channel: 'SMS', broadcastId: null }, { messageId: 'msg_0', channel: 'SMS', broadcastId: 'mbc_0' }],
    'message.clicked': [{ messageId: 'msg_0', channel: 'SMS', broadcastId: null, url: 'https://example.com' }, { messageId: 'msg_0', channel: 'SMS', broadcastId: 'mbc_0', url: 'https://example.com' }],
    'message.line-link-changed': [{ state: 'LINKED', reason: null }, { state: 'REFUSED', reason: 'IDENTITY_TAKEN' }],
    'store.arrived': [{ storeId: 'str_1', at: '2026-01-05T04:00:00.000Z' }],
  },
  // That something was sent stays; to whom, nobody can tell.
  books: ['messaging.message'],
  faults: {
    'messaging.under-way': "UPDATE messaging.message SET state = 'SENDING', batch_id = gen_random_uuid() WHERE brand_id = :brand AND state = 'SENT'",
    'messaging.reached': "UPDATE messaging.message SET sent_at = NULL WHERE brand_id = :brand AND state = 'SENT'",
    'messaging.clicks': "UPDATE messaging.message SET clicked_at = now() WHERE brand_id = :brand AND state = 'SENT'",
    'messaging.conversions': `INSERT INTO messaging.conversion (brand_id, order_id, message_id, place, clicked_at, ordered_at, revision, amount) SELECT :brand, o.id, m.id, 0, o.placed_at, o.placed_at, 1, 1
      FROM (SELECT id, placed_at FROM "order"."order" WHERE brand_id = :brand LIMIT 1) o, (SELECT id FROM messaging.message WHERE brand_id = :brand LIMIT 1) m`,
  },
  examples: [
    { name: 'LINE links of members', document: '{ members(first: 50) { nodes { messageLineLink { state refusal } } } messageBeacons { hardwareId store { code } } }' },
    { name: 'templates with what they say', document: '{ messageTemplates { name purpose version contents { channel language parts { name text } } fallbacks { variable text } } }' },
    { name: 'broadcasts with what became of them', document: '{ messageBroadcasts { nodes { name state audience template { name } progress { waiting sent notSent { reason members } } results { sent delivered opened clicked converted revenue { amount currency } } links { url clicks } messages(first: 3) { nodes { state member { number } } } } } }' },
    { name: 'members with what was said to them', document: '{ members(first: 50) { nodes { messages(first: 5) { totalCount { value } nodes { channel state reason trigger template { name } member { number } clicks { url at } results { clicked converted } } } } } }' },
    { name: 'channels with their use', document: '{ messageChannels { code use { unitPrice usedUnits } } }' },
    { name: 'automatic messages', document: '{ messageAutomatics { trigger isOn template { name } } }' },
  ],
});

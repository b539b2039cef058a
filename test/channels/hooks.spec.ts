import { type Gateway, startGateway } from '@regulars/gateway';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { Contacts } from '@regulars/member/contract';
import { messaging } from '@regulars/messaging';
import { Channels } from '@regulars/messaging/contract';
import { order } from '@regulars/order';
import { extend, newUuid, publicId, readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { pino } from 'pino';
import type { ChannelDriver } from '../../plugins/messaging/src/channels/channel';
import { smsChannel } from '../../plugins/messaging/src/channels/sms/sms-channel';
import { whatsAppChannel } from '../../plugins/messaging/src/channels/whatsapp/whatsapp-channel';
import { postponeBatch } from '../../plugins/messaging/src/data/send.statements';
import { insertTest, testsByIds } from '../../plugins/messaging/src/data/test.statements';
import { claimAndVanish } from '../../plugins/messaging/test/support/claim';
import { providerKeyOf } from '../../plugins/messaging/src/domain/hashed-id';
import { settleBatch, settleUncertain } from '../../plugins/messaging/src/domain/settle';
import { MERGE, MESSAGES, UNMERGE } from '../../plugins/messaging/test/support/documents';
import { agree, broadcast, join, sendNow, template } from '../../plugins/messaging/test/support/shop';
import { FakeLine, lineUser } from '../fakes/line';
import { FakeTwilio } from '../fakes/twilio';
import { FakeWhatsApp } from '../fakes/whatsapp';

const CONNECT = 'mutation ($channel: String!, $credentials: JSON!) { messageChannelConnect(channel: $channel, credentials: $credentials) { channel { code connectedAt webhookUrl } userErrors { code path message } } }';
const DISCONNECT = 'mutation ($channel: String!) { messageChannelDisconnect(channel: $channel) { channel { code connectedAt webhookUrl } userErrors { code path } } }';
const CHANNELS = '{ messageChannels { code connectedAt webhookUrl } }';
const SECRETS = ['fake-line-token', 'fake-line-secret', 'fake-whatsapp-token', 'fake-whatsapp-secret'];

const [line, whatsapp, twilio] = [new FakeLine(), new FakeWhatsApp(), new FakeTwilio()];
const LINE = { channelAccessToken: line.channelAccessToken, channelSecret: line.channelSecret };
const WHATSAPP = { phoneNumberId: whatsapp.phoneNumberId, accessToken: whatsapp.accessToken, appSecret: whatsapp.appSecret, verifyToken: 'a-token-of-the-brand' };

/** Where the fake answers is known when it is open. */
const whatsAppDriver: ChannelDriver = { ...whatsAppChannel(), send: (run, batch) => whatsAppChannel(whatsapp.url).send(run, batch) };
const plugin = { ...messaging, extensions: messaging.extensions.map((one) => ((one.value as ChannelDriver).code === 'WHATSAPP' ? extend(Channels, whatsAppDriver) : one)) };

let platform: TestPlatform;
let gateway: Gateway;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  [platform] = await Promise.all([createTestPlatform([brand, member, order, points, tier, plugin]), line.open(), whatsapp.open()]);
  gateway = await startGateway({ platform: platform.node(), port: 0, host: '127.0.0.1', logger: pino({ level: 'silent' }) });
  process.env.REGULARS_PUBLIC_URL = gateway.url;
  process.env.REGULARS_MESSAGE_PROVIDERS = JSON.stringify({ line: line.url });
  shop = await platform.brand({ plugins: ['messaging'] });
  staff = shop.everything();
  line.webhookUrl = (await staff.ok(CONNECT, { channel: 'LINE', credentials: LINE })).messageChannelConnect.channel.webhookUrl;
});
afterAll(async () => {
  delete process.env.REGULARS_PUBLIC_URL;
  delete process.env.REGULARS_MESSAGE_PROVIDERS;
  await gateway.stop();
  await Promise.all([platform.stop(), line.close(), whatsapp.close()]);
});

const seen = () => platform.rows('SELECT 1 FROM messaging.channel_event WHERE brand_id = $1', [shop.id]);
const refusal = async (work: () => Promise<void>, of: { hooks: FakeLine['hooks'] } = line) => {
  const before = await shop.digest();
  await work();
  expect(await shop.digest()).toEqual(before);
  const { status, answer } = of.hooks.sent.at(-1)!;
  return [status, answer];
};

it('keeps credentials sealed, shows them to nobody, and says where the provider is to call', async () => {
  const channels = (await staff.ok(CHANNELS)).messageChannels;
  expect(channels.map(({ code, connectedAt, webhookUrl }: Record<string, string | null>) => [code, connectedAt !== null, webhookUrl !== null])).toEqual([['EMAIL', false, false], ['LINE', true, true], ['SMS', false, false], ['WHATSAPP', false, false], ['PUSH', false, false]]);
  expect(line.webhookUrl).toMatch(/\/hooks\/brd_\w+\/messaging\/line\/[\w-]{24}$/);
  expect((await shop.as({ permissions: ['messaging:read'] }).ok(CHANNELS)).messageChannels[1]).toEqual({ code: 'LINE', connectedAt: expect.any(String), webhookUrl: null });
  const tables = await platform.rows<{ name: string }>("SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema IN ('messaging', 'platform') AND table_type = 'BASE TABLE'");
  for (const { name } of tables) {
    const [row] = await platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${name} AS t WHERE t::text LIKE ANY ($1)`, [SECRETS.flatMap((secret) => [`%${secret}%`, `%${Buffer.from(secret).toString('hex')}%`])]);
    expect([name, row!.n]).toEqual([name, 0]);
  }
});

it('takes new credentials in the place of earlier ones, says what is wrong with them, and throws them away', async () => {
  const again = (await staff.ok(CONNECT, { channel: 'LINE', credentials: LINE })).messageChannelConnect.channel;
  expect(again.webhookUrl).toBe(line.webhookUrl);
  const before = await shop.digest();
  const wrong = async (channel: string, credentials: unknown) => (await staff.run(CONNECT, { channel, credentials })).data!.messageChannelConnect.userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path.join('.')]);
  expect(await wrong('LINE', { channelSecret: 5 })).toEqual([['INVALID_INPUT', 'credentials.channelAccessToken'], ['INVALID_INPUT', 'credentials.channelSecret']]);
  expect(await wrong('LINE', { ...LINE, url: 'http://10.0.0.1' })).toEqual([['INVALID_INPUT', 'credentials']]);
  expect(await wrong('LINE', 'secret')).toEqual([['INVALID_INPUT', 'credentials']]);
  expect(await wrong('PIGEON', {})).toEqual([['NOT_FOUND', 'channel']]);
  const mail = { host: 'mail.example.com', from: 'news@boba.example' };
  expect([await wrong('EMAIL', { ...mail, host: '169.254.169.254' }), await wrong('EMAIL', { ...mail, port: 6379 })]).toEqual([[['MESSAGE_HOST_FORBIDDEN', 'credentials.host']], [['MESSAGE_HOST_FORBIDDEN', 'credentials.port']]]);
  expect((await staff.run(DISCONNECT, { channel: 'SMS' })).data!.messageChannelDisconnect.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['channel'] }]);
  expect(await shop.digest()).toEqual(before);
  whatsapp.webhookUrl = (await staff.ok(CONNECT, { channel: 'WHATSAPP', credentials: WHATSAPP })).messageChannelConnect.channel.webhookUrl;
  expect(await whatsapp.verify(WHATSAPP.verifyToken, '42')).toEqual({ status: 200, answer: '42' });
  expect(await whatsapp.verify('another-token-than-ours', '42')).toEqual({ status: 401, answer: '{"code":"WEBHOOK_SIGNATURE_WRONG"}' });
  expect((await staff.ok(DISCONNECT, { channel: 'WHATSAPP' })).messageChannelDisconnect.channel).toEqual({ code: 'WHATSAPP', connectedAt: null, webhookUrl: null });
  await whatsapp.write('886912345678', 'Are you open?');
  expect(whatsapp.hooks.sent.at(-1)!.status).toBe(404);
});

it('takes each event once, however often it is told', async () => {
  line.hooks.twice = true;
  await line.follow(lineUser(1));
  line.hooks.twice = false;
  expect([line.hooks.sent.slice(-2).map(({ status }) => status), (await seen()).length]).toEqual([[200, 200], 1]);
  const event = line.event('follow', lineUser(2));
  await Promise.all(Array.from({ length: 8 }, () => line.hook([event, line.event('unfollow', lineUser(2)), line.event('message', lineUser(2))])));
  expect((await seen()).length).toBe(1 + 1 + 8);
  await line.hook([]);
  expect(line.hooks.sent.at(-1)!.status).toBe(200);
});

it('refuses what is signed wrongly, twice, or not at all, with nothing written', async () => {
  const events = [line.event('unfollow', lineUser(1))];
  const body = JSON.stringify({ destination: line.destination, events });
  expect(await refusal(() => line.hook(events, null))).toEqual([401, '{"code":"WEBHOOK_SIGNATURE_MISSING"}']);
  expect(await refusal(() => line.hook(events, line.sign(`${body} `)))).toEqual([401, '{"code":"WEBHOOK_SIGNATURE_WRONG"}']);
  expect(await refusal(() => line.hook(events, `${line.sign(body)}, ${line.sign(body)}`))).toEqual([401, '{"code":"WEBHOOK_SIGNATURE_REPEATED"}']);
  expect(await refusal(() => line.hooks.send({ url: line.webhookUrl!, body: '[]', headers: { 'x-line-signature': line.sign('[]') } }))).toEqual([400, '{"code":"WEBHOOK_BODY_INVALID"}']);
  const other = await platform.brand({ plugins: ['messaging'] });
  const url = line.webhookUrl!;
  for (const wrong of [url.replace(/.$/, '!'), url.replace('/line/', '/email/'), `${url}/more`, url.replace(/brd_\w+/, (await other.everything().one('{ viewer { brand { id } } }')).brand.id)]) {
    line.webhookUrl = wrong;
    expect((await refusal(() => line.hook(events)))[0]).toBe(404);
  }
  line.webhookUrl = url;
  expect(readId('brd', /brd_\w+/.exec(url)![0])).toBe(shop.id);
});

describe('of text messages', () => {
  const sms = smsChannel();
  let url: string;
  let news: string;
  beforeAll(async () => {
    await staff.ok('mutation { pluginConfigure(id: "messaging", settings: { quietHours: null }) { userErrors { message } } }');
    await staff.ok('mutation { messageChannelUpdate(input: { channel: "SMS", unitPrice: "1", monthlyUnits: 100 }) { userErrors { message } } }');
    const credentials = { provider: 'TWILIO', accountSid: twilio.accountSid, authToken: twilio.authToken, from: '+15005550006' };
    url = (await staff.ok(CONNECT, { channel: 'SMS', credentials })).messageChannelConnect.channel.webhookUrl as string;
    news = await template(staff, [{ channel: 'SMS', language: 'en', parts: [{ name: 'text', text: 'News' }] }], { name: 'News' });
  });

  /** A message that the provider is being asked to take. */
  const underWay = async (phone: string) => {
    const memberId = await join(staff, { phone });
    await agree(staff, memberId, true, 'SMS');
    const id = await broadcast(staff, news, { channel: 'SMS', name: 'News' });
    await shop.context((ctx) => ctx.sql({ name: 'spec.begin', text: "UPDATE messaging.broadcast SET state = 'SENDING', started_at = platform.current_now(), audience = 1 WHERE id = $1", values: [readId('mbc', id)] }));
    await shop.context((ctx) => ctx.sql({ name: 'spec.queue', text: `INSERT INTO messaging.message (id, member_id, channel, purpose, template_id, template_version, broadcast_id, due_at, expires_at)
      SELECT gen_random_uuid(), $1, 'SMS', 'MARKETING', b.template_id, 1, b.id, platform.current_now(), platform.current_now() + interval '1 day' FROM messaging.broadcast b WHERE b.id = $2`, values: [readId('mbr', memberId), readId('mbc', id)] }));
    const batch = await claimAndVanish(shop, sms);
    await shop.context((ctx) => ctx.sql(postponeBatch(batch.key, 1, 3_600)));
    return { memberId, batch, id: batch.outgoing[0]!.message.id };
  };
  const stateOf = async (id: string) => (await platform.rows<Record<string, unknown>>('SELECT state, reason, provider_id AS sid, batch_id FROM messaging.message WHERE id = $1', [id]))[0]!;
  const used = async () => (await platform.rows<{ used_units: number }>("SELECT used_units FROM messaging.channel WHERE brand_id = $1 AND code = 'SMS'", [shop.id]))[0]!.used_units;
  const told = async (id: string) => (await platform.rows("SELECT 1 FROM platform.event WHERE name = 'message.sent' AND payload->>'messageId' = $1", [publicId('msg', id)])).length;
  const gone = (memberId: string) => platform.rows('SELECT reason FROM messaging.unreachable WHERE member_id = $1', [readId('mbr', memberId)]);
  const tell = async (MessageSid: string, MessageStatus: string, { of, ...more }: Record<string, string> = {}) => {
    const called = of === undefined ? url : `${url}?of=${of}`;
    const form: Record<string, string> = { AccountSid: twilio.accountSid, MessageSid, MessageStatus, ...more };
    const response = await fetch(called, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': twilio.sign(called, form) }, body: new URLSearchParams(form) });
    return [response.status, await response.text()];
  };
  const [taken, unknown] = [[200, '{"refused":[]}'], [200, '{"refused":["MESSAGE_UNKNOWN"]}']];

  it('writes down what became of messages, and believes nothing worse of one that arrived', async () => {
    const { id, batch } = await underWay('0912345670');
    await shop.context((ctx) => settleBatch(ctx, 'SMS', batch, [{ outcome: 'SENT', providerId: 'SM0' }]));
    expect([await tell('SM0', 'queued'), await tell('SM0', 'delivered'), await tell('SM0', 'undelivered'), await tell('SM404', 'delivered'), await tell('SM405', 'delivered', { of: newUuid() })]).toEqual([taken, taken, taken, unknown, unknown]);
    expect(await stateOf(id)).toEqual({ state: 'DELIVERED', reason: null, sid: providerKeyOf('SM0'), batch_id: null });
    const [test, other] = [newUuid(), newUuid()];
    for (const one of [test, other]) await shop.context((ctx) => ctx.sql(insertTest(one, 'SMS', 'SENDING')));
    expect([await tell('SM8', 'delivered', { of: test }), await tell('SM9', 'failed', { of: other, ErrorCode: '30005' })]).toEqual([taken, taken]);
    expect(await shop.context((ctx) => ctx.sql(testsByIds([test, other])))).toMatchObject([{ state: 'DELIVERED', reason: null }, { state: 'FAILED', reason: 'ADDRESS_UNKNOWN' }]);
  });

  it('takes what is told of a message before it is written down that the provider has it', async () => {
    const { id, batch, memberId } = await underWay('0912345671');
    const before = await used();
    expect(await tell('SM1', 'delivered', { of: id })).toEqual(taken);
    const arrived = { state: 'DELIVERED', reason: null, sid: providerKeyOf('SM1'), batch_id: null };
    expect(await stateOf(id)).toEqual(arrived);
    for (const outcome of [{ outcome: 'SENT', providerId: 'SM1' }, { outcome: 'RETRY', reason: 'BUSY', afterMs: null }] as const) await shop.context((ctx) => settleBatch(ctx, 'SMS', batch, [outcome]));
    expect([await stateOf(id), await told(id), await used(), await gone(memberId)]).toEqual([arrived, 1, before, []]);
  });

  it('takes for sent what nobody knew of and what was to be tried again, once the provider says that it arrived', async () => {
    const [lost, refused] = [await underWay('0912345672'), await underWay('0912345673')];
    const before = await used();
    await shop.context((ctx) => settleUncertain(ctx, 'SMS', lost.batch));
    await shop.context((ctx) => settleBatch(ctx, 'SMS', refused.batch, [{ outcome: 'RETRY', reason: 'PROVIDER_TROUBLE', afterMs: null }]));
    expect([(await stateOf(lost.id)).reason, (await stateOf(refused.id)).state]).toEqual(['UNCERTAIN', 'QUEUED']);
    const units = await used();
    expect(await tell('SM3', 'failed', { of: refused.id })).toEqual(taken);
    expect((await stateOf(refused.id)).state).toBe('QUEUED');
    await tell('SM2', 'sent', { of: lost.id });
    expect(await stateOf(lost.id)).toEqual({ state: 'SENT', reason: null, sid: providerKeyOf('SM2'), batch_id: null });
    await tell('SM2', 'delivered');
    await tell('SM3', 'delivered', { of: refused.id });
    expect([await stateOf(lost.id), await stateOf(refused.id)]).toEqual(['SM2', 'SM3'].map((sid) => ({ state: 'DELIVERED', reason: null, sid: providerKeyOf(sid), batch_id: null })));
    expect([await told(lost.id), await told(refused.id), units, await used()]).toEqual([1, 1, before - 1, before]);
    await platform.drain();
    expect(await platform.rows("SELECT count(*)::int AS n FROM messaging.broadcast WHERE brand_id = $1 AND state = 'SENDING'", [shop.id])).toEqual([{ n: 0 }]);
  });

  it('remembers an address that is said to be nobody\'s, and gives back what is not billed', async () => {
    const [free, billed, off, other] = [await underWay('0912345674'), await underWay('0912345675'), await underWay('0912345676'), await underWay('0912345677')];
    const before = await used();
    await tell('SM4', 'failed', { of: free.id, ErrorCode: '30005', To: '+886912345674' });
    await shop.context((ctx) => settleBatch(ctx, 'SMS', free.batch, [{ outcome: 'SENT', providerId: 'SM4' }]));
    expect([await stateOf(free.id), await gone(free.memberId), await used()]).toEqual([{ state: 'FAILED', reason: 'ADDRESS_UNKNOWN', sid: providerKeyOf('SM4'), batch_id: null }, [{ reason: 'ADDRESS_UNKNOWN' }], before - 1]);
    await tell('SM5', 'undelivered', { of: billed.id, ErrorCode: '30006', To: '+886912345675' });
    await tell('SM6', 'undelivered', { of: off.id, ErrorCode: '30003', To: '+886912345676' });
    await tell('SM7', 'undelivered', { of: other.id, ErrorCode: '30005', To: '+886987654321' });
    expect([await gone(billed.memberId), await gone(off.memberId), await gone(other.memberId), await used()]).toEqual([[{ reason: 'ADDRESS_UNKNOWN' }], [], [], before - 1]);
  });
});

describe('of WhatsApp', () => {
  const DAY = 86_400_000;
  const [MEI, PHONE] = ['+886912345680', '886912345680'];
  const told = async (id: string): Promise<string> => (await staff.one(MESSAGES, { id })).messages.nodes[0].reason ?? 'SENT';
  const replies = (phone = PHONE) => platform.rows<{ member_id: string | null; at: number }>(`SELECT r.member_id, extract(epoch FROM platform.clock(b.clock_offset) - r.wrote_at)::float8 AS at
    FROM messaging.channel_reply r JOIN platform.brand b ON b.id = r.brand_id WHERE b.id = $1 AND r.address_index = decode($2, 'hex')`, [shop.id, indexes.get(phone)]);
  const indexes = new Map<string, string>();
  let [mei, text, approved] = ['', '', ''];
  const say = async (templateId: string): Promise<string> => {
    await sendNow(staff, await broadcast(staff, templateId, { channel: 'WHATSAPP' }));
    await platform.drain();
    return told(mei);
  };

  beforeAll(async () => {
    await staff.ok('mutation { pluginConfigure(id: "messaging", settings: { quietHours: null, perDay: 20, perWeek: 20 }) { userErrors { message } } }');
    whatsapp.webhookUrl = (await staff.ok(CONNECT, { channel: 'WHATSAPP', credentials: WHATSAPP })).messageChannelConnect.channel.webhookUrl;
    const parts = (values: Record<string, string>) => [{ channel: 'WHATSAPP', language: 'en', parts: Object.entries(values).map(([name, value]) => ({ name, text: value })) }];
    text = await template(staff, parts({ text: 'Yes, until ten' }), { name: 'Answer' });
    approved = await template(staff, parts({ template: 'hello', locale: 'en', parameters: '["Mei"]' }), { name: 'Approved' });
    mei = await join(staff, { phone: MEI });
    await agree(staff, mei, true, 'WHATSAPP');
    for (const phone of [PHONE, '886912345681', '886912345682']) indexes.set(phone, await shop.context((ctx) => Promise.resolve(ctx.use(Contacts).indexOf('PHONE', phone))));
  });

  it('sends a text to who wrote within the last 24 hours, and asks WhatsApp about nobody else', async () => {
    expect([await say(text), whatsapp.requests]).toEqual(['WINDOW_CLOSED', 0]);
    expect([await say(approved), whatsapp.messages.map(({ type }) => type)]).toEqual(['SENT', ['template']]);
    await whatsapp.write(PHONE, 'Are you open?', Date.now() - DAY);
    await whatsapp.write('886912345681', 'And I?');
    expect([await say(text), whatsapp.requests]).toEqual(['WINDOW_CLOSED', 1]);
    await whatsapp.write(PHONE, 'Hello?');
    await whatsapp.write(PHONE, 'Told late', Date.now() - DAY / 2);
    expect((await replies()).map(({ at }) => at < DAY / 4_000)).toEqual([true]);
    expect([await say(text), whatsapp.messages.map(({ type, to }) => [type, to])]).toEqual(['SENT', [['template', PHONE], ['text', PHONE]]]);
    await shop.skip({ hours: 24 });
    expect([await say(text), await say(approved), whatsapp.requests]).toEqual(['WINDOW_CLOSED', 'SENT', 3]);
  });

  it('keeps of who writes when that was, whose it is while it is theirs, and nothing where nobody could be meant', async () => {
    const before = (await platform.rows('SELECT 1 FROM messaging.channel_reply')).length;
    for (const from of ['1', '0912345680', 'somebody']) await whatsapp.write(from, 'Hi');
    expect((await platform.rows('SELECT 1 FROM messaging.channel_reply')).length).toBe(before);
    expect((await replies('886912345681')).map(({ member_id }) => member_id)).toEqual([null]);
    const other = await join(staff, { phone: '+886912345682' });
    await whatsapp.write('886912345682', 'From the future', Date.now() + DAY);
    const [reply] = await replies('886912345682');
    expect([reply!.member_id, reply!.at >= 0 && reply!.at < DAY / 2_000]).toEqual([readId('mbr', other), true]);
    const merge = (await staff.ok(MERGE, { survivorId: mei, loserId: other, key: 'whatsapp' })).memberMerge.operationId;
    expect((await replies('886912345682'))[0]!.member_id).toBe(readId('mbr', mei));
    await staff.ok(UNMERGE, { id: merge });
    expect((await replies('886912345682'))[0]!.member_id).toBe(readId('mbr', other));
    await staff.ok('mutation ($id: ID!) { memberErase(id: $id, idempotencyKey: "erase") { userErrors { message } } }', { id: other });
    expect([await replies('886912345682'), (await replies()).length]).toEqual([[], 1]);
  });
});

it('forgets after a day who wrote, and after a month what it was told', async () => {
  await whatsapp.write('886912345683', 'Just now');
  expect((await platform.rows('SELECT 1 FROM messaging.channel_reply')).length).toBe(3);
  await shop.context((ctx) => ctx.sql({ name: 'spec.age', text: "UPDATE messaging.channel_event SET seen_at = seen_at - interval '31 days'", values: [] }));
  expect(await seen()).not.toEqual([]);
  await platform.runtime.transaction({ brandId: shop.id, audience: 'staff', actor: staff.scope.actor }, async (ctx) => void (await messaging.jobs.find(({ id }) => id === 'forget-channel-events')?.run(ctx)));
  expect(await seen()).toEqual([]);
  expect(await platform.rows('SELECT member_id FROM messaging.channel_reply')).toEqual([{ member_id: null }]);
});

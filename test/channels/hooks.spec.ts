import { type Gateway, startGateway } from '@regulars/gateway';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { messaging } from '@regulars/messaging';
import { order } from '@regulars/order';
import { readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { pino } from 'pino';
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

let platform: TestPlatform;
let gateway: Gateway;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  [platform] = await Promise.all([createTestPlatform([brand, member, order, points, tier, messaging]), line.open(), whatsapp.open()]);
  gateway = await startGateway({ platform: platform.node(), port: 0, host: '127.0.0.1', logger: pino({ level: 'silent' }) });
  process.env.REGULARS_PUBLIC_URL = gateway.url;
  shop = await platform.brand({ plugins: ['messaging'] });
  staff = shop.everything();
  line.webhookUrl = (await staff.ok(CONNECT, { channel: 'LINE', credentials: LINE })).messageChannelConnect.channel.webhookUrl;
});
afterAll(async () => {
  delete process.env.REGULARS_PUBLIC_URL;
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
  await Promise.all(Array.from({ length: 8 }, () => line.hook([event, line.event('message', lineUser(2))])));
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

it('writes down what became of messages, and believes nothing worse of one that arrived', async () => {
  await staff.ok('mutation { pluginConfigure(id: "messaging", settings: { quietHours: null }) { userErrors { message } } }');
  const memberId = await join(staff, { phone: '0912345678' });
  await agree(staff, memberId, true, 'SMS');
  const news = await template(staff, [{ channel: 'SMS', language: 'en', parts: [{ name: 'text', text: 'News' }] }], { name: 'News' });
  await sendNow(staff, await broadcast(staff, news, { channel: 'SMS', name: 'News' }));
  await platform.drain();
  const stateOf = async () => (await platform.rows<{ state: string; reason: string | null; sid: string }>('SELECT state, reason, provider_id AS sid FROM messaging.message WHERE brand_id = $1', [shop.id]))[0]!;
  const { sid, state } = await stateOf();
  expect(state).toBe('SENT');
  const credentials = { provider: 'TWILIO', accountSid: twilio.accountSid, authToken: twilio.authToken, from: '+15005550006' };
  const url = (await staff.ok(CONNECT, { channel: 'SMS', credentials })).messageChannelConnect.channel.webhookUrl as string;
  const tell = async (MessageSid: string, MessageStatus: string) => {
    const form = { AccountSid: twilio.accountSid, MessageSid, MessageStatus };
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': twilio.sign(url, form) }, body: new URLSearchParams(form) });
    return [response.status, await response.text()];
  };
  expect([await tell(sid, 'queued'), await tell(sid, 'delivered'), await tell(sid, 'undelivered'), await tell('SM404', 'delivered')]).toEqual([[200, '{"refused":[]}'], [200, '{"refused":[]}'], [200, '{"refused":[]}'], [200, '{"refused":["MESSAGE_UNKNOWN"]}']]);
  expect(await stateOf()).toEqual({ state: 'DELIVERED', reason: null, sid });
});

it('forgets after a month what it was told', async () => {
  await shop.context((ctx) => ctx.sql({ name: 'spec.age', text: "UPDATE messaging.channel_event SET seen_at = seen_at - interval '31 days'", values: [] }));
  expect(await seen()).not.toEqual([]);
  await platform.runtime.transaction({ brandId: shop.id, audience: 'staff', actor: staff.scope.actor }, async (ctx) => void (await messaging.jobs.find(({ id }) => id === 'forget-channel-events')?.run(ctx)));
  expect(await seen()).toEqual([]);
});

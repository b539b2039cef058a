import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { messagingApi, validateSignature } from '@line/bot-sdk';
import { createTransport } from 'nodemailer';
import { generateRequestDetails, generateVAPIDKeys } from 'web-push';
import { type Asked, FakeServer, type Reply } from './fake-server';
import { CUT, CUT_AFTER, slow, status } from './faults';
import { FakeLine, lineUser } from './line';
import { FakeMailbox } from './mailbox';
import { FakeMitake } from './mitake';
import { FakePush } from './push';
import { FakeSmtp } from './smtp';
import { FakeTwilio } from './twilio';
import { FakeWhatsApp } from './whatsapp';

/** A webhook's receiver. */
class Listener extends FakeServer {
  readonly heard: Asked[] = [];

  protected answer(asked: Asked): Reply {
    this.heard.push(asked);
    return asked.query.has('hub.challenge') ? { status: 200, body: asked.query.get('hub.challenge') ?? '' } : { status: 200 };
  }
}

const listener = new Listener();
const [line, whatsapp, twilio, mitake, push, smtp] = [new FakeLine(), new FakeWhatsApp(), new FakeTwilio(), new FakeMitake(), new FakePush(), new FakeSmtp()];

beforeAll(() => Promise.all([listener, line, whatsapp, twilio, mitake, push, smtp].map((fake) => fake.open())));
afterAll(() => Promise.all([listener, line, whatsapp, twilio, mitake, push, smtp].map((fake) => fake.close())));
beforeEach(() => void listener.heard.splice(0));

const form = (values: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(values) });
const answered = async (work: Promise<Response>) => work.then(async (response) => ({ status: response.status, text: await response.text() }));

describe('every fake', () => {
  const ask = () => fetch(`${line.url}/v2/bot/info`, { headers: { authorization: `Bearer ${line.channelAccessToken}` } });

  it('misbehaves as it is told, once, and then no more', async () => {
    line.faults.next(status(429, { retryAfter: 7 }), null, status(500), slow(30), CUT, CUT_AFTER);
    const first = await ask();
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(500);
    expect((await ask()).status).toBe(200);
    await expect(ask()).rejects.toThrow('fetch failed');
    await expect(ask()).rejects.toThrow('fetch failed');
    expect((await ask()).status).toBe(200);
    expect(line.received.map((request) => request.status)).toEqual([429, 200, 500, 200, 'cut', 'cut', 200]);
  });

  it('misbehaves each nth time', async () => {
    line.faults.every(3, status(500), status(429));
    const seen: number[] = [];
    for (let request = 0; request < 7; request++) seen.push((await ask()).status);
    line.faults.every(0);
    expect(seen).toEqual([200, 200, 500, 200, 200, 429, 200]);
  });

  it('is told over HTTP what tests tell by methods', async () => {
    const tell = (path: string, body: object) => answered(fetch(`${line.url}/_fake/${path}`, { method: 'POST', body: JSON.stringify(body) }));
    expect(await tell('follow', { userId: lineUser(77), name: 'Mei' })).toEqual({ status: 200, text: '{"answer":null}' });
    expect(line.friends.get(lineUser(77))).toBe('Mei');
    await tell('faults', { faults: [{ kind: 'status', status: 503 }] });
    expect((await ask()).status).toBe(503);
    expect((await tell('sing', {})).status).toBe(404);
    expect((await answered(fetch(`${line.url}/_fake/quota?value=3`, { method: 'POST' }))).status).toBe(200);
    const shown = (headers: Record<string, string>, method = 'POST') => answered(fetch(`${line.url}/_fake/quota?value=5`, { method, headers }));
    expect([await shown({}, 'GET'), await shown({ 'sec-fetch-site': 'cross-site' }), await shown({ 'sec-fetch-site': 'same-site' })].map(({ status }) => status)).toEqual([405, 403, 403]);
    expect(line.quota).toBe(3);
    expect([(await shown({ 'sec-fetch-site': 'same-origin' })).status, line.quota]).toEqual([200, 5]);
    line.quota = null;
  });

  it('shows what it was sent, to who is at this machine', async () => {
    const from = (headers: Record<string, string>) => answered(fetch(`${mitake.url}/received`, { headers }));
    const send = (values: Record<string, string>, headers = {}) => fetch(`${mitake.url}/api/mtk/SmSend?CharsetURL=UTF8`, { ...form(values), headers });
    await send({ username: 'somebody', password: '<b>', smbody: 'See http://127.0.0.1:4000/l/x' });
    const planted = { username: mitake.username, password: mitake.password, dstaddr: '0912345678', smbody: 'x', response: 'http://10.0.0.1/' };
    expect([(await send(planted, { origin: 'http://evil.example' })).status, (await send(planted, { origin: 'null' })).status, mitake.messages]).toEqual([403, 403, []]);
    const [listed] = JSON.parse((await from({})).text);
    expect(listed).toEqual({ at: expect.stringMatching(/^\d{4}-.*Z$/), what: 'POST /api/mtk/SmSend', status: 200, body: { username: 'somebody', password: '<b>', smbody: 'See http://127.0.0.1:4000/l/x' } });
    const page = (await from({ accept: 'text/html' })).text;
    expect([page.includes('&lt;b&gt;'), page.includes('<b>'), page.includes('<a href="http://127.0.0.1:4000/l/x" rel="noreferrer">')]).toEqual([true, false, true]);
    expect([(await from({ origin: 'http://evil.example' })).status, (await from({ origin: mitake.url })).status]).toEqual([403, 200]);
    const { port } = new URL(mitake.url);
    const named = (path: string) => new Promise((resolve) => get({ port, host: '127.0.0.1', path, headers: { host: 'evil.example' } }, (response) => resolve(response.resume().statusCode)));
    expect([await named('/received'), await named('/api/mtk/SmSend')]).toEqual([403, 403]);
  });

  it('goes on where a request is none, breaks off, or is more than it can answer', async () => {
    const { requests } = line;
    expect([(await fetch(`${line.url}/%zz`)).status, (await fetch(`${line.url}//`)).status]).toEqual([400, 400]);
    const broken = connect(Number(new URL(line.url).port), '127.0.0.1').resume();
    broken.end('POST /v2/bot/message/push HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 9\r\n\r\n{');
    await once(broken, 'close');
    expect([(await ask()).status, line.requests - requests]).toEqual([200, 1]);
    const odd = JSON.stringify({ messaging_product: 'whatsapp', to: '886912345678', type: 'template', template: { name: 'hello', language: { code: 'en' }, components: {} } });
    const send = () => fetch(`${whatsapp.url}/v23.0/${whatsapp.phoneNumberId}/messages`, { method: 'POST', headers: { authorization: `Bearer ${whatsapp.accessToken}` }, body: odd });
    expect([(await send()).status, whatsapp.received.at(-1)?.status, whatsapp.messages]).toEqual([500, 500, []]);
  });

  it('sends a webhook twice, late, or the other way round', async () => {
    line.webhookUrl = `${listener.url}/hook`;
    line.hooks.twice = true;
    await line.follow(lineUser(1));
    line.hooks.twice = false;
    line.hooks.hold();
    await line.unfollow(lineUser(1));
    await line.follow(lineUser(1));
    expect(listener.heard).toHaveLength(2);
    await line.hooks.release({ reversed: true });
    const events = listener.heard.map(({ body }) => (JSON.parse(body) as { events: { type: string; webhookEventId: string }[] }).events[0]!);
    expect(events.map(({ type }) => type)).toEqual(['follow', 'follow', 'follow', 'unfollow']);
    expect(events[0]!.webhookEventId).toBe(events[1]!.webhookEventId);
    expect(events[2]!.webhookEventId).not.toBe(events[1]!.webhookEventId);
    expect(listener.heard.every(({ body, headers }) => validateSignature(body, line.channelSecret, headers['x-line-signature'] ?? ''))).toBe(true);
    await line.hook([], null);
    expect(listener.heard.at(-1)?.headers).not.toHaveProperty('x-line-signature');
  });
});

describe('LINE, asked by its own SDK', () => {
  const client = () => new messagingApi.MessagingApiClient({ channelAccessToken: line.channelAccessToken, baseURL: line.url });
  const text = [{ type: 'text' as const, text: '你好' }];
  const KEY = '123e4567-e89b-12d3-a456-426614174000';
  const refused = (work: Promise<unknown>) => work.then(() => null, (error: { status: number; body: string }) => [error.status, JSON.parse(error.body).message]);

  it('delivers once for each retry key, also when the first answer was lost', async () => {
    await line.follow(lineUser(2));
    line.faults.next(CUT_AFTER);
    await expect(client().pushMessage({ to: lineUser(2), messages: text }, KEY)).rejects.toThrow('fetch failed');
    expect(await refused(client().pushMessage({ to: lineUser(2), messages: text }, KEY))).toEqual([409, 'The retry key is already accepted']);
    expect(line.countOf(lineUser(2))).toBe(1);
    expect(await refused(client().pushMessage({ to: lineUser(2), messages: text }, 'mine'))).toEqual([400, 'The retry key is invalid']);
  });

  it('delivers to friends who have not blocked it, up to 500 at once and up to the quota', async () => {
    await line.unfollow(lineUser(1));
    await client().multicast({ to: [lineUser(1), lineUser(2)], messages: text });
    expect([line.countOf(lineUser(1)), line.countOf(lineUser(2))]).toEqual([0, 2]);
    expect(await refused(client().multicast({ to: [lineUser(404)], messages: text }))).toEqual([400, 'The request body has 1 error(s)']);
    expect(await refused(client().multicast({ to: Array.from({ length: 501 }, (_, at) => lineUser(at)), messages: text }))).toEqual([400, 'The request body has 1 error(s)']);
    line.quota = line.used;
    expect(await refused(client().pushMessage({ to: lineUser(2), messages: text }))).toEqual([429, 'You have reached your monthly limit.']);
    expect([await client().getMessageQuota(), await client().getMessageQuotaConsumption()]).toEqual([{ type: 'limited', value: line.used }, { totalUsage: line.used }]);
    line.quota = null;
  });

  it('checks flex messages', async () => {
    const flex = (contents: object) => refused(client().validatePush({ messages: [{ type: 'flex', altText: 'Card', contents } as never] }));
    expect(await flex({ type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [] } })).toBeNull();
    expect(await flex({ type: 'carousel', contents: Array(13).fill({ type: 'bubble' }) })).toEqual([400, 'The request body has 1 error(s)']);
    expect(await flex({ type: 'balloon' })).toEqual([400, 'The request body has 1 error(s)']);
  });

  it('links an account: a token is good once, and the nonce comes back', async () => {
    const { linkToken } = await client().issueLinkToken(lineUser(2));
    const page = `${line.url}/dialog/bot/accountLink?linkToken=${linkToken}&nonce=0123456789abcdef`;
    expect([await line.agreeToLink(page), await line.agreeToLink(page)]).toEqual([true, false]);
    expect(JSON.parse(listener.heard[0]!.body).events).toMatchObject([{ type: 'accountLink', source: { userId: lineUser(2) }, link: { result: 'ok', nonce: '0123456789abcdef' } }]);
    expect((await client().getProfile(lineUser(2))).displayName).toBe('Somebody');
    expect(await refused(client().getProfile(lineUser(1)))).toEqual([404, 'Not found']);
  });
});

it('WhatsApp writes freely for 24 hours, else by a template, and signs what it tells', async () => {
  whatsapp.webhookUrl = `${listener.url}/whatsapp`;
  const send = (body: object, token = whatsapp.accessToken) => fetch(`${whatsapp.url}/v23.0/${whatsapp.phoneNumberId}/messages`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify({ messaging_product: 'whatsapp', to: '886912345678', ...body }) })
    .then(async (response) => [response.status, ((await response.json()) as { error?: { code: number } }).error?.code ?? null]);
  const text = { type: 'text', text: { body: 'Hello' } };
  const template = (name: string, parameters: number) => ({ type: 'template', template: { name, language: { code: 'en' }, components: [{ type: 'body', parameters: Array(parameters).fill({ type: 'text', text: 'x' }) }] } });
  expect(await send(text)).toEqual([400, 131047]);
  expect(await send(template('hello', 1))).toEqual([200, null]);
  expect(await send(template('hello', 2))).toEqual([400, 132000]);
  expect(await send(template('bye', 1))).toEqual([404, 132001]);
  await whatsapp.write('886912345678', 'Hi', Date.now() - 86_400_000);
  expect(await send(text)).toEqual([400, 131047]);
  await whatsapp.write('886912345678', 'Hi');
  expect(await send(text)).toEqual([200, null]);
  expect(await send(text, 'mine')).toEqual([401, 190]);
  await whatsapp.report(whatsapp.messages[0]!.id, 'delivered');
  const { body, headers } = listener.heard.at(-1)!;
  expect(headers['x-hub-signature-256']).toBe(whatsapp.sign(body));
  expect(JSON.parse(body).entry[0].changes[0].value.statuses).toMatchObject([{ id: whatsapp.messages[0]!.id, status: 'delivered', recipient_id: '886912345678' }]);
  expect(await whatsapp.verify('any', '42')).toEqual({ status: 200, answer: '42' });
});

it('Twilio takes a form from whoever has the token, and signs what it tells', async () => {
  const send = (values: Record<string, string>, token = twilio.authToken) => fetch(`${twilio.url}/2010-04-01/Accounts/${twilio.accountSid}/Messages.json`, {
    ...form({ From: '+15005550006', Body: 'Hi', ...values }), headers: { authorization: `Basic ${Buffer.from(`${twilio.accountSid}:${token}`).toString('base64')}` },
  }).then(async (response) => [response.status, ((await response.json()) as { code?: number }).code ?? null]);
  twilio.landlines.add('+886223456789');
  expect(await send({ To: '+886912345678', StatusCallback: `${listener.url}/sms?of=1` })).toEqual([201, null]);
  expect(await send({ To: '0912345678' })).toEqual([400, 21211]);
  expect(await send({ To: '+886223456789' })).toEqual([400, 21614]);
  expect(await send({ To: '+886912345678' }, 'mine')).toEqual([401, 20003]);
  await twilio.report(twilio.messages[0]!.sid, 'delivered');
  const { body, headers } = listener.heard.at(-1)!;
  expect(headers['x-twilio-signature']).toBe(twilio.sign(`${listener.url}/sms?of=1`, Object.fromEntries(new URLSearchParams(body))));
  expect(new URLSearchParams(body).get('MessageStatus')).toBe('delivered');
});

it('Mitake answers lines, and takes a client id once', async () => {
  const send = (values: Record<string, string>) => answered(fetch(`${mitake.url}/api/mtk/SmSend?CharsetURL=UTF8`, form({ username: mitake.username, password: mitake.password, dstaddr: '0912345678', smbody: '您好', ...values })));
  expect(await send({ clientid: 'one', response: `${listener.url}/sms?of=2` })).toEqual({ status: 200, text: '[1]\r\nmsgid=#000000001\r\nstatuscode=1\r\nAccountPoint=999\r\n' });
  expect((await send({ clientid: 'one' })).text).toContain('msgid=#000000001\r\nstatuscode=1\r\nAccountPoint=999\r\nDuplicate=Y');
  expect((await send({ dstaddr: '0223456789' })).text).toContain('statuscode=v');
  expect((await send({ password: 'mine' })).text).toContain('statuscode=e');
  expect(mitake.messages).toHaveLength(1);
  await mitake.report('#000000001', '4');
  expect(Object.fromEntries(listener.heard.at(-1)!.query)).toMatchObject({ of: '2', msgid: '#000000001', dstaddr: '0912345678', statuscode: '4' });
});

it('a browser opens what was pushed to it, signed with VAPID, until it is gone', async () => {
  const subscription = push.subscribe();
  const { publicKey, privateKey } = generateVAPIDKeys();
  const send = (changed: object = {}, keys = subscription.keys) => {
    const { endpoint, method, headers, body } = generateRequestDetails({ ...subscription, keys }, '你好', { vapidDetails: { subject: 'mailto:shop@example.com', publicKey, privateKey }, TTL: 60 });
    return fetch(endpoint, { method, headers: { ...(headers as Record<string, string>), ...changed }, body: new Uint8Array(body!) }).then((response) => response.status);
  };
  expect([await send(), await send({ Authorization: 'vapid t=a.b.c, k=d' })]).toEqual([201, 403]);
  const { keys } = push.subscribe(); // another browser's: taken, shown by none, and no stumbling block to who looks
  expect([await send({}, keys), [...push.shown.values()]]).toEqual([201, [['你好']]]);
  expect(((await (await fetch(`${push.url}/received`)).json()) as { body: unknown }[])[0]?.body).toBeNull();
  push.unsubscribe(subscription);
  expect(await send()).toBe(410);
});

it('SMTP keeps mails, refuses mailboxes and passwords, and defers', async () => {
  const transport = (pass = smtp.password) => createTransport({ host: '127.0.0.1', port: smtp.port, auth: { user: smtp.username, pass } });
  const send = (to: string, pass?: string) => transport(pass).sendMail({ from: 'shop@example.com', to, subject: 'Hi', text: 'x' }).then(() => 'sent', (error: { responseCode?: number; code?: string }) => error.responseCode ?? error.code);
  smtp.absent.add('nobody@example.com');
  expect(await send('mei@example.com')).toBe('sent');
  expect(await send('nobody@example.com')).toBe(550);
  expect(await send('mei@example.com', 'mine')).toBe(535);
  smtp.faults.next(status(451), CUT_AFTER);
  expect(await send('mei@example.com')).toBe(451);
  expect(await send('mei@example.com')).toBe('ECONNECTION');
  const broken = connect(smtp.port, '127.0.0.1').resume();
  for (const command of ['EHLO x', 'MAIL FROM:<shop@example.com>', 'RCPT TO:<mei@example.com>', 'DATA']) {
    await once(broken, 'data');
    broken.write(`${command}\r\n`);
  }
  await once(broken, 'data');
  broken.end('Subject: Broken off\r\n');
  await once(broken, 'close');
  expect(smtp.mails.map(({ to }) => to)).toEqual([['mei@example.com'], ['mei@example.com']]);
  expect(smtp.mails[0]!.source).toContain('Subject: Hi');
  const html = '<html><head><title>x</title></head><body><!-- no --><p>黑糖 &amp; <a style="a" href="http://127.0.0.1:4000/l/x">tea</a></p></body></html>';
  const headers = { 'List-Unsubscribe': '<http://127.0.0.1:4000/hooks/u/1>' };
  await transport().sendMail({ from: 'shop@example.com', to: 'mei@example.com', subject: '新品上市,黑糖珍珠鮮奶全面登場,歡迎來店品嚐', html, headers });
  await transport().sendMail({ from: 'shop@example.com', to: 'mei@example.com', subject: 'Both', html, text: '黑糖' });
  const mailbox = await new FakeMailbox(smtp).open();
  const listed = (await (await fetch(`${mailbox.url}/received`)).json()) as { what: string; status: number; body: unknown }[];
  await mailbox.close();
  expect(listed.slice(0, 2).map(({ body }) => body)).toEqual([
    { subject: 'Both', text: '黑糖', unsubscribe: null },
    { subject: '新品上市,黑糖珍珠鮮奶全面登場,歡迎來店品嚐', text: '黑糖 & http://127.0.0.1:4000/l/x tea', unsubscribe: 'http://127.0.0.1:4000/hooks/u/1' },
  ]);
  expect([listed[0]!.what, listed[0]!.status]).toEqual(['shop@example.com → mei@example.com', 250]);
});

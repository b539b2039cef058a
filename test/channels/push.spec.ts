import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { Contacts } from '@regulars/member/contract';
import { messaging } from '@regulars/messaging';
import { order } from '@regulars/order';
import { readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { generateVAPIDKeys } from 'web-push';
import { pushChannel } from '../../plugins/messaging/src/channels/push/push-channel';
import { MESSAGES, PREFLIGHT } from '../../plugins/messaging/test/support/documents';
import { agree, broadcast, join, sendNow, template } from '../../plugins/messaging/test/support/shop';
import { CUT_AFTER, status } from '../fakes/faults';
import { FakePush, type PushSubscriptionJson } from '../fakes/push';
import { Browser } from './browser';
import { batchOf, messageTo, runOf, uuid } from './run';

const push = new FakePush();
const credentials = { ...generateVAPIDKeys(), subject: 'mailto:shop@example.com' };
const CONTENT = { title: '集滿了', body: 'One drink is yours', url: 'https://shop.example.com/card' };

const channel = () => pushChannel(() => `${push.url}/`);
const send = async (to: string, content: Record<string, string> = CONTENT) => (await channel().send(runOf(credentials), batchOf(1, messageTo(to, content))))[0];

beforeAll(() => push.open());
afterAll(() => push.close());

it('shows what was written, sealed for the browser, until the permission is taken back', async () => {
  const subscription = push.subscribe();
  expect(await send(JSON.stringify(subscription))).toEqual({ outcome: 'SENT', providerId: null });
  expect([...push.shown.values()].flat().map((text) => JSON.parse(text))).toEqual([{ id: uuid(1), ...CONTENT }]);
  push.faults.next(status(429, { retryAfter: 5 }), status(500), CUT_AFTER);
  expect(await send(JSON.stringify(subscription))).toEqual({ outcome: 'RETRY', reason: 'RATE_LIMITED', afterMs: 5_000 });
  await expect(send(JSON.stringify(subscription))).rejects.toThrow('A push service did not say');
  await expect(send(JSON.stringify(subscription))).rejects.toThrow('The provider did not answer');
  push.unsubscribe(subscription);
  expect(await send(JSON.stringify(subscription))).toEqual({ outcome: 'FAILED', reason: 'SUBSCRIPTION_GONE', permanent: true });
});

it('calls push services of browsers alone', () => {
  const { keys } = push.subscribe();
  const read = (endpoint: string, more: object = {}) => pushChannel().readAddress(JSON.stringify({ endpoint, keys: { ...keys, ...more } })) !== null;
  expect(['https://fcm.googleapis.com/fcm/send/x', 'https://wns2-sg2p.notify.windows.com/w/?token=x', 'https://web.push.apple.com/x'].map((endpoint) => read(endpoint))).toEqual([true, true, true]);
  for (const endpoint of [`${push.url}/x`, 'http://fcm.googleapis.com/x', 'https://fcm.googleapis.com.example.com/x', 'https://fcm.googleapis.com@10.0.0.1/x', 'https://169.254.169.254/x', 'https://web.push.apple.com/./x', 'https://web.push.apple.com/x#y', `https://web.push.apple.com/${'x'.repeat(800)}`]) expect(read(endpoint)).toBe(false);
  const besides = (endpoint: string, own = channel()) => own.readAddress(JSON.stringify({ endpoint, keys })) !== null;
  expect([`${push.url}/x`, 'https://fcm.googleapis.com/x', `${push.url}0/x`, push.url.replace('://', '://push@10.0.0.1/')].map((endpoint) => besides(endpoint))).toEqual([true, true, false, false]);
  expect([push.url.replace('://', '://u:p@'), push.url.replace('://', '://u@'), `blob:${push.url}`].map((origin) => besides(`${origin}/x`))).toEqual([false, false, false]);
  const behind = pushChannel(() => `${push.url}/push`);
  expect(['/push/x', '/push', '/pushed', '/x', '/push/../x', '/push/%2e%2e/x'].map((path) => besides(push.url + path, behind))).toEqual([true, false, false, false, false, false]);
  expect(besides(`${push.url.replace('://', '://u:p@')}/x`, pushChannel(() => push.url.replace('://', '://u:p@')))).toBe(false);
  expect([read('https://web.push.apple.com/x', { auth: 'short' }), read('https://web.push.apple.com/x', { p256dh: 'A'.repeat(87) }), read('https://web.push.apple.com/x', { p256dh: `A${keys.p256dh.slice(1)}` })]).toEqual([false, false, false]);
});

it('says what is wrong with a message, and with keys', () => {
  expect([CONTENT, {}, { ...CONTENT, url: 'http://shop.example.com' }, { ...CONTENT, body: '好'.repeat(1_000) }].map((content) => channel().checkContent(content).map(({ part }) => part))).toEqual([[], ['title'], ['url'], ['body']]);
  const { credentials: shape } = channel();
  expect([credentials, { ...credentials, publicKey: 'A'.repeat(87) }, { ...credentials, subject: 'shop' }].map((saved) => shape.safeParse(saved).success)).toEqual([true, false, false]);
});

describe('pages of members', () => {
  const CONNECT = 'mutation ($credentials: JSON!) { messageChannelConnect(channel: "PUSH", credentials: $credentials) { userErrors { code } } }';
  const SUBSCRIBE = 'mutation ($input: MessagePushSubscriptionInput!) { messagePushSubscribe(input: $input) { member { id } userErrors { code path } } }';
  const UNSUBSCRIBE = 'mutation ($endpoint: String!) { messagePushUnsubscribe(endpoint: $endpoint) { userErrors { code } } }';
  const AGREE = 'mutation { memberConsentsSet(consents: [{ purpose: MARKETING, channel: "PUSH", granted: true }]) { userErrors { code } } }';
  const DEVICES = 'query ($id: ID!) { member(by: { id: $id }) { identities { kind value } } }';
  const MERGE = 'mutation ($survivor: ID!, $loser: ID!) { memberMerge(survivorId: $survivor, loserId: $loser, idempotencyKey: "merge") { operationId userErrors { message } } }';
  const UNMERGE = 'mutation ($id: ID!) { memberUnmerge(operationId: $id, idempotencyKey: "unmerge") { userErrors { message } } }';

  let platform: TestPlatform;
  let shop: TestShop;
  let staff: TestCaller;
  let news: string;

  beforeAll(async () => {
    platform = await createTestPlatform([brand, member, order, points, tier, messaging]);
    process.env.REGULARS_MESSAGE_PROVIDERS = JSON.stringify({ push: push.url });
    shop = await platform.brand({ plugins: ['messaging'] });
    staff = shop.everything();
    await staff.ok('mutation { pluginConfigure(id: "messaging", settings: { quietHours: null, perDay: 50, perWeek: 50 }) { userErrors { message } } }');
    news = await template(staff, [{ channel: 'PUSH', language: 'en', parts: Object.entries(CONTENT).map(([name, text]) => ({ name, text })) }]);
  });
  afterAll(async () => {
    delete process.env.REGULARS_MESSAGE_PROVIDERS;
    await platform.stop();
  });
  afterEach(async () => expect(await shop.violations()).toEqual([]));

  interface Somebody {
    readonly id: string;
    readonly caller: TestCaller;
  }

  async function someone(): Promise<Somebody> {
    const id = await join(staff);
    return { id, caller: shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', id) as string, name: id }) };
  }
  const given = ({ endpoint, keys }: PushSubscriptionJson) => ({ endpoint, ...keys });
  const subscribe = async ({ caller }: Somebody, input: object): Promise<Data[]> => (await caller.run(SUBSCRIBE, { input })).data!.messagePushSubscribe.userErrors;
  const devices = async ({ id }: Somebody): Promise<Data[]> => (await staff.one(DEVICES, { id })).identities.filter(({ kind }: Data) => kind === 'DEVICE');
  const one = () => [{ kind: 'DEVICE', value: new URL(push.url).host }];
  const shownAt = ({ endpoint }: { readonly endpoint: string }): number => (push.shown.get(new URL(endpoint).pathname) ?? []).length;

  /** How many nothing reaches, by the forecast of a broadcast. */
  const unreachable = async (): Promise<number> =>
    ((await staff.one(PREFLIGHT, { templateId: news, channel: 'PUSH' })).unreachable as Data[]).find(({ reason }) => reason === 'BLOCKED')?.members ?? 0;

  /** A broadcast to everybody; of each of them what became of it. */
  async function write(...people: Somebody[]): Promise<string[]> {
    await sendNow(staff, await broadcast(staff, news, { channel: 'PUSH' }));
    await platform.drain();
    return Promise.all(people.map(async ({ id }) => {
      const [{ state, reason }] = (await staff.one(MESSAGES, { id })).messages.nodes as [Data];
      return reason ?? state;
    }));
  }
  const agreed = async (): Promise<Somebody> => {
    const somebody = await someone();
    await agree(staff, somebody.id, true, 'PUSH');
    return somebody;
  };

  it('gives no key and takes nothing where the brand has no account', async () => {
    const ann = await someone();
    expect(await ann.caller.ok('{ messagePushKey }')).toEqual({ messagePushKey: null });
    const before = await shop.digest();
    expect(await subscribe(ann, given(push.subscribe()))).toEqual([{ code: 'INVALID_INPUT', path: ['input'] }]);
    expect([await new Browser(push).page.subscribe((...asked) => ann.caller.ok(...asked)), await shop.digest()]).toEqual([false, before]);
    await staff.ok(CONNECT, { credentials });
    const bob = await someone(); // who writes sees the account, and from then on so does who reads: otherwise within a second
    expect(await bob.caller.ok('{ messagePushKey }')).toEqual({ messagePushKey: credentials.publicKey });
  });

  it('subscribes by the page of the guide, writes to who agrees in the same visit, and no more when the member signs out', async () => {
    const [ann, browser] = [await someone(), new Browser(push)];
    const ask = (document: string, variables = {}): Promise<Data> => ann.caller.ok(document, variables);
    expect([await browser.page.subscribe(ask), await devices(ann)]).toEqual([true, one()]);
    const { endpoint } = browser.current!;
    expect([await write(ann), shownAt({ endpoint })]).toEqual([['NO_CONSENT'], 0]);
    await ann.caller.ok(AGREE);
    expect(await write(ann)).toEqual(['SENT']);
    const [text = ''] = push.shown.get(new URL(endpoint).pathname) ?? [];
    const { id } = JSON.parse(text) as { id: string };
    expect(browser.receive(text)).toEqual({ shown: { title: CONTENT.title, body: CONTENT.body, tag: id, data: { url: CONTENT.url } }, leadsTo: CONTENT.url });
    const before = await shop.digest();
    expect([await browser.page.subscribe(ask), browser.subscribed, await shop.digest()]).toEqual([true, 1, before]);
    await browser.page.unsubscribe(ask);
    expect([await devices(ann), await write(ann), shownAt({ endpoint })]).toEqual([[], ['NO_BINDING'], 1]);
  });

  it('writes to the browser that came last, as who is signed in on it, and shows its keys to nobody', async () => {
    const [ann, bob] = [await agreed(), await agreed()];
    const [phone, laptop] = [push.subscribe(), push.subscribe()];
    for (const device of [phone, laptop]) expect(await subscribe(ann, given(device))).toEqual([]);
    expect([await devices(ann), await write(ann, bob), shownAt(phone), shownAt(laptop)]).toEqual([one(), ['SENT', 'NO_BINDING'], 0, 1]);
    await bob.caller.ok(UNSUBSCRIBE, { endpoint: laptop.endpoint }); // it is not his to give up
    expect(await devices(ann)).toEqual(one());
    expect(await subscribe(bob, given(laptop))).toEqual([]);
    expect([await devices(ann), await devices(bob), await write(ann, bob), shownAt(laptop)]).toEqual([[], one(), ['NO_BINDING', 'SENT'], 2]);
    const keys = push.subscribe().keys;
    expect(await subscribe(bob, { endpoint: laptop.endpoint, ...keys })).toEqual([]);
    const [kept] = [...(await shop.read((ctx) => ctx.use(Contacts).addresses('DEVICE', [readId('mbr', bob.id) as string]))).values()];
    expect(JSON.parse(kept!.value)).toEqual({ endpoint: laptop.endpoint, keys });
    expect([await write(bob), shownAt(laptop)]).toEqual([['SENT'], 2]); // the browser has the old ones
  });

  it('has one member on a browser that several come with at once', async () => {
    const [people, device] = [[await someone(), await someone(), await someone()], push.subscribe()];
    expect(await Promise.all(people.map((one) => subscribe(one, given(device))))).toEqual([[], [], []]);
    expect((await Promise.all(people.map(devices))).flat()).toEqual(one());
  });

  it('reaches nobody whose subscription is over, until there is another', async () => {
    const [ann, browser] = [await agreed(), new Browser(push)];
    const ask = async (document: string, variables = {}): Promise<Data> => (await ann.caller.run(document, variables)).data;
    await browser.page.subscribe(ask);
    const old = browser.current!.toJSON();
    push.unsubscribe(old);
    expect([await write(ann), await write(ann), await unreachable()]).toEqual([['SUBSCRIPTION_GONE'], ['BLOCKED'], 1]);
    const before = await shop.digest();
    expect([await subscribe(ann, given(old)), await shop.digest()]).toEqual([[{ code: 'MESSAGE_PUSH_SUBSCRIPTION_GONE', path: ['input', 'endpoint'] }], before]);
    expect([await browser.page.subscribe(ask), browser.subscribed]).toEqual([true, 2]);
    expect([await unreachable(), await write(ann), shownAt(browser.current!)]).toEqual([0, ['SENT'], 1]);
  });

  it('takes subscriptions along where members are merged, gives them back, and keeps none of who is erased', async () => {
    const [ann, bob] = [await agreed(), await agreed()];
    const [phone, laptop] = [push.subscribe(), push.subscribe()];
    await subscribe(ann, given(phone));
    push.unsubscribe(phone);
    expect(await write(ann)).toEqual(['SUBSCRIPTION_GONE']);
    await subscribe(bob, given(laptop));
    const { operationId } = await staff.one(MERGE, { survivor: ann.id, loser: bob.id });
    expect([await devices(ann), await write(ann), shownAt(laptop)]).toEqual([[...one(), ...one()], ['SENT'], 1]);
    await staff.ok(UNMERGE, { id: operationId });
    expect([await devices(ann), await devices(bob), await write(ann, bob), shownAt(laptop)]).toEqual([one(), one(), ['BLOCKED', 'SENT'], 2]);
    await staff.ok('mutation ($id: ID!) { memberErase(id: $id, idempotencyKey: "erase") { userErrors { message } } }', { id: bob.id });
    expect(await platform.rows("SELECT 1 FROM member.identity WHERE brand_id = $1 AND member_id = $2", [shop.id, readId('mbr', bob.id)])).toEqual([]);
    expect([await subscribe(ann, given(laptop)), await devices(ann), await write(ann)]).toEqual([[], one(), ['SENT']]);
  });

  it('refuses what no browser gives, and who is not active, and writes nothing', async () => {
    const [ann, cho] = [await someone(), await someone()];
    await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "spec", idempotencyKey: "freeze") { userErrors { message } } }', { id: cho.id });
    const right = given(push.subscribe());
    const wrong: readonly (readonly [input: object, ...fields: string[]])[] = [
      [{ endpoint: 'https://shop.example.com/x' }, 'endpoint'], [{ endpoint: 'https://169.254.169.254/latest' }, 'endpoint'], [{ endpoint: '' }, 'endpoint'],
      [{ endpoint: `${right.endpoint}/../x` }, 'endpoint'], [{ p256dh: 'A'.repeat(87) }, 'p256dh'], [{ p256dh: right.p256dh.slice(1) }, 'p256dh'], [{ auth: `${right.auth}A` }, 'auth'],
      [{ endpoint: 'x', p256dh: '', auth: '' }, 'endpoint', 'p256dh', 'auth'],
    ];
    const before = await shop.digest();
    for (const [input, ...fields] of wrong) {
      expect(await subscribe(ann, { ...right, ...input })).toEqual(fields.map((field) => ({ code: 'MESSAGE_PUSH_SUBSCRIPTION_INVALID', path: ['input', field] })));
    }
    expect(await subscribe(cho, right)).toEqual([{ code: 'INVALID_INPUT', path: ['input'] }]);
    expect(await shop.digest()).toEqual(before);
  });
});

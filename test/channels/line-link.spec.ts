import { brand } from '@regulars/brand';
import { type Gateway, startGateway } from '@regulars/gateway';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { tier } from '@regulars/tier';
import { messaging } from '@regulars/messaging';
import { readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { mergeMembers } from '../../libs/member/src/domain/merge-members';
import { template } from '../../plugins/messaging/test/support/shop';
import { status } from '../fakes/faults';
import { FakeLine, lineUser } from '../fakes/line';

const CONNECT = 'mutation ($credentials: JSON!) { messageChannelConnect(channel: "LINE", credentials: $credentials) { channel { webhookUrl } userErrors { code message } } }';
const JOIN = 'mutation ($phone: String!) { memberJoin(input: { phone: $phone }, idempotencyKey: $phone) { member { id } userErrors { message } } }';
const START = 'mutation ($linkToken: String!) { messageLineLinkStart(linkToken: $linkToken) { url expiresAt userErrors { code path } } }';
const MINE = '{ me { messageLineLink { state refusal } } }';
const BEACON = 'mutation ($hardwareId: String!, $storeId: ID) { messageBeaconPlace(hardwareId: $hardwareId, storeId: $storeId) { store { code } userErrors { code path } } }';

const line = new FakeLine();
let platform: TestPlatform;
let gateway: Gateway;
let shop: TestShop;
let staff: TestCaller;
let people = 0;

beforeAll(async () => {
  [platform] = await Promise.all([createTestPlatform([brand, member, order, points, tier, messaging]), line.open()]);
  gateway = await startGateway({ platform: platform.node(), port: 0, host: '127.0.0.1', logger: pino({ level: 'silent' }) });
  process.env.REGULARS_PUBLIC_URL = gateway.url;
  process.env.REGULARS_MESSAGE_PROVIDERS = JSON.stringify({ line: line.url });
  shop = await platform.brand({ plugins: ['messaging'] });
  staff = shop.everything();
  line.webhookUrl = (await staff.ok(CONNECT, { credentials: { channelAccessToken: line.channelAccessToken, channelSecret: line.channelSecret, linkPage: 'https://shop.example.com/line?from=follow' } })).messageChannelConnect.channel.webhookUrl;
});
afterAll(async () => {
  delete process.env.REGULARS_PUBLIC_URL;
  delete process.env.REGULARS_MESSAGE_PROVIDERS;
  await gateway.stop();
  await Promise.all([platform.stop(), line.close()]);
});

interface Somebody {
  readonly id: string;
  readonly caller: TestCaller;
}

/** A member, and the number of a LINE user who is a friend. */
async function someone(): Promise<Somebody & { readonly user: string }> {
  people += 1;
  const id = (await staff.one(JOIN, { phone: `0912000${String(people).padStart(3, '0')}` })).member.id as string;
  const user = lineUser(people);
  await line.follow(user);
  return { id, user, caller: shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', id) as string, name: id }) };
}

const start = async ({ caller }: Somebody): Promise<URL> => new URL((await caller.one(START, { linkToken: 'a-token-of-LINE' })).url);
const nonceOf = (url: URL): string => url.searchParams.get('nonce')!;
const stateOf = async ({ caller }: Somebody): Promise<Data> => (await caller.ok(MINE)).me.messageLineLink;
const tell = async (user: string, nonce: string, result = 'ok'): Promise<unknown> => {
  await line.hook([line.event('accountLink', user, { link: { result, nonce } })]);
  const { status, answer } = line.hooks.sent.at(-1)!;
  return [status, JSON.parse(answer)];
};
const refused = (code: string) => [200, { refused: [code] }];
const lineOf = async ({ id }: Somebody) => (await staff.ok('query ($id: ID!) { member(by: { id: $id }) { identities { kind value verifiedAt } } }', { id })).member.identities.filter(({ kind }: Data) => kind === 'LINE');
const events = async (name: string, { id }: Somebody) => (await platform.rows<{ payload: Data }>('SELECT payload FROM platform.event WHERE brand_id = $1 AND name = $2 AND member_id = $3 ORDER BY xid, id', [shop.id, name, readId('mbr', id)])).map(({ payload }) => payload);
const bound = (user: string) => [{ kind: 'LINE', value: user, verifiedAt: expect.any(String) }];

it('links the account of whoever agrees on LINE\'s page, once', async () => {
  const ann = await someone();
  expect(await stateOf(ann)).toEqual({ state: 'UNBOUND', refusal: null });
  await platform.drain();
  expect(line.countOf(ann.user)).toBe(1);
  const { text } = line.delivered.get(ann.user)![0]!.messages[0] as { text: string };
  const page = new URL(/https:\S+/.exec(text)![0]);
  expect([page.origin + page.pathname, page.searchParams.get('from')]).toEqual(['https://shop.example.com/line', 'follow']);
  const { url, expiresAt } = await ann.caller.one(START, { linkToken: page.searchParams.get('linkToken') });
  expect([url.split('?')[0], new Date(expiresAt).getTime() - (await shop.now()).getTime() > 590_000, (await stateOf(ann)).state]).toEqual([`${line.url}/dialog/bot/accountLink`, true, 'LINK_PENDING']);
  expect(await line.agreeToLink(url)).toBe(true);
  expect([line.hooks.sent.at(-1)!.answer, await stateOf(ann), await lineOf(ann)]).toEqual(['{"refused":[]}', { state: 'LINKED', refusal: null }, bound(ann.user)]);
  expect([await events('identity.verified', ann), await events('message.line-link-changed', ann)]).toEqual([[{ memberId: ann.id, kind: 'LINE' }], [{ state: 'LINKED', reason: null }]]);
  await line.unfollow(ann.user);
  await line.follow(ann.user);
  await platform.drain();
  expect(line.countOf(ann.user)).toBe(1);
  const nonces = await platform.rows<{ row: string }>('SELECT t::text AS row FROM messaging.link_nonce AS t');
  expect(nonces.filter(({ row }) => row.includes(new URL(url).searchParams.get('nonce')!))).toEqual([]);
});

it('refuses a nonce that comes again, late, edited, or was never ours, and binds nothing', async () => {
  const [ann, eve] = [await someone(), await someone()];
  const first = nonceOf(await start(ann));
  const nonce = nonceOf(await start(ann));
  expect(await tell(eve.user, first)).toEqual(refused('LINK_NONCE_UNKNOWN'));
  expect(await tell(eve.user, `${nonce.slice(0, -1)}!`)).toEqual(refused('LINK_NONCE_UNKNOWN'));
  const no = nonceOf(await start(eve));
  expect([await tell(eve.user, no, 'failed'), await tell(eve.user, no)]).toEqual([refused('LINK_FAILED'), refused('LINK_NONCE_USED')]);
  expect(await tell(ann.user, nonce)).toEqual([200, { refused: [] }]);
  expect(await tell(eve.user, nonce)).toEqual(refused('LINK_NONCE_USED'));
  expect(await tell(ann.user, nonce)).toEqual(refused('LINK_NONCE_USED'));
  expect([await lineOf(ann), await lineOf(eve)]).toEqual([bound(ann.user), []]);
  const late = nonceOf(await start(eve));
  await shop.advance({ minutes: 10 });
  expect((await stateOf(eve)).state).toBe('UNBOUND');
  expect(await tell(eve.user, late)).toEqual(refused('LINK_NONCE_EXPIRED'));
  expect(await lineOf(eve)).toEqual([]);
});

it('gives a nonce to one of those who come with it at once', async () => {
  const ann = await someone();
  const nonce = nonceOf(await start(ann));
  await Promise.all([1, 2, 3, 4].map((number) => line.hook([line.event('accountLink', lineUser(900 + number), { link: { result: 'ok', nonce } })])));
  const answers = line.hooks.sent.slice(-4).map(({ status, answer }) => `${status} ${answer}`).sort();
  expect(answers).toEqual([...Array<string>(3).fill('200 {"refused":["LINK_NONCE_USED"]}'), '200 {"refused":[]}']);
  expect(await lineOf(ann)).toHaveLength(1);
});

it('refuses an account that another member has, and offers staff to merge the two', async () => {
  const [ann, bob] = [await someone(), await someone()];
  await tell(ann.user, nonceOf(await start(ann)));
  expect(await tell(ann.user, nonceOf(await start(bob)))).toEqual(refused('IDENTITY_TAKEN'));
  expect([await stateOf(bob), await lineOf(bob), await lineOf(ann)]).toEqual([{ state: 'UNBOUND', refusal: 'IDENTITY_TAKEN' }, [], bound(ann.user)]);
  const { nodes } = (await staff.ok('{ memberMergeSuggestions(first: 50) { nodes { members { id } } } }')).memberMergeSuggestions;
  expect(nodes.map(({ members }: Data) => members.map(({ id }: Data) => id).sort())).toEqual([[ann.id, bob.id].sort()]);
  expect(await events('message.line-link-changed', bob)).toEqual([{ state: 'REFUSED', reason: 'IDENTITY_TAKEN' }]);
  expect(await tell(bob.user, nonceOf(await start(ann)))).toEqual(refused('OTHER_ACCOUNT'));
  expect(await lineOf(ann)).toEqual(bound(ann.user));
});

it('reaches nobody who has blocked the account, from the one webhook on, in whatever order webhooks come', async () => {
  const ann = await someone();
  await tell(ann.user, nonceOf(await start(ann)));
  const blocked = async () => (await platform.rows("SELECT 1 FROM messaging.unreachable WHERE member_id = $1 AND channel = 'LINE' AND reason = 'BLOCKED'", [readId('mbr', ann.id)])).length;
  expect(await blocked()).toBe(0);
  await line.unfollow(ann.user);
  expect([await blocked(), (await stateOf(ann)).state]).toEqual([1, 'BLOCKED']);
  line.hooks.hold();
  await line.follow(ann.user);
  await line.unfollow(ann.user);
  await line.follow(ann.user);
  await line.hooks.release({ reversed: true });
  expect([await blocked(), (await stateOf(ann)).state]).toEqual([0, 'LINKED']);
  expect((await events('message.line-link-changed', ann)).slice(0, 2)).toEqual([{ state: 'LINKED', reason: null }, { state: 'BLOCKED', reason: null }]);
});

it('writes of who is merged while LINE tells that they block the account to the one who goes on', async () => {
  const [ann, bob] = [await someone(), await someone()];
  await tell(bob.user, nonceOf(await start(bob)));
  let end = (): void => undefined;
  const isTold = new Promise<void>((resolve) => (end = resolve));
  let merge = Promise.resolve();
  await new Promise<void>((begun) => {
    merge = platform.runtime.transaction({ brandId: shop.id, audience: 'staff', actor: staff.scope.actor }, async (ctx) => {
      await mergeMembers(ctx, ann.id, bob.id);
      begun();
      await isTold;
    });
  });
  const blocked = line.unfollow(bob.user);
  while ((await platform.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")).length === 0) await setTimeout(10);
  end();
  await Promise.all([merge, blocked]);
  const rows = await platform.rows<{ who: string }>('SELECT member_id AS who FROM messaging.unreachable WHERE member_id = ANY($1) UNION ALL SELECT member_id FROM messaging.channel_contact WHERE member_id = ANY($1)', [[ann, bob].map(({ id }) => readId('mbr', id))]);
  expect(rows).toEqual(Array(2).fill({ who: readId('mbr', ann.id) }));
});

it('tells of members who come near a beacon that hangs at a store', async () => {
  const ann = await someone();
  await tell(ann.user, nonceOf(await start(ann)));
  const storeId = (await staff.one('mutation { storeCreate(input: { code: "XINYI", name: "Xinyi" }) { store { id } userErrors { message } } }')).store.id as string;
  expect((await staff.ok(BEACON, { hardwareId: 'D41D8CD98F', storeId })).messageBeaconPlace.store).toEqual({ code: 'XINYI' });
  await line.beacon(ann.user, 'd41d8cd98f');
  await line.beacon(lineUser(999), 'd41d8cd98f');
  await line.beacon(ann.user, 'ffffffffff');
  expect(line.hooks.sent.slice(-3).map(({ answer }) => answer)).toEqual(['{"refused":[]}', '{"refused":[]}', '{"refused":["BEACON_UNKNOWN"]}']);
  expect(await events('store.arrived', ann)).toEqual([{ storeId, at: expect.any(String) }]);
  const before = await shop.digest();
  const wrong = async (hardwareId: string, id: string | null) => (await staff.run(BEACON, { hardwareId, storeId: id })).data!.messageBeaconPlace.userErrors;
  expect([await wrong('d41d', storeId), await wrong('ffffffffff', null), await wrong('d41d8cd98f', 'str_x')]).toEqual([[{ code: 'INVALID_INPUT', path: ['hardwareId'] }], [{ code: 'NOT_FOUND', path: ['hardwareId'] }], [{ code: 'NOT_FOUND', path: ['storeId'] }]]);
  expect(await shop.digest()).toEqual(before);
  await staff.ok(BEACON, { hardwareId: 'd41d8cd98f', storeId: null });
  expect((await staff.ok('{ messageBeacons { hardwareId } }')).messageBeacons).toEqual([]);
});

it('begins nothing by what is no link token, and without an account at LINE', async () => {
  const ann = await someone();
  const begin = async (linkToken: string) => (await ann.caller.run(START, { linkToken })).data!.messageLineLinkStart.userErrors;
  const before = await shop.digest();
  expect([await begin(''), await begin('a b&nonce=1'), await begin('x'.repeat(256))]).toEqual(Array(3).fill([{ code: 'INVALID_INPUT', path: ['linkToken'] }]));
  expect(await shop.digest()).toEqual(before);
  await staff.ok('mutation { messageChannelDisconnect(channel: "LINE") { userErrors { code } } }');
  expect(await begin('a-token-of-LINE')).toEqual([{ code: 'INVALID_INPUT', path: ['linkToken'] }]);
});

it('shows what LINE last said of the month, and reckons with it while it is of this one', async () => {
  await platform.drain();
  const other = await platform.brand({ plugins: ['messaging'] });
  const caller = other.everything();
  const credentials = { channelAccessToken: line.channelAccessToken, channelSecret: line.channelSecret };
  const said = async () => (await caller.ok('{ messageChannels { code connectedAt use { provider { limit used at } } } }')).messageChannels.find(({ code }: Data) => code === 'LINE').use.provider as { limit: number | null; used: number; at: string } | null;
  const templateId = await template(caller, [{ channel: 'LINE', language: 'en', parts: [{ name: 'text', text: 'News' }] }]);
  const left = async () => (await caller.ok('query ($id: ID!) { messagePreflight(templateId: $id, channel: "LINE") { unitsLeft } }', { id: templateId })).messagePreflight.unitsLeft as number | null;
  const bound = (monthlyUnits: number | null, reserveUnits = 0) => caller.ok('mutation ($input: MessageChannelUpdateInput!) { messageChannelUpdate(input: $input) { userErrors { message } } }', { input: { channel: 'LINE', unitPrice: '1', monthlyUnits, reserveUnits } });
  const nextDay = async () => {
    await other.advance({ days: 1 });
    await platform.drain();
  };
  [line.quota, line.used] = [500, 0];
  line.friends.set(lineUser(900), 'Ann');
  await caller.ok(CONNECT, { credentials });
  expect([await said(), await left()]).toEqual([null, null]);
  await platform.drain();
  const first = await said();
  expect([first, await left()]).toEqual([{ limit: 500, used: 0, at: expect.any(String) }, 500]);

  await caller.ok('mutation ($input: MessageTestInput!) { messageTestSend(input: $input, idempotencyKey: "test") { userErrors { message } } }', { input: { templateId, channel: 'LINE', to: lineUser(900) } });
  await platform.drain();
  expect([line.used, await said()]).toEqual([1, first]);
  await nextDay();
  const second = (await said())!;
  expect([second, Date.parse(second.at) - Date.parse(first!.at) >= 86_400_000]).toEqual([{ limit: 500, used: 1, at: expect.any(String) }, true]);
  const lefts: (number | null)[] = [];
  for (const [own, reserve] of [[null, 0], [400, 0], [600, 50], [600, 150]] as const) {
    await bound(own, reserve);
    lefts.push(await left());
  }
  expect(lefts).toEqual([499, 400, 499, 450]);

  line.used = 499;
  line.faults.every(1, status(500));
  await nextDay();
  expect([await said(), await left()]).toEqual([second, 450]);
  await other.skip({ days: 31 });
  expect([await said(), await left()]).toEqual([second, 450]);
  await bound(null);
  expect(await left()).toBeNull();
  await caller.ok(CONNECT, { credentials });
  await platform.drain();
  line.faults.every(0);
  expect(await said()).toBeNull();
  line.quota = null;
  await nextDay();
  expect([await said(), await left()]).toEqual([{ limit: null, used: 499, at: expect.any(String) }, null]);
  await caller.ok('mutation { messageChannelDisconnect(channel: "LINE") { userErrors { message } } }');
  expect(await said()).toBeNull();
});

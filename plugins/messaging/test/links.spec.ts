import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { actorOf, definePlugin, extend, newUuid } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { messaging } from '../src';
import { type ChannelDriver, Channels } from '../src/contract';
import { messageLinks } from '../src/links/domain/follow';
import { CONNECT, ORDER } from './support/documents';
import { postOffice } from './support/postcards';
import { agree, broadcast, card, join, sendNow, template } from './support/shop';

const office = postOffice();
/** As postcards, with room for links. */
const letters: ChannelDriver = {
  ...office.postcards, code: 'LETTER', checkContent: () => [],
  send: async (run, batch) => {
    const outcomes = await office.postcards.send(run, batch);
    await beforeTheAnswer();
    return outcomes;
  },
};
const plugin = definePlugin({ id: 'post', version: '1.0.0', sdk: '^1.0.0', requires: { messaging: '^0.1.0' }, extensions: [extend(Channels, letters)] });

const RESULTS = 'sent delivered opened clicked converted revenue { amount currency }';
const BROADCAST = `query ($id: ID!) { messageBroadcast(id: $id) { results { ${RESULTS} } links { url clicks } } }`;
const MESSAGES = `query ($id: ID!) { member(by: { id: $id }) { messages { nodes { state clickedAt clicks { url at } results { ${RESULTS} } } } } }`;
const PERSON = { method: 'GET', headers: { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1' } } as const;
const [TEA, CAKE] = ['https://shop.example/tea?from=news', 'https://shop.example/cake'];

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let people: string[];
let broadcastId: string;
let beforeTheAnswer: () => Promise<unknown>;

beforeAll(async () => {
  process.env.REGULARS_PUBLIC_URL = 'https://go.example';
  platform = await createTestPlatform([brand, member, order, points, tier, messaging, plugin]);
});
afterAll(() => {
  delete process.env.REGULARS_PUBLIC_URL;
  return platform.stop();
});
beforeEach(async () => {
  office.posted.length = 0;
  beforeTheAnswer = async () => undefined;
  shop = await platform.brand({ plugins: ['messaging', 'post'] });
  staff = shop.everything();
  await staff.ok(CONNECT, { channel: 'LETTER', credentials: { stamp: 'queen' } });
  await staff.ok('mutation { pluginConfigure(id: "messaging", settings: { quietHours: null }) { userErrors { message } } }');
  people = [];
  for (const phone of ['+886911000001', '+886911000002', '+886911000003']) people.push(await join(staff, { phone }));
  for (const id of people) await agree(staff, id, true, 'LETTER');
  const said = `Tea: {% link '${TEA}' %} Cake: {% link "${CAKE}" %} Tea again: {% link '${TEA}' %}`;
  broadcastId = await broadcast(staff, await template(staff, [{ ...card(said), channel: 'LETTER' }]), { channel: 'LETTER' });
});
afterEach(async () => expect(await shop.violations()).toEqual([]));

/** Short links of whom the number belongs to, in the order in which they stand in the message. */
const linksTo = (to: string): string[] => office.posted.filter((message) => message.to === to).flatMap(({ content }) => content.text?.match(/https:\S+/g) ?? []);
const open = async (link: string, visit: Parameters<typeof messageLinks.follow>[2] = PERSON) => {
  const named = platform.runtime.shortLinks.unseal(link.replace('https://go.example/l/', ''));
  if (!named) return 'LINK_INVALID';
  const names: string[] = [];
  const to = await platform.runtime.transaction({ brandId: named.brandId, audience: 'staff', actor: actorOf({ kind: 'system', id: 'spec', name: 'spec' }) }, (ctx) => {
    names.length = 0; // each attempt for itself
    const watched = Object.create(ctx, { sql: { value: (one: { name: string }) => (names.push(one.name), ctx.sql(one as never)) } }) as typeof ctx;
    return messageLinks.follow(watched, named.subject, visit);
  });
  expect(names.length).toBeLessThanOrEqual(2);
  return to;
};
const clicked = async () => (await platform.rows<{ url: string }>("SELECT payload->>'url' AS url FROM platform.event WHERE brand_id = $1 AND name = 'message.clicked'", [shop.id])).map(({ url }) => url);
const results = async (): Promise<Data> => staff.one(BROADCAST, { id: broadcastId });
const messageOf = async (id: string): Promise<Data> => (await staff.one(MESSAGES, { id })).messages.nodes[0];
const buy = async (externalId: string, memberId: string, unitPrice: string, more: object = {}): Promise<void> => {
  const placedAt = (await shop.now()).toISOString();
  await staff.ok(ORDER, { input: { source: 'pos', externalId, member: { id: memberId }, placedAt, updatedAt: placedAt, lines: [{ number: 1, sku: 'TEA', quantity: 2, unitPrice }], ...more }, key: newUuid() });
  await platform.drain();
};
const none = { amount: '0', currency: 'TWD' };

it('writes links that are each message\'s own, out of a row for each link of the template', async () => {
  await sendNow(staff, broadcastId);
  await platform.drain();
  const all = office.posted.flatMap(({ to }) => linksTo(to));
  expect([all.length, new Set(all).size, all.every((link) => /^https:\/\/go\.example\/l\/m[\w-]{56}$/.test(link))]).toEqual([9, 6, true]);
  expect(await platform.rows('SELECT place, url FROM messaging.link WHERE brand_id = $1 ORDER BY place', [shop.id])).toEqual([{ place: 0, url: TEA }, { place: 1, url: CAKE }]);
  // A preview shows where links lead; where nobody can call us, so does what is sent.
  delete process.env.REGULARS_PUBLIC_URL;
  const next = await broadcast(staff, await template(staff, [{ ...card(`{% link '${TEA}' %}`), channel: 'LETTER' }]), { channel: 'LETTER' });
  await sendNow(staff, next);
  await platform.drain();
  process.env.REGULARS_PUBLIC_URL = 'https://go.example';
  expect(office.posted.slice(3).map(({ content }) => content.text)).toEqual([TEA, TEA, TEA]);
});

it('counts the first time a person opens a link, once, and tells it once for a message', async () => {
  await sendNow(staff, broadcastId);
  await platform.drain();
  const [[tea = '', cake = ''], [ben = '']] = [linksTo('+886911000001'), linksTo('+886911000002')];
  const before = await shop.digest();
  const edited = [`${tea}x`, tea.slice(0, -1), `${tea.slice(0, 30)}${tea[30] === 'A' ? 'B' : 'A'}${tea.slice(31)}`];
  expect(await Promise.all(edited.map((link) => open(link)))).toEqual(['LINK_INVALID', 'LINK_INVALID', 'LINK_INVALID']);
  const { brandId, subject } = platform.runtime.shortLinks.unseal(tea.split('/l/')[1] ?? '')!;
  const foreign = (bytes: Buffer): string => platform.runtime.shortLinks.seal({ brandId, letter: 'm', subject: bytes });
  expect([await open(foreign(Buffer.concat([subject.subarray(0, 16), Buffer.from([9])]))), await open(foreign(Buffer.alloc(17))), await open(foreign(Buffer.alloc(3)))]).toEqual([null, null, null]);
  expect([await open(tea, { ...PERSON, method: 'HEAD' }), await open(ben, { method: 'GET', headers: { 'user-agent': 'facebookexternalhit/1.1;line-poker/1.0' } })]).toEqual([TEA, TEA]);
  expect(await shop.digest()).toEqual(before);

  expect(await Promise.all([tea, cake, tea, cake, tea].map((link) => open(link)))).toEqual([TEA, CAKE, TEA, CAKE, TEA]);
  expect(await open(tea)).toBe(TEA);
  expect(await clicked()).toHaveLength(1);
  expect(await platform.rows('SELECT place FROM messaging.click WHERE brand_id = $1 ORDER BY place', [shop.id])).toEqual([{ place: 0 }, { place: 1 }]);
  const message = await messageOf(people[0] as string);
  expect(message).toMatchObject({ state: 'CLICKED', clicks: [{ at: message.clickedAt }, {}], results: { sent: 1, delivered: 1, opened: 1, clicked: 1, converted: 0, revenue: none } });
  expect(await messageOf(people[1] as string)).toMatchObject({ state: 'SENT', clickedAt: null, clicks: [] });
  expect(await results()).toEqual({ results: { sent: 3, delivered: 1, opened: 1, clicked: 1, converted: 0, revenue: none }, links: [{ url: TEA, clicks: 1 }, { url: CAKE, clicks: 1 }] });
});

it('counts what is opened before we have heard that it was taken', async () => {
  beforeTheAnswer = () => open(linksTo('+886911000003')[0] ?? '');
  await sendNow(staff, broadcastId);
  await platform.drain();
  expect(await messageOf(people[2] as string)).toMatchObject({ state: 'CLICKED', clicks: [{ url: TEA }], results: { sent: 1, clicked: 1 } });
  expect([await clicked(), (await results()).results.clicked]).toEqual([[TEA], 1]);
  // Whoever goes on for two has opened what both opened.
  const [ann, ben, cho] = people as [string, string, string];
  await staff.ok('mutation ($ann: ID!, $cho: ID!) { memberMerge(survivorId: $ann, loserId: $cho, reason: "one person", idempotencyKey: "m") { userErrors { message } } }', { ann, cho });
  await shop.skip({ hours: 1 });
  await buy('merged', ann, '40');
  await buy('other', ben, '40');
  expect((await results()).results).toMatchObject({ clicked: 1, converted: 1, revenue: { amount: '80' } });
});

it('puts an order down to the last link opened within seven days before it, as far as it stands', async () => {
  await sendNow(staff, broadcastId);
  await platform.drain();
  const [ann, ben] = [people[0] as string, people[1] as string];
  const [tea = '', cake = ''] = linksTo('+886911000001');
  const early = (await shop.now()).toISOString();
  await shop.skip({ minutes: 1 });
  await open(tea);
  await buy('placed-before', ann, '70', { placedAt: early });
  await shop.skip({ days: 1 });
  await open(cake);
  await buy('ben', ben, '90');
  await shop.skip({ days: 6 });
  const placedAt = (await shop.now()).toISOString();
  await buy('first', ann, '100', { placedAt });
  await shop.skip({ days: 1 });
  await buy('late', ann, '500');
  await buy('told-late', ann, '50', { placedAt });
  const cakes = (await platform.rows('SELECT place, amount FROM messaging.conversion WHERE brand_id = $1 ORDER BY amount', [shop.id]));
  expect(cakes).toEqual([{ place: 1, amount: 100n }, { place: 1, amount: 200n }]);
  expect((await results()).results).toMatchObject({ clicked: 1, converted: 1, revenue: { amount: '300', currency: 'TWD' } });
  expect((await messageOf(ann)).results).toMatchObject({ converted: 1, revenue: { amount: '300' } });
  await buy('first', ann, '100', { placedAt, revision: 2, lines: [{ number: 1, sku: 'TEA', quantity: 2, unitPrice: '100', refundedQuantity: 1 }] });
  expect((await results()).results).toMatchObject({ converted: 1, revenue: { amount: '200' } });
  await buy('first', ann, '100', { placedAt, revision: 3, status: 'VOIDED' });
  await buy('told-late', ann, '50', { placedAt, revision: 2, lines: [{ number: 1, sku: 'TEA', quantity: 2, unitPrice: '50', refundedQuantity: 2 }] });
  expect((await results()).results).toMatchObject({ clicked: 1, converted: 0, revenue: none });
});

import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { lottery } from '../src';
import { CHANCES, LINKS, MERGE, OPEN_LINK, PAUSE, SHARE_LINK } from './support/documents';
import { drawOf, grant, join, liveGame } from './support/games';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points, lottery]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  shop = await platform.brand({ plugins: ['lottery'], timeZone: 'Asia/Taipei' });
  staff = shop.everything();
});
afterEach(async () => expect(await shop.violations()).toEqual([]));

const as = (memberId: string): TestCaller => shop.as({ audience: 'member', memberId, name: memberId });
const shared = (more: object = {}): object => ({ rules: [{ on: 'SHARE', chances: 2, ...more }], shareTarget: 'https://boba.example/spin?from=app' });
const linkOf = async (memberId: string, gameId: string): Promise<Data> => (await as(memberId).one(SHARE_LINK, { gameId })).link;
const open = async (memberId: string, code: string): Promise<string[]> => ((await as(memberId).run(OPEN_LINK, { code })).data.lotteryShareLinkOpen.userErrors as Data[]).map((error) => error.code as string);
const chancesOf = async (id: string): Promise<string[]> => ((await staff.one(CHANCES, { id })).lotteryChances.nodes as Data[]).map(({ cause, state }) => `${cause} ${state}`).sort();
const decided = async (): Promise<string[]> => (await platform.rows<{ text: string }>("SELECT concat_ws(' ', state, reason) AS text FROM lottery.share WHERE brand_id = $1 ORDER BY id", [shop.id])).map(({ text }) => text);

it('gives the one who shared a chance for each friend who joins, or plays for the first time, and never twice', async () => {
  const gameId = await liveGame(staff, 'SPIN', shared());
  const [ann, bob] = [await join(staff), await join(staff)];
  const { code, ...link } = await linkOf(ann, 'SPIN');
  expect(link).toMatchObject({ url: `https://boba.example/spin?from=app&lotteryShare=${code}`, opened: 0, counted: 0, game: { code: 'SPIN' } });
  expect((await linkOf(ann, gameId)).id).toBe(link.id);
  await shop.advance({ minutes: 1 });
  const cat = await join(staff);
  for (const _ of [1, 2]) expect(await open(cat, (code as string).toUpperCase())).toEqual([]);
  expect(await open(bob, code as string)).toEqual([]);
  expect([await chancesOf(ann), await decided()]).toEqual([['SHARE AVAILABLE', 'SHARE AVAILABLE'], ['GRANTED', 'OPENED']]);
  for (const _ of [1, 2]) {
    await grant(staff, gameId, bob);
    await drawOf(staff, gameId, bob);
    await platform.drain();
  }
  expect([await chancesOf(ann), await decided()]).toEqual([Array<string>(4).fill('SHARE AVAILABLE'), ['GRANTED', 'GRANTED']]);
  expect((await staff.one(LINKS, { id: ann })).lotteryShareLinks).toEqual([{ code, opened: 2, counted: 2, refusals: [] }]);
});

it('is refused to who shares, has played, came by another link, or names none; nothing is written then', async () => {
  const gameId = await liveGame(staff, 'SPIN', shared());
  const plain = await liveGame(staff, 'PLAIN');
  const [ann, bob, cat] = [await join(staff), await join(staff), await join(staff)];
  const [ofAnn, ofBob] = [(await linkOf(ann, gameId)).code as string, (await linkOf(bob, gameId)).code as string];
  await grant(staff, gameId, bob);
  await drawOf(staff, gameId, bob);
  expect(await open(cat, ofBob)).toEqual([]);
  const before = await shop.digest();
  expect([await open(ann, ofAnn), await open(bob, ofAnn), await open(cat, ofAnn), await open(ann, 'abcdefghjkmn'), await open(ann, 'no')])
    .toEqual([['LOTTERY_OWN_SHARE_LINK'], ['LOTTERY_ALREADY_PLAYED'], ['LOTTERY_SHARE_OPENED'], ['NOT_FOUND'], ['NOT_FOUND']]);
  expect((await as(ann).run(SHARE_LINK, { gameId: plain })).data.lotteryShareLinkCreate.userErrors).toMatchObject([{ code: 'LOTTERY_NOT_SHARED', path: ['gameId'] }]);
  expect(await shop.digest()).toEqual(before);
  await staff.ok(PAUSE, { id: gameId });
  expect(await open(ann, ofBob)).toEqual(['LOTTERY_NOT_OPEN']);
});

it('keeps to the limits of a day and of a member, whoever comes at once', async () => {
  const gameId = await liveGame(staff, 'SPIN', shared({ chances: 1, dailyLimit: 2, memberLimit: 3 }));
  const ann = await join(staff);
  const { code } = await linkOf(ann, gameId);
  const come = async (friends: number): Promise<void> => {
    await shop.advance({ minutes: 1 });
    const ids = await Promise.all(Array.from({ length: friends }, () => join(staff)));
    expect(await Promise.all(ids.map((id) => open(id, code as string)))).toEqual(ids.map(() => []));
  };
  await come(4);
  expect([(await chancesOf(ann)).length, (await decided()).sort()]).toEqual([2, ['GRANTED', 'GRANTED', 'REFUSED DAILY_LIMIT', 'REFUSED DAILY_LIMIT']]);
  await shop.advance({ days: 1 });
  await come(3);
  expect([(await chancesOf(ann)).length, (await decided()).slice(4).sort()]).toEqual([3, ['GRANTED', 'REFUSED MEMBER_LIMIT', 'REFUSED MEMBER_LIMIT']]);
  expect((await staff.one(LINKS, { id: ann })).lotteryShareLinks).toEqual([{ code, opened: 7, counted: 3, refusals: [{ reason: 'DAILY_LIMIT', count: 2 }, { reason: 'MEMBER_LIMIT', count: 2 }] }]);
});

it('goes with members who are merged, not to oneself, and comes back', async () => {
  const gameId = await liveGame(staff, 'SPIN', shared());
  const [ann, bob, cat, dan] = [await join(staff), await join(staff), await join(staff), await join(staff)];
  const ofAnn = (await linkOf(ann, gameId)).code as string;
  const ofCat = (await linkOf(cat, gameId)).code as string;
  expect([await open(bob, ofAnn), await open(dan, ofCat)]).toEqual([[], []]);
  // Who came by the link turns out to be the one who shared; and another who came, to share as well.
  const { operationId } = await staff.one(MERGE, { survivorId: ann, loserId: bob });
  await staff.ok(MERGE.replace('"m"', '"n"'), { survivorId: ann, loserId: cat });
  expect((await staff.one(LINKS, { id: ann })).lotteryShareLinks).toHaveLength(2);
  for (const id of [ann, dan]) {
    await grant(staff, gameId, id);
    await drawOf(staff, gameId, id);
  }
  await platform.drain();
  expect([await decided(), await chancesOf(ann)]).toEqual([['REFUSED SELF', 'GRANTED'], ['SHARE AVAILABLE', 'SHARE AVAILABLE', 'STAFF CONSUMED']]);
  await staff.ok('mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "two after all", idempotencyKey: "u") { userErrors { message } } }', { id: operationId });
  expect(await open(bob, ofAnn)).toEqual([]);
  expect(await platform.rows('SELECT count(*)::int AS shares FROM lottery.share WHERE brand_id = $1', [shop.id])).toEqual([{ shares: 2 }]);
});

import { giveRewards, takeBackRewards } from '@regulars/member/contract';
import { newUuid, readId } from '@regulars/plugin-sdk';
import { Points } from '@regulars/points/contract';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { CHANCES, END, LINKS, MERGE, OPEN_LINK, ORDER, PAUSE, SHARE_LINK, VERIFY } from './support/documents';
import { ask, drawOf, grant, join, liveGame, PRIZES } from './support/games';
import { lotteryShop } from './support/shop';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
lotteryShop((opened) => {
  ({ platform, shop, staff } = opened);
});

/** Causes and states, oldest first. */
const chancesOf = async (id: string): Promise<string[]> => {
  await platform.drain();
  const nodes = (await staff.one(CHANCES, { id })).lotteryChances.nodes as Data[];
  return nodes.map(({ cause, state }) => `${cause} ${state}`).reverse();
};
const sell = (externalId: string, memberId: string, amount: string, placedAt: string, more: object = {}): Promise<Data> =>
  ask(staff, ORDER, { input: { source: 'pos', externalId, member: { id: memberId }, placedAt, lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: amount }], ...more } });

it('gives chances for what members do, once each, and takes back what an order would not have given', async () => {
  await staff.ok('mutation { storeCreate(input: { code: "TPE", name: "Taipei" }) { userErrors { message } } }');
  const rules = [{ on: 'ORDER', chances: 2, atLeast: '100', storeCodes: ['TPE'] }, { on: 'VISIT' }, { on: 'POINTS_SPENT', atLeast: '10' }, { on: 'JOIN' }];
  await liveGame(staff, 'ALL', { rules });
  await liveGame(staff, 'LATER', { rules, startsAt: '2026-06-01T00:00:00Z' });
  const ann = await join(staff);
  expect(await chancesOf(ann)).toEqual(['JOIN AVAILABLE']);
  await sell('A', ann, '99', '2026-01-05T04:01:00Z', { storeCode: 'TPE' });
  await sell('B', ann, '150', '2026-01-05T04:02:00Z', { storeCode: 'TPE' });
  await sell('C', ann, '150', '2026-01-05T04:03:00Z');
  expect(await chancesOf(ann)).toEqual(['JOIN AVAILABLE', 'VISIT AVAILABLE', 'ORDER AVAILABLE', 'ORDER AVAILABLE']);
  await sell('B', ann, '150', '2026-01-05T04:02:00Z', { storeCode: 'TPE', revision: 2, updatedAt: '2026-01-05T04:05:00Z', lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '150', refundedAmount: '60' }] });
  expect(await chancesOf(ann)).toEqual(['JOIN AVAILABLE', 'VISIT AVAILABLE', 'ORDER REVOKED', 'ORDER REVOKED']);
  await staff.ok('mutation ($id: ID!) { pointsGrant(memberId: $id, points: 30, reason: "a gift", idempotencyKey: "g") { userErrors { message } } }', { id: ann });
  await staff.ok('mutation ($id: ID!) { pointsBurn(memberId: $id, points: 25, reason: "a cup", idempotencyKey: "b") { userErrors { message } } }', { id: ann });
  expect((await chancesOf(ann)).slice(4)).toEqual(['POINTS_SPENT AVAILABLE', 'POINTS_SPENT AVAILABLE']);
});

const voided = (updatedAt: string): object => ({ revision: 2, status: 'VOIDED', updatedAt });

it('gives nothing for an order that was given back before its turn came', async () => {
  await liveGame(staff, 'LATE', { rules: [{ on: 'ORDER', chances: 2, atLeast: '100' }, { on: 'VISIT' }] });
  const ann = await join(staff);
  await sell('A', ann, '150', '2026-01-05T04:01:00Z');
  await sell('A', ann, '150', '2026-01-05T04:01:00Z', voided('2026-01-05T04:02:00Z'));
  await sell('B', ann, '150', '2026-01-05T04:03:00Z');
  await sell('B', ann, '150', '2026-01-05T04:03:00Z', { revision: 2, updatedAt: '2026-01-05T04:05:00Z', lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '150', refundedAmount: '60' }] });
  expect(await chancesOf(ann)).toEqual(['VISIT AVAILABLE']);
});

const pointsGrant = (id: string, count: number): Promise<Data> => staff.ok('mutation ($id: ID!, $points: Int!) { pointsGrant(memberId: $id, points: $points, reason: "a gift", idempotencyKey: "g") { userErrors { message } } }', { id, points: count });
const burn = async (id: string, count: number): Promise<string> =>
  readId('pte', (await staff.one('mutation ($id: ID!, $points: Int!, $key: String!) { pointsBurn(memberId: $id, points: $points, reason: "a cup", idempotencyKey: $key) { entry { id } userErrors { message } } }', { id, points: count, key: newUuid() })).entry.id as string) ?? '';
const restore = (burnId: string): Promise<void> => shop.context((ctx) => ctx.use(Points).restore([burnId], ctx.now));

it('takes back what was given for points that came back, whichever is told first', async () => {
  const gameId = await liveGame(staff, 'SPENT', { rules: [{ on: 'POINTS_SPENT', atLeast: '10' }, { on: 'POINTS_SPENT', atLeast: '25', chances: 2 }] });
  const ann = await join(staff);
  await pointsGrant(ann, 30);
  const first = await burn(ann, 30);
  expect(await chancesOf(ann)).toEqual(Array<string>(5).fill('POINTS_SPENT AVAILABLE'));
  await drawOf(staff, gameId, ann);
  await restore(first);
  expect((await chancesOf(ann)).sort()).toEqual(['POINTS_SPENT CONSUMED', ...Array<string>(4).fill('POINTS_SPENT REVOKED')]);
  // Both are told only after both have happened.
  await restore(await burn(ann, 20));
  expect(await chancesOf(ann)).toHaveLength(5);
  await burn(ann, 20);
  expect((await chancesOf(ann)).filter((chance) => chance.endsWith('AVAILABLE'))).toEqual(Array<string>(2).fill('POINTS_SPENT AVAILABLE'));
});

it('gives no more than the limits for whatever is spent at once, and never more than a thousand', async () => {
  const rules = [{ on: 'POINTS_SPENT', atLeast: '1', chances: 100 }];
  await liveGame(staff, 'LIMITED', { rules, dailyLimit: 7 });
  await liveGame(staff, 'WITHOUT', { rules });
  const ann = await join(staff);
  await pointsGrant(ann, 50);
  await burn(ann, 50);
  await platform.drain();
  expect(await platform.rows('SELECT g.code, count(*)::int AS chances FROM lottery.chance AS c JOIN lottery.game AS g ON g.id = c.game_id WHERE c.brand_id = $1 GROUP BY 1 ORDER BY 1', [shop.id])).toEqual([{ code: 'LIMITED', chances: 7 }, { code: 'WITHOUT', chances: 1000 }]);
});

it('gives the visit of a day for the next order, when the first one was voided', async () => {
  const gameId = await liveGame(staff, 'AGAIN', { rules: [{ on: 'VISIT' }] });
  const ann = await join(staff);
  await sell('A', ann, '150', '2026-01-05T04:01:00Z');
  expect(await chancesOf(ann)).toEqual(['VISIT AVAILABLE']);
  await sell('A', ann, '150', '2026-01-05T04:01:00Z', voided('2026-01-05T04:02:00Z'));
  // The next is told of together with the void, whichever comes first.
  await sell('B', ann, '150', '2026-01-05T04:03:00Z');
  expect(await chancesOf(ann)).toEqual(['VISIT REVOKED', 'VISIT AVAILABLE']);
  await sell('C', ann, '150', '2026-01-05T04:04:00Z');
  expect(await chancesOf(ann)).toHaveLength(2);
  await drawOf(staff, gameId, ann);
  await sell('B', ann, '150', '2026-01-05T04:03:00Z', voided('2026-01-05T04:05:00Z'));
  await sell('D', ann, '150', '2026-01-05T04:06:00Z');
  expect(await chancesOf(ann)).toEqual(['VISIT REVOKED', 'VISIT CONSUMED']);
});

it('gives by each of several rules of one kind, and takes back by each', async () => {
  await liveGame(staff, 'TIERS', { rules: [{ on: 'ORDER', atLeast: '100' }, { on: 'ORDER', atLeast: '500', chances: 2 }, { on: 'VISIT' }, { on: 'VISIT', atLeast: '500' }, { on: 'JOIN' }, { on: 'JOIN' }] });
  const ann = await join(staff);
  await sell('A', ann, '600', '2026-01-05T04:01:00Z');
  expect((await chancesOf(ann)).sort()).toEqual([...Array<string>(2).fill('JOIN AVAILABLE'), ...Array<string>(3).fill('ORDER AVAILABLE'), ...Array<string>(2).fill('VISIT AVAILABLE')]);
  await sell('A', ann, '600', '2026-01-05T04:01:00Z', { revision: 2, updatedAt: '2026-01-05T04:05:00Z', lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '600', refundedAmount: '300' }] });
  expect((await chancesOf(ann)).filter((chance) => !chance.startsWith('JOIN')).sort()).toEqual(['ORDER AVAILABLE', ...Array<string>(2).fill('ORDER REVOKED'), 'VISIT AVAILABLE', 'VISIT REVOKED']);
});

it('keeps to the limits of a day and of a member; what staff give does not count', async () => {
  const gameId = await liveGame(staff, 'LIMITS', { rules: [{ on: 'ORDER', chances: 2 }], dailyLimit: 3, memberLimit: 4 });
  const ann = await join(staff);
  await grant(staff, gameId, ann, 2);
  for (const [index, placedAt] of ['2026-01-02T04:01:00Z', '2026-01-02T04:02:00Z', '2026-01-03T04:00:00Z', '2026-01-04T04:00:00Z'].entries()) await sell(`O${index}`, ann, '50', placedAt);
  expect((await chancesOf(ann)).filter((chance) => chance.startsWith('ORDER'))).toEqual(Array<string>(4).fill('ORDER AVAILABLE'));
});

it('is a reward of others: given, and taken back as far as it was not drawn', async () => {
  const gameId = await liveGame(staff, 'GIFT');
  await liveGame(staff, 'OVER', { endsAt: '2026-01-05T03:00:00Z' });
  const ann = await join(staff);
  const give = (key: string, game: string): Promise<void> => shop.context(async (ctx) => giveRewards(ctx, [{ kind: 'lottery-chance', spec: { game, chances: 2 }, memberId: readId('mbr', ann) ?? '', cause: { module: 'tier', key }, at: ctx.now }]));
  for (const [key, game] of [['one', 'GIFT'], ['two', gameId], ['none', 'NOWHERE'], ['over', 'OVER']] as const) await give(key, game);
  expect(await chancesOf(ann)).toEqual(Array<string>(4).fill('REWARD AVAILABLE'));
  expect(await platform.rows("SELECT receipt_key FROM member.reward_given WHERE brand_id = $1 AND cause_key IN ('none', 'over') ORDER BY cause_key", [shop.id])).toEqual([{ receipt_key: 'none' }, { receipt_key: 'over' }]);
  await drawOf(staff, gameId, ann);
  await shop.context((ctx) => takeBackRewards(ctx, ['one', 'two', 'none', 'over'].map((key) => ({ module: 'tier', key }))));
  expect((await chancesOf(ann)).sort()).toEqual(['REWARD CONSUMED', ...Array<string>(3).fill('REWARD REVOKED')]);
});

it('wins chances, as a prize', async () => {
  const gameId = await liveGame(staff, 'AGAIN', { totalWeight: 1, prizes: [{ key: 'AGAIN', name: 'Once more', kind: 'REWARD', weight: 1, reward: { kind: 'lottery-chance', spec: { game: 'AGAIN' } } }] });
  const ann = await join(staff);
  await grant(staff, gameId, ann);
  for (let n = 0; n < 3; n++) expect((await drawOf(staff, gameId, ann)).draw.prize.key).toBe('AGAIN');
  expect((await chancesOf(ann)).sort()).toEqual(['REWARD AVAILABLE', 'REWARD CONSUMED', 'REWARD CONSUMED', 'STAFF CONSUMED']);
});

it('draws what two members had who are one, each chance as it was given', async () => {
  const gameId = await liveGame(staff, 'MERGE');
  const [ann, bob] = [await join(staff), await join(staff)];
  for (const id of [ann, bob]) await grant(staff, gameId, id, 2);
  const drawn = [(await drawOf(staff, gameId, bob)).draw as Data];
  await staff.ok('mutation ($ann: ID!, $bob: ID!) { memberMerge(survivorId: $ann, loserId: $bob, reason: "one person", idempotencyKey: "m") { userErrors { message } } }', { ann, bob });
  for (let n = 0; n < 3; n++) drawn.push((await drawOf(staff, gameId, bob)).draw as Data);
  expect(drawn.map(({ proof }) => proof.message as string).sort()).toEqual([1, 2].flatMap((n) => [`${gameId}:${ann}:${n}`, `${gameId}:${bob}:${n}`]).sort());
  await staff.ok(END, { id: gameId });
  for (const { id } of drawn) expect((await staff.one(VERIFY, { id })).isValid).toBe(true);
});

it('simulates a game before it is published', async () => {
  const { game } = await staff.one('mutation ($input: LotteryGameInput!) { lotteryGameCreate(input: $input) { game { id } userErrors { message } } }', { input: { code: 'DRAFT', name: 'Draft', form: 'SCRATCH', totalWeight: 100, prizes: PRIZES, startsAt: '2026-01-01T00:00:00Z' } });
  const before = await shop.digest();
  const simulate = 'query ($id: ID!, $seed: String) { lotterySimulate(gameId: $id, draws: 3000, seed: $seed) { draws seed prizes { prize drawn expected outAfter } } }';
  const { seed, prizes } = await staff.one(simulate, { id: game.id });
  expect(prizes).toMatchObject([{ prize: 'CAR', drawn: 3, expected: 30, outAfter: expect.any(Number) }, { prize: 'POINTS', expected: 870, outAfter: null }, { prize: 'NONE', expected: 2100, outAfter: null }]);
  expect((await staff.one(simulate, { id: game.id, seed })).prizes).toEqual(prizes);
  expect(await shop.digest()).toEqual(before);
});

describe('a share link', () => {
  const as = (memberId: string): TestCaller => shop.as({ audience: 'member', memberId, name: memberId });
  const shared = (more: object = {}): object => ({ rules: [{ on: 'SHARE', chances: 2, ...more }], shareTarget: 'https://boba.example/spin?from=app' });
  const linkOf = async (memberId: string, gameId: string): Promise<Data> => (await as(memberId).one(SHARE_LINK, { gameId })).link;
  const open = async (memberId: string, code: string): Promise<string[]> => ((await as(memberId).run(OPEN_LINK, { code })).data.lotteryShareLinkOpen.userErrors as Data[]).map((error) => error.code as string);
  const decided = async (): Promise<string[]> => (await platform.rows<{ text: string }>("SELECT concat_ws(' ', state, reason) AS text FROM lottery.share WHERE brand_id = $1 ORDER BY id", [shop.id])).map(({ text }) => text);
  /** Causes and states, sorted. */
  const heldBy = async (id: string): Promise<string[]> => (await chancesOf(id)).sort();

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
    expect([await heldBy(ann), await decided()]).toEqual([['SHARE AVAILABLE', 'SHARE AVAILABLE'], ['GRANTED', 'OPENED']]);
    for (const _ of [1, 2]) {
      await grant(staff, gameId, bob);
      await drawOf(staff, gameId, bob);
      await platform.drain();
    }
    expect([await heldBy(ann), await decided()]).toEqual([Array<string>(4).fill('SHARE AVAILABLE'), ['GRANTED', 'GRANTED']]);
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
    expect([(await heldBy(ann)).length, (await decided()).sort()]).toEqual([2, ['GRANTED', 'GRANTED', 'REFUSED DAILY_LIMIT', 'REFUSED DAILY_LIMIT']]);
    await shop.advance({ days: 1 });
    await come(3);
    expect([(await heldBy(ann)).length, (await decided()).slice(4).sort()]).toEqual([3, ['GRANTED', 'REFUSED MEMBER_LIMIT', 'REFUSED MEMBER_LIMIT']]);
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
    expect([await decided(), await heldBy(ann)]).toEqual([['REFUSED SELF', 'GRANTED'], ['SHARE AVAILABLE', 'SHARE AVAILABLE', 'STAFF CONSUMED']]);
    await staff.ok('mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "two after all", idempotencyKey: "u") { userErrors { message } } }', { id: operationId });
    expect(await open(bob, ofAnn)).toEqual([]);
    expect(await platform.rows('SELECT count(*)::int AS shares FROM lottery.share WHERE brand_id = $1', [shop.id])).toEqual([{ shares: 2 }]);
  });
});

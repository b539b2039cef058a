import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { draw } from '../src/domain/fair/draw';
import { CREATE, DRAW, END, OWN_DRAW, PAUSE, PUBLISH, SHOW, UPDATE, VERIFY } from './support/documents';
import { ask, drawOf, gameInput, grant, join, liveGame, PRIZES } from './support/games';
import { lotteryShop } from './support/shop';

/** 500 for a stock of 3, and 2,000 draws: `npm run test:odds`. */
const CROWD = Number(process.env.REGULARS_CROWD ?? 30);
const THROUGH_API = Number(process.env.REGULARS_API_DRAWS ?? 40);

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let ann: string;
lotteryShop((opened) => {
  ({ platform, shop, staff } = opened);
});
beforeEach(async () => {
  ann = await join(staff, { name: 'Ann' });
});

const show = (id: string): Promise<Data> => staff.one(SHOW, { id });
const weights = (shares: readonly Data[]): unknown => Object.fromEntries(shares.map(({ prize, weight }) => [prize, weight]));
const balance = async (id: string): Promise<number> => (await staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance } } }', { id })).points.balance as number;
/** A game in which everything but one prize is sure not to come. */
const sure = (more: object, key = 'SURE'): object => ({ totalWeight: 1, prizes: [{ key, name: key, kind: 'NOTHING', weight: 1, ...more }, { key: 'NONE', name: 'Nothing', kind: 'NOTHING', weight: 0 }], whenOut: 'FALLBACK_PRIZE', fallbackPrize: 'NONE' });

it('draws one chance once, gives what was drawn, and can be checked by anyone once its seed is revealed', async () => {
  const gameId = await liveGame(staff, 'WHEEL');
  const [{ commitment, seed }] = (await show(gameId)).rounds as [Data];
  expect([commitment, seed]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), null]);
  await grant(staff, gameId, ann, 20);
  const drawn: Data[] = [];
  for (let n = 1; n <= 20; n++) drawn.push((await drawOf(staff, gameId, ann)).draw as Data);
  expect(drawn.map(({ proof }) => proof.message)).toEqual(drawn.map((_, index) => `${gameId}:${ann}:${index + 1}`));
  expect(drawn.every(({ proof }) => proof.seed === null && proof.commitment === commitment)).toBe(true);
  expect(await balance(ann)).toBe(50 * drawn.filter(({ prize }) => prize.key === 'POINTS').length);
  const { game } = await staff.one(END, { id: gameId });
  const revealed = game.rounds[0].seed as string;
  expect(drawn.map(({ proof: { message, odds } }) => draw(revealed, message as string, odds as never))).toEqual(drawn.map(({ proof: { prize, value, attempt } }) => ({ prize, value, attempt })));
  const verdicts = await Promise.all(drawn.map(({ id }) => staff.one(VERIFY, { id })));
  expect(verdicts.map(({ isValid, proof }) => [isValid, proof.seed])).toEqual(drawn.map(() => [true, revealed]));
  await platform.owner.query(`UPDATE lottery.draw SET value = (value + 1) % 100 WHERE brand_id = $1 AND id = (SELECT id FROM lottery.draw WHERE brand_id = $1 ORDER BY id LIMIT 1)`, [shop.id]);
  expect((await staff.one(VERIFY, { id: drawn[0]?.id })).isValid).toBe(false);
});

it('answers a retry with the same draw, and members draw their own', async () => {
  const gameId = await liveGame(staff, 'OWN');
  await grant(staff, gameId, ann, 2);
  const me = shop.as({ audience: 'member', memberId: ann, name: 'ann' });
  const key = newUuid();
  const first = await me.one(OWN_DRAW, { gameId, key });
  expect(first.draw.member.id).toBe(ann);
  expect(await me.one(OWN_DRAW, { gameId, key })).toEqual(first);
  expect(await me.one('{ me { lotteryChances { nodes { state } } lotteryDraws { totalCount { value } } } }')).toEqual({
    lotteryChances: { nodes: expect.arrayContaining([{ state: 'AVAILABLE' }, { state: 'CONSUMED' }]) }, lotteryDraws: { totalCount: { value: 1 } },
  });
  const bob = await join(staff);
  expect(await shop.as({ audience: 'member', memberId: bob, name: 'bob' }).run(VERIFY, { id: first.draw.id })).toEqual({ data: { lotteryVerify: null } });
});

describe('refuses, and writes nothing', () => {
  it('what is no draw of a chance of the member', async () => {
    const gameId = await liveGame(staff, 'G');
    const [used] = await grant(staff, gameId, ann);
    await drawOf(staff, gameId, ann);
    const [others] = await grant(staff, gameId, await join(staff));
    const before = await shop.digest();
    for (const [code, path, change] of [
      ['LOTTERY_NO_CHANCE', 'gameId', {}],
      ['LOTTERY_CHANCE_USED', 'chanceId', { chanceId: used }],
      ['NOT_FOUND', 'chanceId', { chanceId: others }],
      ['NOT_FOUND', 'chanceId', { chanceId: 'ltc_nothing' }],
      ['INVALID_INPUT', 'pick', { pick: 1 }],
      ['NOT_FOUND', 'gameId', { gameId: 'NOWHERE' }],
      ['NOT_FOUND', 'memberId', { memberId: 'mbr_nobody' }],
    ] as const) {
      const answer = await staff.run(DRAW, { gameId, memberId: ann, key: 'refused', ...change });
      expect(answer.data?.lotteryDraw).toEqual({ draw: null, userErrors: [expect.objectContaining({ code, path: [path] })] });
    }
    expect(await shop.digest()).toEqual(before);
  });

  it('a draw while the game is paused, over, or not begun', async () => {
    const paused = await liveGame(staff, 'P');
    const early = await liveGame(staff, 'E', { startsAt: '2030-01-01T00:00:00Z' });
    const late = await liveGame(staff, 'L', { endsAt: '2025-06-01T00:00:00Z' });
    for (const id of [paused, early, late]) await grant(staff, id, ann);
    await staff.ok(PAUSE, { id: paused });
    const before = await shop.digest();
    for (const gameId of [paused, early, late]) expect((await drawOf(staff, gameId, ann)).userErrors).toMatchObject([{ code: 'LOTTERY_NOT_OPEN', path: ['gameId'] }]);
    expect(await shop.digest()).toEqual(before);
  });

  it('odds that are none', async () => {
    const before = await shop.digest();
    for (const [change, path, message] of [
      [{ totalWeight: 99 }, 'totalWeight', 'The weights of the prizes sum to 100.'],
      [{ whenOut: 'FALLBACK_PRIZE', fallbackPrize: 'CAR' }, 'fallbackPrize', 'The fallback has to be without limits.'],
      [{ prizes: PRIZES.map((prize) => ({ ...prize, stock: 1 })) }, 'prizes', 'One with a weight has to be without limits, or there would be nothing left to draw.'],
      [{ prizes: [{ ...PRIZES[0], releases: [{ at: '2026-02-01T00:00:00Z', quantity: 2 }] }, ...PRIZES.slice(1)] }, 'prizes.0.releases', 'They release 2, and the stock is 3.'],
      [{ prizes: [...PRIZES.slice(0, 2), { ...PRIZES[2], reward: { kind: 'points', spec: { points: 1 } } }] }, 'prizes.2.reward', 'Prizes of kind REWARD have a reward, others have none.'],
      [{ prizes: [...PRIZES.slice(0, 2), { ...PRIZES[2], key: 'CAR' }] }, 'prizes.2.key', 'There are two prizes CAR.'],
      [{ rules: [{ on: 'POINTS_SPENT' }] }, 'rules.0.atLeast', 'Say for how many points.'],
    ] as const) {
      const answer = await staff.run(CREATE, { input: gameInput('BAD', change) });
      expect(answer.data?.lotteryGameCreate).toEqual({ game: null, userErrors: expect.arrayContaining([{ __typename: 'InvalidInputError', code: 'INVALID_INPUT', path: ['input', ...path.split('.')], message }]) });
    }
    expect(await shop.digest()).toEqual(before);
  });
});

it('freezes the odds of a live game; other odds are another version, with a seed of its own', async () => {
  const gameId = await liveGame(staff, 'V');
  await grant(staff, gameId, ann, 2);
  const { draw: first } = await drawOf(staff, gameId, ann);
  const other = { prizes: [{ ...PRIZES[0], weight: 2 }, { ...PRIZES[1], weight: 28 }, PRIZES[2]] };
  const before = await shop.digest();
  const refused = await staff.run(UPDATE, { id: gameId, input: gameInput('V', other) });
  expect(refused.data?.lotteryGameUpdate).toMatchObject({ game: null, userErrors: [{ __typename: 'LotteryOddsFrozenError', code: 'LOTTERY_ODDS_FROZEN' }] });
  expect(await shop.digest()).toEqual(before);
  expect(await staff.one(UPDATE, { id: gameId, input: gameInput('V', { name: 'Renamed', dailyLimit: 3 }) })).toMatchObject({ game: { version: 1 } });

  await staff.ok(PAUSE, { id: gameId });
  expect((await staff.one(UPDATE, { id: gameId, input: gameInput('V', other) })).game).toMatchObject({ version: 2, rounds: [{ version: 1, seed: null }] });
  const { game } = await staff.one(PUBLISH, { id: gameId });
  expect(game.rounds.map(({ version, seed, odds }: Data) => [version, seed !== null, weights(odds)])).toEqual([[1, true, { CAR: 1, POINTS: 29, NONE: 70 }], [2, false, { CAR: 2, POINTS: 28, NONE: 70 }]]);
  expect(game.rounds[1].commitment).not.toBe(game.rounds[0].commitment);
  const { draw: second } = await drawOf(staff, gameId, ann);
  expect([first.proof.version, second.proof.version]).toEqual([1, 2]);
  for (const { id } of [first, second]) expect((await staff.one(VERIFY, { id })).isValid).toBe(true);
  await expect(platform.owner.query('UPDATE lottery.odds_version SET version = 9 WHERE brand_id = $1', [shop.id])).rejects.toThrow();
});

it('shows the odds it draws by, whatever is out', async () => {
  const two = [{ key: 'TEA', name: 'Tea', kind: 'NOTHING', weight: 50, stock: 2 }, { key: 'CAKE', name: 'Cake', kind: 'NOTHING', weight: 45, perMemberLimit: 1 }, { key: 'NONE', name: 'Nothing', kind: 'NOTHING', weight: 5 }];
  const redistributed = await liveGame(staff, 'R', { prizes: two });
  const fallback = await liveGame(staff, 'F', { prizes: two, whenOut: 'FALLBACK_PRIZE', fallbackPrize: 'NONE' });
  const me = shop.as({ audience: 'member', memberId: ann, name: 'ann' });
  for (const gameId of [redistributed, fallback]) {
    await grant(staff, gameId, ann, 20);
    let [tea, cake] = [0, 0];
    for (let n = 1; n <= 20; n++) {
      const expected = { TEA: tea < 2 ? 50 : 0, CAKE: cake < 1 ? 45 : 0, NONE: 5 + (gameId === fallback ? (tea < 2 ? 0 : 50) + (cake < 1 ? 0 : 45) : 0) };
      expect(weights((await me.one('query ($id: ID!) { lotteryGame(id: $id) { odds { prize weight } } }', { id: gameId })).odds)).toEqual(expected);
      const { draw: drawn } = await drawOf(staff, gameId, ann);
      expect(weights(drawn.proof.odds)).toEqual(expected);
      if (drawn.prize.key === 'TEA') tea++;
      if (drawn.prize.key === 'CAKE') cake++;
    }
    expect([tea, cake]).toEqual([2, 1]);
    // Somebody else may still have a cake.
    expect(weights((await show(gameId)).odds)).toMatchObject({ TEA: 0, CAKE: 45 });
  }
});

it('keeps to the quota of a day, and to what was released', async () => {
  const daily = await liveGame(staff, 'D', sure({ dailyQuota: 2 }));
  const released = await liveGame(staff, 'T', sure({ stock: 3, releases: [{ at: '2026-01-01T00:00:00Z', quantity: 1 }, { at: '2026-01-06T04:00:00Z', quantity: 2 }] }));
  for (const gameId of [daily, released]) await grant(staff, gameId, ann, 8);
  const four = async (gameId: string): Promise<string> => {
    const keys: string[] = [];
    for (let n = 1; n <= 4; n++) keys.push((await drawOf(staff, gameId, ann)).draw.prize.key as string);
    return keys.join(' ');
  };
  expect([await four(daily), await four(released)]).toEqual(['SURE SURE NONE NONE', 'SURE NONE NONE NONE']);
  await shop.skip({ days: 2 });
  expect([await four(daily), await four(released)]).toEqual(['SURE SURE NONE NONE', 'SURE SURE NONE NONE']);
  expect((await show(released)).results).toEqual([{ prize: 'SURE', drawn: 3, left: 0 }, { prize: 'NONE', drawn: 5, left: null }]);
});

it('counts what was drawn of a day before it had a quota, and lets no late draw take the day back', async () => {
  const gameId = await liveGame(staff, 'QUOTA', sure({}));
  await grant(staff, gameId, ann, 4);
  const next = async (): Promise<unknown> => (await drawOf(staff, gameId, ann)).draw.prize.key;
  expect([await next(), await next()]).toEqual(['SURE', 'SURE']);
  await staff.ok(PAUSE, { id: gameId });
  await staff.ok(UPDATE, { id: gameId, input: gameInput('QUOTA', sure({ dailyQuota: 2 })) });
  await staff.ok(PUBLISH, { id: gameId });
  expect(await next()).toBe('NONE');
  // Somebody whose draw began after midnight was there first.
  await platform.owner.query('UPDATE lottery.prize_counter SET day = day + 1, day_given = 1 WHERE brand_id = $1', [shop.id]);
  const counter = 'SELECT given, day, day_given FROM lottery.prize_counter WHERE brand_id = $1';
  const before = await platform.rows(counter, [shop.id]);
  expect(await next()).toBe('NONE');
  expect(await platform.rows(counter, [shop.id])).toEqual(before);
});

it('shows four cards, of which the one that was picked is the prize', async () => {
  const gameId = await liveGame(staff, 'CARDS', { form: 'PICK_ONE_OF_FOUR' });
  await grant(staff, gameId, ann, 4);
  for (const pick of [1, 2, 3, 4]) {
    const { draw: drawn } = await drawOf(staff, gameId, ann, { pick });
    expect([drawn.cards.length, drawn.cards[pick - 1]]).toEqual([4, drawn.prize]);
  }
  expect((await drawOf(staff, gameId, ann, { pick: 5 })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['pick'] }]);
});

it('gives away exactly the stock, however many draw at once on two gateways', async () => {
  const gameId = await liveGame(staff, 'RUSH', sure({ stock: 3 }, 'CAR'));
  const members: string[] = [];
  for (let n = 0; n < CROWD; n++) members.push(await join(staff));
  for (const memberId of members) await grant(staff, gameId, memberId);
  const other = staff.via(platform.node());
  const answers = await Promise.all(members.map((memberId, index) => drawOf(index % 2 === 0 ? staff : other, gameId, memberId)));
  expect(answers.map(({ draw: drawn }) => drawn.prize.key as string).sort()).toEqual([...Array<string>(3).fill('CAR'), ...Array<string>(CROWD - 3).fill('NONE')]);
  expect((await show(gameId)).results).toEqual([{ prize: 'CAR', drawn: 3, left: 0 }, { prize: 'NONE', drawn: CROWD - 3, left: null }]);
  expect(weights((await show(gameId)).odds)).toEqual({ CAR: 0, NONE: 1 });
}, 600_000);

it('draws a chance once, however many ask for it at once', async () => {
  const gameId = await liveGame(staff, 'TWICE');
  const [chanceId] = await grant(staff, gameId, ann);
  const other = staff.via(platform.node());
  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => drawOf(index % 2 === 0 ? staff : other, gameId, ann, { chanceId })));
  expect(answers.flatMap(({ userErrors }) => (userErrors as Data[]).map(({ code }) => code))).toEqual(Array<string>(9).fill('LOTTERY_CHANCE_USED'));
});

it('draws through the API what the function draws', async () => {
  const gameId = await liveGame(staff, 'MANY', { prizes: [{ ...PRIZES[0], stock: null }, ...PRIZES.slice(1)] });
  const drawn: Data[] = [];
  const members = await Promise.all(Array.from({ length: 20 }, () => join(staff)));
  for (const memberId of members) for (let left = THROUGH_API / 20; left > 0; left -= 100) await grant(staff, gameId, memberId, Math.min(left, 100));
  for (let n = 0; n < THROUGH_API / 20; n++) drawn.push(...(await Promise.all(members.map(async (memberId) => (await ask(staff, DRAW, { gameId, memberId })).draw as Data))));
  const { game } = await staff.one(END, { id: gameId });
  const odds = game.rounds[0].odds as never;
  expect(drawn.map(({ proof: { message } }) => draw(game.rounds[0].seed as string, message as string, odds).prize)).toEqual(drawn.map(({ prize }) => prize.key));
  expect(new Set(drawn.map(({ proof }) => proof.message)).size).toBe(THROUGH_API);
}, 600_000);

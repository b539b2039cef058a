import { defineEvent, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { MERGE, ORDER, PAUSE_CHALLENGE, PROGRESS, PUBLISH_CHALLENGE, UPDATE_CHALLENGE } from './support/documents';
import { ask, challengeInput, drawOf, join, liveChallenge, liveGame, stage } from './support/games';
import { lotteryShop } from './support/shop';

const SURE = { totalWeight: 1, prizes: [{ key: 'CUP', name: 'A cup', kind: 'PHYSICAL', weight: 1 }] };
const CHANCE = { rewards: [{ kind: 'lottery-chance', spec: { game: 'CUPS' } }] };

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let sold = 0;
lotteryShop((opened) => {
  ({ platform, shop, staff } = opened);
});

const saleOf = (externalId: string, memberId: string, amount: string): object =>
  ({ source: 'pos', externalId, member: { id: memberId }, placedAt: '2026-01-05T03:01:00Z', lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: amount }] });
async function sell(memberId: string, amount = '150'): Promise<string> {
  const externalId = `S${++sold}`;
  await ask(staff, ORDER, { input: saleOf(externalId, memberId, amount) });
  return externalId;
}
async function voidSale(externalId: string, memberId: string): Promise<void> {
  await ask(staff, ORDER, { input: { ...saleOf(externalId, memberId, '150'), revision: 2, status: 'VOIDED', updatedAt: '2026-01-05T03:05:00Z' } });
  await platform.drain();
}
const tell = (name: `${string}.${string}`, memberId: string, payload: object = {}): Promise<void> => shop.context(async (ctx) => ctx.emit(defineEvent<object>(name), payload, readId('mbr', memberId)));

/** Of the only challenge: stages with their state and what counts; and the member's points. */
async function progressOf(id: string): Promise<[string[], number]> {
  await platform.drain();
  const { lotteryChallenges, points: wallet } = await staff.one(PROGRESS, { id });
  const [only] = lotteryChallenges as Data[];
  return [(only?.stages as Data[]).map(({ stage: { key }, state, counted }) => `${key} ${state} ${counted}`), wallet.balance as number];
}

it('leads from stage to stage, each open once the one before was reached, and gives for each once', async () => {
  const gameId = await liveGame(staff, 'CUPS', SURE);
  await liveChallenge(staff, 'TEA', [stage('buy', 'ORDER', 2, { atLeast: '100', ...CHANCE }), stage('win', 'WIN', 1, { game: 'CUPS', prizes: ['CUP'] }), stage('say', 'SURVEY', 1), stage('stamps', 'STAMPS', 3)]);
  const ann = await join(staff);
  await tell('survey.completed', ann);
  await sell(ann, '99');
  expect(await progressOf(ann)).toEqual([['buy OPEN 0', 'win LOCKED 0', 'say LOCKED 0', 'stamps LOCKED 0'], 0]);
  await Promise.all(Array.from({ length: 4 }, () => sell(ann)));
  expect(await progressOf(ann)).toEqual([['buy REACHED 2', 'win OPEN 0', 'say LOCKED 0', 'stamps LOCKED 0'], 0]);
  await drawOf(staff, gameId, ann);
  expect(await progressOf(ann)).toEqual([['buy REACHED 2', 'win REACHED 1', 'say OPEN 0', 'stamps LOCKED 0'], 10]);
  expect((await drawOf(staff, gameId, ann)).userErrors).toMatchObject([{ code: 'LOTTERY_NO_CHANCE' }]);
  await tell('survey.completed', ann);
  for (const stamps of [2, 2, 5]) await tell('stamp.added', ann, { stamps });
  expect(await progressOf(ann)).toEqual([['buy REACHED 2', 'win REACHED 1', 'say REACHED 1', 'stamps REACHED 3'], 30]);
  const told = await platform.rows<{ payload: Data }>("SELECT payload FROM platform.event WHERE brand_id = $1 AND name = 'lottery.stage-reached' ORDER BY xid, id", [shop.id]);
  expect(told.map(({ payload }) => [payload.stage as string, payload.isLast as boolean])).toEqual([['buy', false], ['win', false], ['say', false], ['stamps', true]]);
});

it('takes back what an order counted for; of a stage that was reached, what it gave and nobody used', async () => {
  const gameId = await liveGame(staff, 'CUPS', SURE);
  await liveChallenge(staff, 'TEA', [stage('buy', 'ORDER', 2, CHANCE), stage('more', 'ORDER', 2)]);
  const ann = await join(staff);
  const chances = (): Promise<object[]> => platform.rows('SELECT state FROM lottery.chance WHERE brand_id = $1 ORDER BY id', [shop.id]);
  const first = await sell(ann);
  await platform.drain();
  await voidSale(first, ann);
  expect(await progressOf(ann)).toEqual([['buy OPEN 0', 'more LOCKED 0'], 0]);
  const [second] = [await sell(ann), await sell(ann), await sell(ann)];
  expect(await progressOf(ann)).toEqual([['buy REACHED 2', 'more OPEN 1'], 0]);
  await voidSale(second, ann);
  expect([await progressOf(ann), await chances()]).toEqual([[['buy SHORT 1', 'more OPEN 1'], 0], [{ state: 'REVOKED' }]]);
  // The next one makes good for it, and then the way goes on.
  const fifth = await sell(ann);
  expect([await progressOf(ann), await chances()]).toEqual([[['buy REACHED 2', 'more OPEN 1'], 0], [{ state: 'REVOKED' }, { state: 'AVAILABLE' }]]);
  await drawOf(staff, gameId, ann);
  await voidSale(fifth, ann);
  await sell(ann);
  expect([await progressOf(ann), await chances()]).toEqual([[['buy KEPT 1', 'more REACHED 2'], 10], [{ state: 'REVOKED' }, { state: 'CONSUMED' }]]);
});

it('is frozen while it is live; of one that was paused, who has begun goes on by the stages of then', async () => {
  const id = await liveChallenge(staff, 'TEA', [stage('buy', 'ORDER', 3)]);
  const [ann, bob] = [await join(staff), await join(staff)];
  await sell(ann);
  await platform.drain();
  const input = challengeInput('TEA', [stage('buy', 'ORDER', 1)]);
  const before = await shop.digest();
  expect((await staff.run(UPDATE_CHALLENGE, { id, input })).data.lotteryChallengeUpdate.userErrors).toMatchObject([{ code: 'LOTTERY_STAGES_FROZEN', path: ['input', 'stages'] }]);
  const wrong = challengeInput('WRONG', [stage('a', 'WIN', 1), stage('a', 'SURVEY', 0, { atLeast: '5' })]);
  expect(((await staff.run('mutation ($input: LotteryChallengeInput!) { lotteryChallengeCreate(input: $input) { userErrors { code path } } }', { input: wrong })).data.lotteryChallengeCreate.userErrors as Data[]).map(({ path }) => (path as string[]).slice(2).join('.')))
    .toEqual(['0.game', '1.count', '1.atLeast', '1.key']);
  expect(await shop.digest()).toEqual(before);
  await staff.ok(PAUSE_CHALLENGE, { id });
  await staff.ok(UPDATE_CHALLENGE, { id, input });
  await sell(bob);
  expect(await progressOf(ann)).toEqual([['buy OPEN 1'], 0]);
  const { challenge } = await staff.one(PUBLISH_CHALLENGE, { id });
  expect([challenge.state, challenge.version]).toEqual(['LIVE', 2]);
  await sell(ann);
  await sell(bob);
  expect([await progressOf(ann), await progressOf(bob)]).toEqual([[['buy OPEN 2'], 0], [['buy REACHED 1'], 10]]);
  expect((await staff.one('query ($id: ID!) { lotteryChallenge(id: $id) { results { stage reached } } }', { id })).results).toEqual([{ stage: 'buy', reached: 1 }]);
});

it('goes on where the further of two members had come who are one, and gives each their own again', async () => {
  await liveChallenge(staff, 'TEA', [stage('buy', 'ORDER', 1), stage('more', 'ORDER', 2)]);
  const [ann, bob] = [await join(staff), await join(staff)];
  await sell(bob);
  await sell(bob);
  const [bobs] = [await progressOf(bob)];
  const { operationId } = await staff.one(MERGE, { survivorId: ann, loserId: bob });
  expect(await progressOf(ann)).toEqual(bobs);
  await staff.ok('mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "two after all", idempotencyKey: "u") { userErrors { message } } }', { id: operationId });
  await sell(ann);
  expect([await progressOf(ann), await progressOf(bob)]).toEqual([[['buy REACHED 1', 'more OPEN 0'], 10], bobs]);
  const again = await staff.one(MERGE.replace('"m"', '"n"'), { survivorId: ann, loserId: bob });
  expect(await progressOf(ann)).toEqual([['buy REACHED 1', 'more OPEN 0'], 20]);
  await staff.ok('mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "two", idempotencyKey: "v") { userErrors { message } } }', { id: again.operationId });
  expect([await progressOf(ann), await progressOf(bob)]).toEqual([[['buy REACHED 1', 'more OPEN 0'], 10], bobs]);
});

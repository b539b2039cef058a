import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { Points } from '@regulars/points/contract';
import { type Data, describePlugin, type TestCaller, type TestShop } from '@regulars/testing';
import { lottery } from '../src';
import { SurveyAnswered, StampsCame } from '../src/domain/goals';
import { drawOf, grant, join, liveChallenge, liveGame, stage } from './support/games';
import { CLAIM, CLAIMS, GRANT, OPEN_LINK, ORDER, SHARE_LINK } from './support/documents';

const RULES = [{ on: 'JOIN' }, { on: 'ORDER', atLeast: '100' }, { on: 'VISIT' }, { on: 'POINTS_SPENT', atLeast: '5' }, { on: 'SHARE' }];
const BURN = 'mutation ($id: ID!, $key: String!) { pointsGrant(memberId: $id, points: 10, reason: "a gift", idempotencyKey: $key) { userErrors { message } } }';
const SPEND = 'mutation ($id: ID!, $key: String!) { pointsBurn(memberId: $id, points: 10, reason: "a cup", idempotencyKey: $key) { entry { id } userErrors { message } } }';

/** Each round: two live games, and a member with chances by each occasion, who has drawn of both. */
async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const gameId = await liveGame(staff, `W${round}`, { rules: RULES, dailyLimit: 10, memberLimit: 100 });
  const cards = await liveGame(staff, `C${round}`, { form: 'PICK_ONE_OF_FOUR', whenOut: 'FALLBACK_PRIZE', fallbackPrize: 'NONE' });
  const memberId = await join(staff, { phone: `091200000${round}` });
  const sale = { source: 'pos', externalId: `S${round}`, member: { id: memberId }, placedAt: '2026-01-05T04:00:10Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '250' }] };
  await staff.ok(ORDER, { input: sale, key: `sale-${round}` });
  await staff.ok(BURN, { id: memberId, key: `points-${round}` });
  const { entry } = await staff.one(SPEND, { id: memberId, key: `burn-${round}` });
  await shop.platform.drain();
  await staff.ok(GRANT, { gameId: cards, memberId, chances: 3, key: `grant-${round}` });
  for (const game of [gameId, cards]) await drawOf(staff, game, memberId);
  await claimOf(staff, memberId, `T${round}`);
  await staff.ok(ORDER, { input: { ...sale, status: 'VOIDED', revision: 2, updatedAt: '2026-01-05T04:00:20Z' }, key: `void-${round}` });
  await shop.context((ctx) => ctx.use(Points).restore([readId('pte', entry.id as string) ?? ''], ctx.now));
  await grant(staff, gameId, memberId);
  await challenge(shop, cards, memberId, round);
  await share(shop, gameId, memberId, round);
}

/** As far as the second stage, and in another challenge to the end; what other modules tell of counts, too. */
async function challenge(shop: TestShop, cards: string, memberId: string, round: number): Promise<void> {
  const staff = shop.everything();
  await liveChallenge(staff, `H${round}`, [stage('buy', 'ORDER', 1), stage('win', 'WIN', 1, { game: cards, prizes: ['CAR'] })]);
  await liveChallenge(staff, `E${round}`, [stage('say', 'SURVEY', 1), stage('stamps', 'STAMPS', 3), stage('share', 'SHARE', 1)]);
  await staff.ok(ORDER, { input: { source: 'pos', externalId: `H${round}`, member: { id: memberId }, placedAt: '2026-01-05T03:00:10Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '250' }] }, key: `goal-${round}` });
  await shop.context(async (ctx) => {
    ctx.emit(SurveyAnswered, {}, readId('mbr', memberId));
    ctx.emit(StampsCame, { stamps: 2 }, readId('mbr', memberId));
  });
  await shop.platform.drain();
}

/** By the member's link a friend comes who has just joined, and one who plays then. */
async function share(shop: TestShop, gameId: string, memberId: string, round: number): Promise<void> {
  const staff = shop.everything();
  const as = (id: string): TestCaller => shop.as({ audience: 'member', memberId: id, name: id });
  const old = await join(staff, { phone: `091300000${round}` });
  const { link } = await as(memberId).one(SHARE_LINK, { gameId });
  const friend = await join(staff, { phone: `091400000${round}` });
  for (const id of [old, friend]) await as(id).ok(OPEN_LINK, { code: link.code });
  await grant(staff, gameId, old);
  await drawOf(staff, gameId, old);
}

/** Of something that the tax office is told of. */
async function claimOf(staff: TestCaller, memberId: string, code: string): Promise<void> {
  const gameId = await liveGame(staff, code, { totalWeight: 1, prizes: [{ key: 'TRIP', name: 'A trip', kind: 'PHYSICAL', weight: 1, worth: '30000' }] });
  await grant(staff, gameId, memberId);
  await drawOf(staff, gameId, memberId);
  const { lotteryClaims } = await staff.one(CLAIMS, { id: memberId });
  const [{ id }] = (lotteryClaims.nodes as Data[]).filter(({ state }) => state === 'WON') as [Data];
  await staff.ok(CLAIM, { id, info: { legalName: 'Ann Wang', idNumber: 'A123456789', address: 'Taipei', isResident: true }, key: `claim-${code}` });
}

const faults = {
  'INV-11.stock': 'UPDATE lottery.prize_counter SET given = given + 1 WHERE brand_id = :brand',
  'INV-11.draws': "UPDATE lottery.chance SET state = 'AVAILABLE' WHERE brand_id = :brand",
  'lottery.shares': "UPDATE lottery.share SET state = 'OPENED', decided_at = NULL WHERE brand_id = :brand AND state = 'GRANTED'",
  'lottery.challenges': 'UPDATE lottery.challenge_count SET taken_back_at = now() WHERE brand_id = :brand',
  'INV-11.odds': 'UPDATE lottery.draw SET value = 100 WHERE brand_id = :brand',
};

describePlugin(lottery, [brand, member, order, points], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  faults,
  anyCaller: ['lotteryGames (member)', 'lotteryGame (member)', 'lotteryVerify (member)', 'lotteryDraw (member)', 'lotteryPrizeClaim (member)', 'lotteryShareLinkCreate (member)', 'lotteryShareLinkOpen (member)'],
  // What was drawn stays, under the member's pseudonym: who checks the draws of a game needs all of them.
  books: ['lottery.chance', 'lottery.draw', 'lottery.raffle_place', 'lottery.claim', 'lottery.tax_record', 'lottery.share_link', 'lottery.share', 'lottery.challenge_run', 'lottery.challenge_count', 'lottery.challenge_stage'],
  events: { 'lottery.raffle-won': [{ gameId: 'lot_0', prize: 'TRIP', place: 1 }] },
  examples: [
    { name: 'games with what they are drawn by', document: '{ lotteryGames(first: 50) { nodes { code odds { prize weight } rounds { version commitment odds { weight } } results { drawn left } prizes { reward { kind } } } } }' },
    { name: 'members with their chances and draws', document: '{ members(first: 50) { nodes { lotteryChances { nodes { state game { code } } } lotteryDraws { nodes { prize { name } cards { key } proof { seed message } game { code } member { id } } }  } } }' },
    { name: 'members with their links and challenges', document: '{ members(first: 50) { nodes { lotteryShareLinks { url counted game { code } } lotteryChallenges { challenge { code results { reached } } stages { state counted stage { rewards { description } } } } } } }' },
    { name: 'challenges with how far members came', document: '{ lotteryChallenges { code stages { key rewards { kind } } results { stage reached } } }' },
  ],
});

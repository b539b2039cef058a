import type { Data } from '@regulars/testing';
import { join, shopOfFile, type WholeShop } from './support/shop';

let whole: WholeShop;
shopOfFile((opened) => {
  whole = opened.whole;
});
afterEach(async () => expect(await whole.shop.violations()).toEqual([]));

const ask = async (document: string, variables: object = {}): Promise<Data> => Object.values((await whole.staff.run(document, variables as never)).data as object)[0];
const chanceOf = (game: string): object => ({ kind: 'lottery-chance', spec: { game } });

async function draftGame(code: string, reward: object): Promise<string> {
  const input = { code, name: code, form: 'WHEEL', totalWeight: 1, startsAt: '2025-01-01T00:00:00Z', prizes: [{ key: 'GIFT', name: 'A gift', kind: 'REWARD', weight: 1, reward }] };
  return (await whole.staff.one('mutation ($input: LotteryGameInput!) { lotteryGameCreate(input: $input) { game { id } userErrors { message } } }', { input })).game.id as string;
}
const publish = (id: string): Promise<Data> => ask('mutation ($id: ID!) { lotteryGamePublish(id: $id) { game { state } userErrors { code path ... on LotteryRewardCircleError { way } } } }', { id });
const bundleOf = async (name: string, reward: object): Promise<string> =>
  (await whole.staff.one('mutation ($input: GiftBundleInput!) { giftBundleCreate(input: $input) { bundle { id } userErrors { message } } }', { input: { name, items: [{ reward, quantity: 1 }] } })).bundle.id as string;
const inBundle = (bundle: string): object => ({ kind: 'gift-bundle', spec: { bundle } });

describe('a prize that leads back to its game', () => {
  it('is refused when the game is published, with the way it leads', async () => {
    const bundle = await bundleOf('Twice', chanceOf('TWICE'));
    const outer = await bundleOf('Around', inBundle(bundle));
    const id = await draftGame('TWICE', inBundle(outer));
    const before = await whole.shop.digest();
    expect(await publish(id)).toEqual({ game: null, userErrors: [{ code: 'LOTTERY_REWARD_CIRCLE', path: ['id'], way: ['GIFT', `gift-bundle ${outer}`, `gift-bundle ${bundle}`, 'lottery-chance TWICE'] }] });
    expect(await whole.shop.digest()).toEqual(before);
    // By way of another game, too; a chance of its own that the odds show is what they say.
    const [there, back] = [await draftGame('THERE', chanceOf('BACK')), await draftGame('BACK', chanceOf('THERE'))];
    expect((await publish(there)).userErrors).toEqual([{ code: 'LOTTERY_REWARD_CIRCLE', path: ['id'], way: ['GIFT', 'lottery-chance BACK', 'lottery-chance THERE'] }]);
    expect((await publish(back)).userErrors).toHaveLength(1);
    expect(await publish(await draftGame('AGAIN', chanceOf('AGAIN')))).toEqual({ game: { state: 'LIVE' }, userErrors: [] });
  });

  it('is refused when a bundle is changed later, and where it was changed all the same gives nothing and says why', async () => {
    const bundle = await bundleOf('Later', { kind: 'points', spec: { points: 5 } });
    const gameId = await draftGame('LATER', inBundle(bundle));
    expect((await publish(gameId)).userErrors).toEqual([]);
    const items = [{ reward: chanceOf('LATER'), quantity: 1 }];
    const change = await ask('mutation ($id: ID!, $input: GiftBundleInput!) { giftBundleUpdate(id: $id, input: $input) { userErrors { path } } }', { id: bundle, input: { name: 'Later', items } });
    expect(change.userErrors).toEqual([{ path: ['input', 'items', '0', 'reward'] }]);
    await whole.shop.platform.rows("UPDATE gift_coupon.bundle SET items = $2::jsonb WHERE brand_id = $1 AND name = 'Later'", [whole.shop.id, JSON.stringify(items)]);
    const memberId = await join(whole.staff, 'circle');
    await whole.staff.ok('mutation ($g: ID!, $m: ID!) { lotteryChanceGrant(gameId: $g, memberId: $m, chances: 1, reason: "spec", idempotencyKey: "c") { userErrors { message } } }', { g: gameId, m: memberId });
    const { draw } = await whole.staff.one('mutation ($g: ID!, $m: ID!) { lotteryDraw(gameId: $g, memberId: $m, idempotencyKey: "d") { draw { prize { key } withheld } userErrors { message } } }', { g: gameId, m: memberId });
    expect(draw).toEqual({ prize: { key: 'GIFT' }, withheld: 'CIRCLE' });
    expect((await whole.staff.one('query ($id: ID!) { member(by: { id: $id }) { lotteryChances { nodes { cause state } } } }', { id: memberId })).lotteryChances.nodes).toEqual([{ cause: 'STAFF', state: 'CONSUMED' }]);
  });
});

it('counts surveys that were answered, and stamps that came, for stages of a challenge', async () => {
  const { staff, shop } = whole;
  const rewards = [{ kind: 'points', spec: { points: 1 } }];
  const stages = [{ key: 'SAY', name: 'Say', goal: 'SURVEY', count: 1, rewards }, { key: 'STAMPS', name: 'Stamps', goal: 'STAMPS', count: 3, rewards }];
  const { challenge } = await staff.one('mutation ($input: LotteryChallengeInput!) { lotteryChallengeCreate(input: $input) { challenge { id } userErrors { message } } }', { input: { code: 'BESIDE', name: 'Beside', startsAt: '2025-01-01T00:00:00Z', stages } });
  await staff.ok('mutation ($id: ID!) { lotteryChallengePublish(id: $id) { userErrors { message } } }', { id: challenge.id });
  const say = (text: string): object[] => [{ language: 'en', text }];
  const { survey } = await staff.one('mutation ($input: SurveyInput!) { surveyCreate(input: $input) { survey { id } userErrors { message } } }', { input: { name: 'Again', languages: ['en'], title: say('Again'), questions: [{ code: 'again', kind: 'RATING', text: say('Again?') }] } });
  await staff.ok('mutation ($id: ID!) { surveyPublish(id: $id) { userErrors { message } } }', { id: survey.id });
  const memberId = await join(staff, 'beside');
  const own = shop.as({ audience: 'member', memberId, name: memberId });
  const { response } = await own.one('mutation ($id: ID!) { surveyStart(id: $id) { response { id } userErrors { message } } }', { id: survey.id });
  await own.ok('mutation ($id: ID!) { surveySubmit(responseId: $id, answers: [{ question: "again", value: 5 }], idempotencyKey: "s") { userErrors { message } } }', { id: response.id });
  await shop.platform.drain();
  const input = { source: 'pos', externalId: 'beside-1', member: { id: memberId }, placedAt: '2026-01-05T03:00:00Z', lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '200' }] };
  await staff.ok('mutation ($input: OrderUpsertInput!) { orderUpsert(input: $input, idempotencyKey: "beside") { userErrors { message } } }', { input });
  await shop.platform.drain();
  const { lotteryChallenges } = await staff.one('query ($id: ID!) { member(by: { id: $id }) { lotteryChallenges { stages { stage { key } state counted } } } }', { id: memberId });
  // A visit gives one stamp, and two hundred give two.
  expect(lotteryChallenges).toEqual([{ stages: [{ stage: { key: 'SAY' }, state: 'REACHED', counted: 1 }, { stage: { key: 'STAMPS' }, state: 'REACHED', counted: 3 }] }]);
});

import { readId } from '@regulars/plugin-sdk';
import type { TestCaller } from '@regulars/testing';
import { type Calls, calledBy, newKey, type Town } from './town';

const byGameStaff = calledBy(({ stamps }) => stamps.staff);

/** Drawn by which nothing comes of it but a reward. */
const gameInput = (code: string, name = code): object => ({
  code, name, form: 'WHEEL', totalWeight: 1, startsAt: '2025-01-01T00:00:00Z', whenOut: 'FALLBACK_PRIZE', fallbackPrize: 'NONE',
  prizes: [{ key: 'P', name: 'Points', kind: 'REWARD', weight: 1, stock: 5, reward: { kind: 'points', spec: { points: 5 } } }, { key: 'NONE', name: 'Nothing', kind: 'NOTHING', weight: 0 }],
});

async function game(town: Town, n: number, isLive = true): Promise<string> {
  const { staff } = town.stamps;
  const { game: made } = await town.do('mutation ($input: LotteryGameInput!) { lotteryGameCreate(input: $input) { game { id } userErrors { message } } }', { input: gameInput(`L-${n}`) }, staff);
  if (isLive) await town.do('mutation ($id: ID!) { lotteryGamePublish(id: $id) { userErrors { message } } }', { id: made.id }, staff);
  return made.id;
}

const player = async (town: Town): Promise<string> =>
  (await town.do('mutation ($phone: String!, $key: String!) { memberJoin(input: { phone: $phone }, idempotencyKey: $key) { member { id } userErrors { message } } }', { phone: town.phone(), key: newKey() }, town.stamps.staff)).member.id;

/** Of a member with a chance. */
async function toDraw(town: Town, n: number): Promise<{ readonly gameId: string; readonly memberId: string }> {
  const [gameId, memberId] = [await game(town, n), await player(town)];
  await town.do('mutation ($g: ID!, $m: ID!, $key: String!) { lotteryChanceGrant(gameId: $g, memberId: $m, chances: 1, reason: "sorry", idempotencyKey: $key) { userErrors { message } } }', { g: gameId, m: memberId, key: newKey() }, town.stamps.staff);
  return { gameId, memberId };
}

/** Something physical that was won; its claim. */
async function won(town: Town, n: number): Promise<{ readonly claimId: string; readonly memberId: string }> {
  const { staff } = town.stamps;
  const { game: made } = await town.do('mutation ($input: LotteryGameInput!) { lotteryGameCreate(input: $input) { game { id } userErrors { message } } }', {
    input: { code: `W-${n}`, name: 'Cups', form: 'WHEEL', totalWeight: 1, startsAt: '2025-01-01T00:00:00Z', prizes: [{ key: 'CUP', name: 'Cup', kind: 'PHYSICAL', weight: 1, worth: '5000' }] },
  }, staff);
  await town.do('mutation ($id: ID!) { lotteryGamePublish(id: $id) { userErrors { message } } }', { id: made.id }, staff);
  const memberId = await player(town);
  await town.do('mutation ($g: ID!, $m: ID!, $key: String!) { lotteryChanceGrant(gameId: $g, memberId: $m, chances: 1, reason: "sorry", idempotencyKey: $key) { userErrors { message } } }', { g: made.id, m: memberId, key: newKey() }, staff);
  await town.do('mutation ($g: ID!, $m: ID!, $key: String!) { lotteryDraw(gameId: $g, memberId: $m, idempotencyKey: $key) { userErrors { message } } }', { g: made.id, m: memberId, key: newKey() }, staff);
  const { lotteryClaims } = await town.do('query ($id: ID!) { member(by: { id: $id }) { lotteryClaims { nodes { id } } } }', { id: memberId }, staff);
  return { claimId: lotteryClaims.nodes[0].id, memberId };
}

const taxInfo = { legalName: 'Ann Wang', idNumber: 'A123456789', address: 'Taipei', isResident: true };

async function claimed(town: Town, n: number): Promise<string> {
  const { claimId } = await won(town, n);
  await town.do('mutation ($id: ID!, $info: LotteryTaxInfoInput, $key: String!) { lotteryPrizeClaim(claimId: $id, taxInfo: $info, idempotencyKey: $key) { userErrors { message } } }', { id: claimId, info: taxInfo, key: newKey() }, town.stamps.staff);
  return claimId;
}

const challengeInput = (code: string, name = code): object => ({
  code, name, startsAt: '2025-01-01T00:00:00Z', stages: [{ key: 'BUY', name: 'Tea', goal: 'ORDER', count: 3, rewards: [{ kind: 'points', spec: { points: 5 } }] }],
});

async function challenge(town: Town, n: number, isLive = true): Promise<string> {
  const { challenge: made } = await town.do('mutation ($input: LotteryChallengeInput!) { lotteryChallengeCreate(input: $input) { challenge { id } userErrors { message } } }', { input: challengeInput(`H-${n}`) }, town.stamps.staff);
  if (isLive) await town.do('mutation ($id: ID!) { lotteryChallengePublish(id: $id) { userErrors { message } } }', { id: made.id }, town.stamps.staff);
  return made.id;
}

/** A game that is shared, and the link somebody has of it. */
async function shared(town: Town, n: number): Promise<{ readonly gameId: string; readonly code: string }> {
  const { staff } = town.stamps;
  const { game: made } = await town.do('mutation ($input: LotteryGameInput!) { lotteryGameCreate(input: $input) { game { id } userErrors { message } } }', { input: { ...gameInput(`S-${n}`), rules: [{ on: 'SHARE' }] } }, staff);
  await town.do('mutation ($id: ID!) { lotteryGamePublish(id: $id) { userErrors { message } } }', { id: made.id }, staff);
  const { link } = await town.do('mutation ($gameId: ID!) { lotteryShareLinkCreate(gameId: $gameId) { link { code } userErrors { message } } }', { gameId: made.id }, playerCaller(town, await player(town)));
  return { gameId: made.id, code: link.code };
}

export const lotteryCalls: Calls = {
  lotteryGameCreate: byGameStaff((_, n) => ({ input: gameInput(`N-${n}`) })),
  lotteryGameUpdate: byGameStaff(async (town, n) => ({ id: await game(town, n, false), input: gameInput(`L-${n}`, 'Renamed') })),
  lotteryGamePublish: byGameStaff(async (town, n) => ({ id: await game(town, n, false) })),
  lotteryGamePause: byGameStaff(async (town, n) => ({ id: await game(town, n) })),
  lotteryGameEnd: byGameStaff(async (town, n) => ({ id: await game(town, n) })),
  lotteryChallengeCreate: byGameStaff((_, n) => ({ input: challengeInput(`C-${n}`) })),
  lotteryChallengeUpdate: byGameStaff(async (town, n) => ({ id: await challenge(town, n, false), input: challengeInput(`H-${n}`, 'Renamed') })),
  lotteryChallengePublish: byGameStaff(async (town, n) => ({ id: await challenge(town, n, false) })),
  lotteryChallengePause: byGameStaff(async (town, n) => ({ id: await challenge(town, n) })),
  lotteryChallengeEnd: byGameStaff(async (town, n) => ({ id: await challenge(town, n) })),
  lotteryChanceGrant: byGameStaff(async (town, n) => ({ gameId: await game(town, n), memberId: await player(town), chances: 2, reason: 'sorry', idempotencyKey: newKey() })),
  lotteryPrizeClaim: byGameStaff(async (town, n) => ({ claimId: (await won(town, n)).claimId, taxInfo, idempotencyKey: newKey() })),
  lotteryPrizeHandOver: byGameStaff(async (town, n) => ({ claimId: await claimed(town, n), idempotencyKey: newKey() })),
  lotteryDraw: byGameStaff(async (town, n) => ({ ...(await toDraw(town, n)), idempotencyKey: newKey() })),
};

const playerCaller = (town: Town, id: string): TestCaller => town.stamps.shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', id) as string, name: id });

/** What members do themselves. */
export const ownLotteryCalls: Calls = {
  lotteryShareLinkCreate: async (town) => ({ caller: playerCaller(town, await player(town)), variables: { gameId: (await shared(town, town.next())).gameId } }),
  lotteryShareLinkOpen: async (town) => {
    const { code } = await shared(town, town.next());
    return { caller: playerCaller(town, await player(town)), variables: { code } };
  },
  lotteryPrizeClaim: async (town) => {
    const { claimId, memberId } = await won(town, town.next());
    return { caller: playerCaller(town, memberId), variables: { claimId, taxInfo, idempotencyKey: newKey() } };
  },
  lotteryDraw: async (town) => {
    const { gameId, memberId } = await toDraw(town, town.next());
    return { caller: playerCaller(town, memberId), variables: { gameId, idempotencyKey: newKey() } };
  },
};

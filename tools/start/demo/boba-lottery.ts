import { randomUUID } from 'node:crypto';
import type { BrandClient } from '../platform-client';

const REFUSALS = 'userErrors { code message path }';

/** A wheel that is live: every order of a hundred is a chance. */
const WHEEL = {
  code: 'BOBA-WHEEL', name: '珍奶幸運轉盤', form: 'WHEEL', totalWeight: 1000, dailyLimit: 3, whenOut: 'FALLBACK_PRIZE', fallbackPrize: 'NONE',
  prizes: [
    { key: 'TUMBLER', name: '限量隨行杯', kind: 'PHYSICAL', weight: 10, stock: 20, perMemberLimit: 1 },
    { key: 'TENTH', name: '滿百九折券', kind: 'REWARD', weight: 90, dailyQuota: 30, reward: { kind: 'gift-coupon', spec: { template: 'THANKS-10' } } },
    { key: 'P30', name: '30 點', kind: 'REWARD', weight: 200, reward: { kind: 'points', spec: { points: 30 } } },
    { key: 'AGAIN', name: '再轉一次', kind: 'REWARD', weight: 100, reward: { kind: 'lottery-chance', spec: { game: 'BOBA-WHEEL' } } },
    { key: 'NONE', name: '謝謝參加', kind: 'NOTHING', weight: 600 },
  ],
  rules: [{ on: 'ORDER', atLeast: '100' }, { on: 'JOIN' }, { on: 'SHARE', dailyLimit: 3, memberLimit: 20 }],
};

/** Tea gives a chance, a prize of it the next stage, and friends the last. */
const CHALLENGE = {
  code: 'BOBA-TOUR', name: '珍奶三關挑戰',
  stages: [
    { key: 'BUY', name: '消費滿百 3 次', goal: 'ORDER', count: 3, atLeast: '100', rewards: [{ kind: 'lottery-chance', spec: { game: 'BOBA-WHEEL' } }] },
    { key: 'WIN', name: '轉盤中獎', goal: 'WIN', count: 1, game: 'BOBA-WHEEL', rewards: [{ kind: 'points', spec: { points: 30 } }] },
    { key: 'SHARE', name: '邀請 2 位好友', goal: 'SHARE', count: 2, rewards: [{ kind: 'gift-coupon', spec: { template: 'THANKS-10' } }] },
  ],
};

/** Every how many-th member has spun it. */
const EACH = 4;

/** A wheel and a challenge, both live. Some members were given two chances each, and have drawn one of them. */
export async function runLottery(brand: BrandClient, memberIds: readonly string[], since: string): Promise<void> {
  await brand.run(`mutation { pluginEnable(id: "lottery") { ${REFUSALS} } }`);
  const { lotteryGameCreate } = await brand.run<{ lotteryGameCreate: { game: { id: string } } }>(`mutation ($input: LotteryGameInput!) { lotteryGameCreate(input: $input) { game { id } ${REFUSALS} } }`, { input: { ...WHEEL, startsAt: since } });
  const { id } = lotteryGameCreate.game;
  await brand.run(`mutation ($id: ID!) { lotteryGamePublish(id: $id) { ${REFUSALS} } }`, { id });
  const { lotteryChallengeCreate } = await brand.run<{ lotteryChallengeCreate: { challenge: { id: string } } }>(`mutation ($input: LotteryChallengeInput!) { lotteryChallengeCreate(input: $input) { challenge { id } ${REFUSALS} } }`, { input: { ...CHALLENGE, startsAt: since } });
  await brand.run(`mutation ($id: ID!) { lotteryChallengePublish(id: $id) { ${REFUSALS} } }`, { id: lotteryChallengeCreate.challenge.id });
  for (const memberId of memberIds.filter((_, index) => index % EACH === 0)) {
    await brand.run(`mutation ($id: ID!, $memberId: ID!, $key: String!) { lotteryChanceGrant(gameId: $id, memberId: $memberId, chances: 2, reason: "開幕活動", idempotencyKey: $key) { ${REFUSALS} } }`, { id, memberId, key: randomUUID() });
    await brand.run(`mutation ($id: ID!, $memberId: ID!, $key: String!) { lotteryDraw(gameId: $id, memberId: $memberId, idempotencyKey: $key) { ${REFUSALS} } }`, { id, memberId, key: randomUUID() });
  }
}

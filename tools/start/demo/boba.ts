import { randomUUID } from 'node:crypto';
import type { BrandClient } from '../platform-client';
import type { BrandDemo } from '.';
import { runCoupons } from './boba-coupons';
import { DRINKS, GIVEN_NAMES, STORES, SURNAMES } from './boba-data';
import { runLottery } from './boba-lottery';
import { runReferrals } from './boba-referrals';
import { runMessages } from './boba-messages';
import { runSurveys } from './boba-surveys';
import { seeded } from './random';

const MEMBERS = { full: 80, small: 30 };
const DAYS = 90;
const DAY = 86_400_000;
const SOURCE = 'boba-pos';

const spend = (atLeast: string): object => ({ match: 'ALL', conditions: [{ metric: 'NET_SPEND', atLeast, window: 'ROLLING_DAYS', count: 365 }] });

const TIERS = [
  { code: 'TEA', name: '茶友', rank: 0 },
  { code: 'PEARL', name: '珍珠會員', rank: 1, upgradeWhen: spend('800'), multiplierBp: 12000 },
  { code: 'MASTER', name: '茶藝大師', rank: 2, upgradeWhen: spend('2500'), multiplierBp: 15000, benefits: { birthday: '生日當月飲品免費一杯' } },
];

const EARN_RULES = [
  { code: 'SPEND', name: '消費滿 50 元得 1 點', kind: 'PER_AMOUNT', points: 1, amount: '50' },
  { code: 'WEEKNIGHT', name: '週一至週四晚間點數加倍', kind: 'MULTIPLIER', multiplierBp: 20000, scope: { windows: [{ weekdays: [1, 2, 3, 4], from: '17:00', to: '22:00' }] } },
  { code: 'VISIT', name: '每日到店 1 點', kind: 'PER_VISIT', points: 1 },
];

const cards = (startsAt: string): object[] => [
  { name: '來店集點卡', slots: 10, startsAt, rules: [{ kind: 'VISIT', stamps: 1 }], rewards: [{ at: 10, reward: { kind: 'points', spec: { points: 30 } } }] },
  { name: '滿百集點卡', slots: 12, startsAt, rules: [{ kind: 'PER_AMOUNT', stamps: 1, amount: '100' }], rewards: [{ at: 12, reward: { kind: 'points', spec: { points: 50 } } }] },
  {
    name: '五店巡禮', kind: 'MISSION', slots: STORES.length, startsAt, validForDays: 60, nearlyFullAt: 1, rules: STORES.map(({ code, name }) => ({ kind: 'TASK', step: name, storeCodes: [code] })),
    rewards: [{ at: 3, reward: { kind: 'points', spec: { points: 20 } } }, { at: STORES.length, reward: { kind: 'points', spec: { points: 100 } } }],
  },
];

const REFUSALS = 'userErrors { code message path }';

async function setUp(brand: BrandClient, since: string): Promise<void> {
  await brand.run(`mutation { brandUpdate(input: { locales: ["zh-TW", "en"] }) { ${REFUSALS} } }`);
  for (const input of STORES) await brand.run(`mutation ($input: StoreInput!) { storeCreate(input: $input) { ${REFUSALS} } }`, { input });
  await brand.run(`mutation { pointsSettingsUpdate(input: { expiry: AFTER_MONTHS, expiryCount: 12, worth: "1" }) { ${REFUSALS} } }`);
  for (const input of EARN_RULES) {
    const { earnRuleCreate } = await brand.run<{ earnRuleCreate: { rule: { id: string } } }>(`mutation ($input: EarnRuleInput!) { earnRuleCreate(input: $input) { rule { id } ${REFUSALS} } }`, { input });
    await brand.run(`mutation ($id: ID!, $at: DateTime) { earnRuleActivate(id: $id, at: $at) { ${REFUSALS} } }`, { id: earnRuleCreate.rule.id, at: since });
  }
  const { tierProgramCreate } = await brand.run<{ tierProgramCreate: { program: { id: string } } }>(`mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id } ${REFUSALS} } }`, { input: { tiers: TIERS } });
  await brand.run(`mutation ($id: ID!, $at: DateTime) { tierProgramActivate(id: $id, at: $at) { ${REFUSALS} } }`, { id: tierProgramCreate.program.id, at: since });
  await brand.run(`mutation { pluginEnable(id: "stamp-card") { ${REFUSALS} } }`);
  for (const input of cards(since)) {
    const { stampCardProgramCreate } = await brand.run<{ stampCardProgramCreate: { program: { id: string } } }>(`mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } ${REFUSALS} } }`, { input });
    await brand.run(`mutation ($id: ID!) { stampCardProgramActivate(id: $id) { ${REFUSALS} } }`, { id: stampCardProgramCreate.program.id });
  }
}

const random = seeded(20260101);

const members = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({
    phone: `09${String(10_000_000 + index * 137_911).padStart(8, '0')}`,
    name: random.pick([...SURNAMES]) + random.pick(GIVEN_NAMES),
    gender: random.pick(['FEMALE', 'MALE', 'UNKNOWN']),
    birthDate: `${random.between(1970, 2006)}-${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`,
    language: 'zh-TW',
    recruitmentChannel: 'STORE_QR',
    externalId: { source: SOURCE, id: `M${index + 1}` },
    consents: [{ purpose: 'MARKETING', channel: 'LINE', granted: random.next() < 0.7 }],
  }));

/** A till's history: every third member comes weekly, the others now and then; some drinks go back. */
function orders(count: number, now: number): object[] {
  const placed: { placedAt: string; input: object }[] = [];
  for (let member = 1; member <= count; member++) {
    const every = member % 3 === 0 ? 7 : random.between(12, 40);
    for (let day = DAYS - random.between(0, every); day > 0; day -= random.between(Math.ceil(every / 2), every)) {
      const at = new Date(now - day * DAY);
      at.setUTCHours(random.between(2, 13), random.between(0, 59), 0, 0); // 10:00 to 21:59 in Taipei
      placed.push({ placedAt: at.toISOString(), input: order(member, placed.length + 1, at.toISOString()) });
    }
  }
  return placed.sort((a, b) => (a.placedAt < b.placedAt ? -1 : 1)).map(({ input }) => input);
}

function order(member: number, serial: number, placedAt: string): object {
  const lines = Array.from({ length: random.between(1, 3) }, (_, index) => {
    const { price, ...drink } = random.pick(DRINKS);
    return { ...drink, number: index + 1, quantity: random.between(1, 2), unitPrice: String(price) };
  });
  return { source: SOURCE, externalId: `B${String(serial).padStart(5, '0')}`, member: { externalId: { source: SOURCE, id: `M${member}` } }, storeCode: random.pick(STORES).code, channel: 'POS', placedAt, lines };
}

const BATCH = 100;

/** A chain of five tea shops in Taiwan, on the real clock. */
export const bobaDemo: BrandDemo = {
  input: { code: 'boba', name: '珍奶實驗室', timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW' },
  async load(brand, size) {
    const now = Date.now();
    await setUp(brand, new Date(now - (DAYS + 1) * DAY).toISOString());
    await runSurveys(brand);
    const ids: string[] = [];
    for (const input of members(MEMBERS[size])) {
      const { memberJoin } = await brand.run<{ memberJoin: { member: { id: string } } }>(`mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } ${REFUSALS} } }`, { input, key: randomUUID() });
      ids.push(memberJoin.member.id);
    }
    await runMessages(brand, ids);
    const all = orders(MEMBERS[size], now);
    for (let from = 0; from < all.length; from += BATCH) {
      const { ordersUpsert } = await brand.run<{ ordersUpsert: { results: { userErrors: { message: string }[] }[] } }>(
        `mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { index ${REFUSALS} } ${REFUSALS} } }`,
        { inputs: all.slice(from, from + BATCH), key: randomUUID() },
      );
      const refused = ordersUpsert.results.flatMap((result) => result.userErrors);
      if (refused.length > 0) throw new Error(`The demo's orders were refused: ${refused[0]?.message}`);
    }
    await runCoupons(brand, ids);
    await runLottery(brand, ids, new Date(now - DAY).toISOString());
    await runReferrals(brand, ids, new Date(now - DAY).toISOString());
    return ids[2] ?? null;
  },
};

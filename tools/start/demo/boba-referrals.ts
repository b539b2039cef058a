import { randomUUID } from 'node:crypto';
import type { BrandClient } from '../platform-client';
import { DRINKS, STORES } from './boba-data';

const REFUSALS = 'userErrors { code message path }';
const points = (count: number): object => ({ kind: 'points', spec: { points: count } });
const share = { kind: 'points', spec: {} };

/** A welcome for friends, something for their first order, and a share of what they spend, up to who brought who brought them. */
const FRIENDS = {
  code: 'BOBA-FRIENDS', name: '揪團喝珍奶', target: 'https://boba.example/join', acknowledgement: '示範資料:報備文號 1150001',
  rules: [
    { key: 'welcome', on: 'JOIN', to: 'REFEREE', reward: points(20) },
    { key: 'first', on: 'NTH_ORDER', minNet: '100', reward: points(50) },
    { key: 'share', on: 'EVERY_ORDER', windowDays: 365, mostPerMonth: 500, reward: share, share: { bp: 500 } },
    { key: 'chain', on: 'EVERY_ORDER', level: 2, windowDays: 365, mostPerMonth: 200, reward: share, share: { bp: 200 } },
  ],
};

/** So many friends each of the first members brings; the first friend of each brings one more. */
const BROUGHT = [3, 2, 1];

/** A program that is live, by which some members have brought friends, who have bought since. */
export async function runReferrals(brand: BrandClient, memberIds: readonly string[], since: string): Promise<void> {
  await brand.run(`mutation { pluginEnable(id: "referral") { ${REFUSALS} } }`);
  const { referralProgramCreate } = await brand.run<{ referralProgramCreate: { program: { id: string } } }>(`mutation ($input: ReferralProgramInput!) { referralProgramCreate(input: $input) { program { id } ${REFUSALS} } }`, { input: { ...FRIENDS, startsAt: since } });
  await brand.run(`mutation ($id: ID!) { referralProgramPublish(id: $id) { ${REFUSALS} } }`, { id: referralProgramCreate.program.id });
  let serial = 0;
  for (const [index, friends] of BROUGHT.entries()) {
    for (let nth = 0; nth < friends; nth++) {
      const friend = await bring(brand, memberIds[index] ?? '', ++serial);
      if (nth === 0) await bring(brand, friend, ++serial);
    }
  }
  await holdLatest(brand);
}

/** Somebody of the staff has the last friend looked at, before anything is given for it. */
async function holdLatest(brand: BrandClient): Promise<void> {
  const { referralEdges } = await brand.run<{ referralEdges: { nodes: { id: string }[] } }>('{ referralEdges(first: 1) { nodes { id } } }');
  await brand.run(`mutation ($edgeId: ID!, $key: String!) { referralReviewOpen(edgeId: $edgeId, reason: "門市回報:同一人多次入會", idempotencyKey: $key) { ${REFUSALS} } }`, { edgeId: referralEdges.nodes[0]?.id, key: randomUUID() });
}

/** A friend who joins by a member's code, and drinks tea. */
async function bring(brand: BrandClient, memberId: string, serial: number): Promise<string> {
  const { referralLinkCreate } = await brand.run<{ referralLinkCreate: { link: { code: string } } }>(
    `mutation ($memberId: ID!, $key: String!) { referralLinkCreate(programId: "BOBA-FRIENDS", memberId: $memberId, idempotencyKey: $key) { link { code } ${REFUSALS} } }`, { memberId, key: randomUUID() });
  const friend = { phone: `0988${String(100_000 + serial * 7_919)}`, name: `好友 ${serial}`, language: 'zh-TW', recruitmentLink: referralLinkCreate.link.code };
  const { memberJoin } = await brand.run<{ memberJoin: { member: { id: string } } }>(`mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } ${REFUSALS} } }`, { input: friend, key: randomUUID() });
  const { id } = memberJoin.member;
  const { price, ...drink } = DRINKS[serial % DRINKS.length] as (typeof DRINKS)[number];
  const sale = { source: 'boba-pos', externalId: `FRIEND-${serial}`, member: { id }, storeCode: STORES[serial % STORES.length]?.code, channel: 'POS', placedAt: new Date().toISOString(), lines: [{ ...drink, number: 1, quantity: 2, unitPrice: String(price) }] };
  await brand.run(`mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { ${REFUSALS} } }`, { input: sale, key: randomUUID() });
  return id;
}

import { createHash } from 'node:crypto';
import { modules } from '@regulars/gateway/installation';
import { newUuid, publicId, statement } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';

/** The whole installation, as the gateway has it. */
export const createWholePlatform = (): Promise<TestPlatform> => createTestPlatform(modules);

/** Before any order of a spec. */
const SINCE = '2025-01-01T00:00:00Z';

const spend = (atLeast: string): object => ({ conditions: [{ metric: 'NET_SPEND', atLeast, window: 'ROLLING_DAYS', count: 365 }] });

export interface WholeShop {
  readonly shop: TestShop;
  readonly staff: TestCaller;
}

/** A brand in Taipei with everything on: points by amount and by visit, three tiers, two stamp cards with rewards, coupons. */
export async function openShop(platform: TestPlatform, multiplierBp = 10_000): Promise<WholeShop> {
  const { shop, staff } = await openPlainShop(platform, ['stamp-card', 'gift-coupon', 'lottery', 'survey', 'messaging', 'referral'], multiplierBp);
  await stampCard(staff, { name: 'Visits', slots: 3, rules: [{ kind: 'VISIT' }], rewards: [{ at: 3, reward: { kind: 'points', spec: { points: 20 } } }] });
  await stampCard(staff, { name: 'Spend', slots: 8, rules: [{ kind: 'PER_AMOUNT', amount: '100' }], rewards: [{ at: 4, reward: { kind: 'points', spec: { points: 7 } } }] });
  return { shop, staff };
}

/** Such a shop for all specs of a file, there before the first and gone after the last; `take` is told of it. */
export function shopOfFile(take: (opened: { readonly platform: TestPlatform; readonly whole: WholeShop }) => void): void {
  let platform: TestPlatform | undefined;
  beforeAll(async () => {
    platform = await createWholePlatform();
    take({ platform, whole: await openShop(platform) });
  }, 60_000);
  afterAll(() => platform?.stop());
}

/** The same with other stamp cards, and a multiplier for each tier. */
export async function openShopWith(platform: TestPlatform, { plugins, multiplierBp, cards }: { readonly plugins: readonly string[]; readonly multiplierBp: readonly [number, number]; readonly cards: readonly object[] }): Promise<WholeShop> {
  const whole = await openPlainShop(platform, plugins, ...multiplierBp);
  for (const card of cards) await stampCard(whole.staff, card);
  return whole;
}

/** The same without stamp cards, and without plugins unless some are named. */
export async function openPlainShop(platform: TestPlatform, plugins: readonly string[] = [], silverBp = 10_000, goldBp = silverBp): Promise<WholeShop> {
  const shop = await platform.brand({ plugins, timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW' });
  const staff = shop.everything();
  await staff.ok('mutation { storeCreate(input: { code: "S1", name: "One" }) { userErrors { message } } }');
  await earnRule(staff, { code: 'SPEND', name: 'Spend', kind: 'PER_AMOUNT', points: 1, amount: '10' });
  await earnRule(staff, { code: 'VISIT', name: 'Visit', kind: 'PER_VISIT', points: 3 });
  const { program } = await staff.one('mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id } userErrors { path message } } }', {
    input: { tiers: [{ code: 'BASE', name: 'Base', rank: 0 }, { code: 'SILVER', name: 'Silver', rank: 1, upgradeWhen: spend('1000'), multiplierBp: silverBp }, { code: 'GOLD', name: 'Gold', rank: 2, upgradeWhen: spend('3000'), multiplierBp: goldBp }] },
  });
  await staff.ok('mutation ($id: ID!, $at: DateTime!) { tierProgramActivate(id: $id, at: $at) { userErrors { message } } }', { id: program.id, at: SINCE });
  return { shop, staff };
}

async function earnRule(staff: TestCaller, input: object): Promise<void> {
  const { rule } = await staff.one('mutation ($input: EarnRuleInput!) { earnRuleCreate(input: $input) { rule { id } userErrors { path message } } }', { input });
  await staff.ok('mutation ($id: ID!, $at: DateTime!) { earnRuleActivate(id: $id, at: $at) { userErrors { message } } }', { id: rule.id, at: SINCE });
}

export async function stampCard(staff: TestCaller, input: object): Promise<void> {
  const { program } = await staff.one('mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } userErrors { path message } } }', { input: { startsAt: SINCE, ...input } });
  await staff.ok('mutation ($id: ID!) { stampCardProgramActivate(id: $id) { userErrors { message } } }', { id: program.id });
}

export async function join(staff: TestCaller, externalId: string): Promise<string> {
  const { member } = await staff.one('mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { path message } } }', {
    input: { externalId: { source: 'pos', id: externalId } }, key: `join-${externalId}`,
  });
  return member.id;
}

const insertFile = statement<never, [string, number, Buffer]>('spec.file', `INSERT INTO platform.file (id, name, content_type, size, sha256) VALUES ($1, 'x.csv', 'text/csv', $2, $3)`);
const insertChunk = statement<never, [string, Buffer]>('spec.chunk', 'INSERT INTO platform.file_chunk (file_id, number, bytes) VALUES ($1, 0, $2)');

/** Uploads a file; answers its public id. */
export async function upload(shop: TestShop, csv: string): Promise<string> {
  const id = newUuid();
  const bytes = Buffer.from(csv);
  await shop.context(async (ctx) => {
    await ctx.sql(insertFile(id, bytes.length, createHash('sha256').update(bytes).digest()));
    await ctx.sql(insertChunk(id, bytes));
  });
  return publicId('fil', id);
}

/** Uploads a file, imports it, and waits until it is done. */
export async function importFile(platform: TestPlatform, { shop, staff }: WholeShop, kind: string, csv: string): Promise<Data> {
  const file = await upload(shop, csv);
  const { job } = await staff.one('mutation ($input: ImportCreateInput!, $key: String!) { importCreate(input: $input, idempotencyKey: $key) { job { id } userErrors { path message } } }', {
    input: { kind, file, source: 'pos' }, key: newUuid(),
  });
  await platform.drain();
  return staff.one('query ($id: ID!) { job(id: $id) { status created failed errors { row column message } } }', { id: job.id });
}

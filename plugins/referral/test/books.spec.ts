import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { Members, type RewardKindOf, RewardKinds } from '@regulars/member/contract';
import { order } from '@regulars/order';
import { definePlugin, extend, newUuid, readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { type Data, shopForEach, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { z } from 'zod';
import { referral } from '../src';
import { referralMemberData } from '../src/domain/member-data';
import { MERGE, ORDER, UNMERGE, VISIT } from './support/documents';
import { bind, bring, codeOf, join, liveProgram, refusals } from './support/programs';

const given: string[] = [];
const mug: RewardKindOf<object> = {
  kind: 'mug', spec: z.strictObject({}), describe: () => 'A mug',
  grant: (_, grants) => Promise.resolve(grants.map(({ receiptId }) => (given.push(receiptId), { receiptKey: receiptId }))),
  revoke: (_, receipts) => Promise.resolve(receipts.forEach(({ receiptKey }) => given.splice(given.indexOf(receiptKey), 1))),
};
const mugs = definePlugin({ id: 'mugs', version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' }, extensions: [extend(RewardKinds, mug)] });

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
shopForEach([brand, member, order, points, mugs, referral], { plugins: ['referral', 'mugs'], timeZone: 'Asia/Taipei', currency: 'TWD', sandbox: true }, (opened) => {
  ({ platform, shop, staff } = opened);
});
beforeEach(async () => {
  placed.clear();
});

const placed = new Map<string, string>();
async function sell(externalId: string, memberId: string, amount: number, more: object = {}): Promise<void> {
  const now = await shop.now();
  const placedAt = placed.get(externalId) ?? now.toISOString();
  placed.set(externalId, placedAt);
  const lines = [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: String(amount) }];
  await staff.ok(ORDER, { input: { source: 'pos', externalId, member: { id: memberId }, placedAt, updatedAt: now.toISOString(), lines, ...more }, key: newUuid() });
  await platform.drain();
}
async function pay(): Promise<void> {
  await shop.advance({ minutes: 2 });
  await platform.drain();
}

const REWARDS = 'query ($id: ID!) { member(by: { id: $id }) { referralRewards(first: 50) { nodes { rule state amount given } } } }';
const rewardsOf = async (id: string): Promise<string[]> =>
  ((await staff.one(REWARDS, { id })).referralRewards.nodes as Data[]).map(({ rule, state, amount, given: had }) => `${rule as string} ${state as string} ${String(amount)}/${String(had)}`).reverse();

const nth = (key: string, more: object): object => ({ key, on: 'NTH_ORDER', holdDays: 0, reward: { kind: 'points', spec: { points: 10 } }, ...more });
const SHARE = { key: 'share', on: 'EVERY_ORDER', holdDays: 0, reward: { kind: 'points', spec: {} }, share: { bp: 500 } };

it('takes back what an order gave, though the order proves to be another friend\'s', async () => {
  const programId = await liveProgram(staff, 'P', { rules: [nth('second', { nth: 2 })] });
  const [ann, eve] = [await join(staff), await join(staff)];
  const [bob, fay] = [await bring(staff, programId, ann), await bring(staff, programId, eve)];
  await sell('1', bob, 100);
  await sell('2', bob, 100);
  await pay();
  expect(await rewardsOf(ann)).toEqual(['second PAID 1/1']);
  await sell('1', fay, 100, { revision: 2 });
  expect([await rewardsOf(ann), await rewardsOf(eve)]).toEqual([['second REVERSED 0/0'], []]);
});

it('says that what is of a kind that is switched off stays given', async () => {
  const programId = await liveProgram(staff, 'P', { rules: [nth('first', { reward: { kind: 'mug', spec: {} } })] });
  const ann = await join(staff);
  const bob = await bring(staff, programId, ann);
  await sell('1', bob, 100);
  await pay();
  await staff.ok('mutation { pluginDisable(id: "mugs") { userErrors { code } } }');
  await sell('1', bob, 100, { revision: 2, status: 'VOIDED' });
  expect([await rewardsOf(ann), given.length]).toEqual([['first PAID 1/1'], 1]);
  expect(await shop.violations()).toEqual([]);
  await staff.ok('mutation { pluginEnable(id: "mugs") { userErrors { code } } }');
  await sell('1', bob, 100, { revision: 3, status: 'VOIDED', channel: 'ONLINE' });
  expect([await rewardsOf(ann), given.length]).toEqual([['first REVERSED 0/0'], 0]);
});

it('pays for an order of somebody who was two people to whoever brought the one who bought', async () => {
  const programId = await liveProgram(staff, 'P', { rules: [SHARE] });
  const [ann, eve] = [await join(staff), await join(staff)];
  const [bob, fay] = [await bring(staff, programId, ann), await bring(staff, programId, eve)];
  await sell('1', bob, 1_000);
  await pay();
  await staff.ok(MERGE, { survivorId: fay, loserId: bob, key: 'm' });
  await sell('1', fay, 800, { revision: 2 });
  await pay();
  expect([await rewardsOf(ann), await rewardsOf(eve)]).toEqual([['share PAID 40/40'], []]);
  await sell('2', fay, 100);
  expect([await rewardsOf(ann), await rewardsOf(eve)]).toEqual([['share PAID 40/40'], ['share PENDING 5/0']]);
});

it('pays nobody for a place in a chain that a merge has taken, and pays when the merge is undone', async () => {
  const level2 = { ...SHARE, key: 'two', level: 2, share: { bp: 200 }, holdDays: 1 };
  const programId = await liveProgram(staff, 'P', { acknowledgement: 'FTC 2026-1', rules: [{ ...SHARE, holdDays: 1 }, level2] });
  const [ann, eve] = [await join(staff), await join(staff)];
  const bob = await bring(staff, programId, ann);
  const cat = await bring(staff, programId, bob);
  const fay = await bring(staff, programId, eve);
  await sell('1', cat, 1_000);
  await sell('2', bob, 1_000);
  await sell('3', bob, 500);
  expect([await rewardsOf(ann), await rewardsOf(bob)]).toEqual([['two PENDING 20/0', 'share PENDING 50/0', 'share PENDING 25/0'], ['share PENDING 50/0']]);
  const { operationId } = await staff.one(MERGE, { survivorId: fay, loserId: bob, key: 'm' });
  await shop.advance({ days: 2 });
  await platform.drain();
  expect([await rewardsOf(ann), await rewardsOf(fay)]).toEqual([['two REJECTED 20/0', 'share REJECTED 50/0', 'share REJECTED 25/0'], ['share PAID 50/50']]);
  await sell('3', fay, 500, { revision: 2, status: 'VOIDED' });
  await staff.ok(UNMERGE, { id: operationId, key: 'u' });
  await platform.drain();
  await pay();
  expect([await rewardsOf(ann), await rewardsOf(bob)]).toEqual([['two PAID 20/20', 'share PAID 50/50', 'share REVERSED 0/0'], ['share PAID 50/50']]);
});

it('closes no circle by an unmerge', async () => {
  const programId = await liveProgram(staff, 'P');
  const [ann, eve] = [await join(staff), await join(staff)];
  const bob = await bring(staff, programId, ann);
  const cat = await bring(staff, programId, bob);
  const twin = await bring(staff, programId, eve);
  const { operationId } = await staff.one(MERGE, { survivorId: twin, loserId: bob, key: 'm' });
  // Ann brought Bob, which was dropped; Bob brought Cat, who brings Ann.
  expect(await bind(staff, ann, await codeOf(staff, programId, cat))).toEqual([]);
  expect(refusals(await staff.run(UNMERGE, { id: operationId, key: 'u' }))).toEqual([]);
});

it('closes no circle by two merges at once', async () => {
  const programId = await liveProgram(staff, 'P');
  const [ann, bob] = [await join(staff), await join(staff)];
  const [ofAnn, ofBob] = [await bring(staff, programId, ann), await bring(staff, programId, bob)];
  let arrived = 0;
  let open = (): void => undefined;
  const both = new Promise<void>((resolve) => { open = resolve; });
  // Each waits for the other before it commits, but not for one that waits for a lock.
  const meet = (): Promise<unknown> => (++arrived === 2 ? open() : undefined, Promise.race([both, new Promise((resolve) => setTimeout(resolve, 300))]));
  const merge = (survivor: string, loser: string): Promise<unknown> => shop.context(async (ctx) => {
    const [survivorId, loserId] = [survivor, loser].map((id) => readId('mbr', id) as string) as [string, string];
    await ctx.use(Members).lock([survivorId, loserId]);
    await referralMemberData.merge(ctx, { survivorId, loserId });
    await meet();
  });
  await Promise.all([merge(bob, ofAnn), merge(ann, ofBob)]);
  expect(await shop.violations()).toEqual([]);
});

it('forgets where somebody followed a link when they are erased', async () => {
  const programId = await liveProgram(staff, 'P');
  const page = shop.as({ audience: 'member', kind: 'anonymous', name: 'page' });
  const { recruitmentLink } = await page.one(VISIT.replace('idempotencyKey: $key', 'idempotencyKey: $key, device: "phone"'), { code: await codeOf(staff, programId, await join(staff)), key: 'x' });
  const bob = await join(staff, { recruitmentLink });
  const seen = (): Promise<unknown> => platform.rows('SELECT device IS NOT NULL AS seen FROM referral.click WHERE brand_id = $1', [shop.id]);
  expect(await seen()).toEqual([{ seen: true }]);
  await staff.ok('mutation ($id: ID!) { memberErase(id: $id, reason: "asked", idempotencyKey: "e") { userErrors { code message } } }', { id: bob });
  expect(await seen()).toEqual([{ seen: false }]);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { giveRewards, Members, takeBackRewards } from '@regulars/member/contract';
import { readId } from '@regulars/plugin-sdk';
import type { TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { askPartners } from '../src/domain/ask-partners';
import { giftCouponMemberData } from '../src/domain/member-data';
import { changeBundle, createBundle } from '../src/domain/save-bundle';
import { BUNDLES } from './bundle-documents';
import { both, bundleOf, pairForEach, ten, theirs, wallet } from './partner-support';
import { codeOf, join, liveTemplate } from './support';

const MERGE = 'mutation ($a: ID!, $b: ID!) { memberMerge(survivorId: $a, loserId: $b, reason: "same", idempotencyKey: "m") { operationId userErrors { message } } }';
const UNMERGE = 'mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "not the same", idempotencyKey: "u") { userErrors { message } } }';

let platform: TestPlatform;
let tea: TestShop;
let cake: TestShop;
let cakeStaff: TestCaller;
let teaStaff: TestCaller;

pairForEach((made) => void ({ platform, tea, cake, cakeStaff, teaStaff } = made));

const cause = { module: 'tier', key: 'one' };
const uuid = (memberId: string): string => readId('mbr', memberId) ?? '';
const reward = (bundle: string, memberId: string): Promise<void> => tea.context((ctx) => giveRewards(ctx, [{ kind: 'gift-bundle', spec: { bundle }, memberId: uuid(memberId), cause, at: ctx.now }]));

async function untilSomebodyWaits(): Promise<void> {
  while ((await platform.rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length === 0) await sleep(5);
}

it('is taken back from whom the member there is merged into at the same time', async () => {
  await liveTemplate(cakeStaff, 'C');
  const [here, there] = await both();
  await reward(await bundleOf([theirs('C')]), here);
  await platform.drain();
  const survivor = await join(cakeStaff);
  await tea.context((ctx) => takeBackRewards(ctx, [cause]));
  const pair = { survivorId: uuid(survivor), loserId: uuid(there) };
  const { taking } = await cake.context(async (ctx) => {
    await ctx.use(Members).lock([pair.survivorId, pair.loserId]);
    const drained = platform.drain();
    await untilSomebodyWaits();
    await giftCouponMemberData.merge(ctx, pair);
    return { taking: drained };
  });
  await taking;
  await platform.drain();
  expect(await wallet(cake, survivor)).toEqual([0, ['C REVOKED']]);
});

it('goes back to whose it was when the merge is undone, also what was only reserved when they were merged', async () => {
  await liveTemplate(cakeStaff, 'C');
  const [here, there] = await both();
  const survivor = await join(cakeStaff);
  await reward(await bundleOf([theirs('C')]), here);
  const [{ id: giftId } = { id: '' }] = await platform.rows<{ id: string }>('SELECT id FROM gift_coupon.bundle_gift WHERE brand_id = $1', [tea.id]);
  await tea.context((ctx) => askPartners(ctx, { giftId }));
  const { operationId } = await cakeStaff.ok(MERGE, { a: survivor, b: there }).then((data) => data.memberMerge as { operationId: string });
  await platform.drain();
  expect(await wallet(cake, survivor)).toEqual([0, ['C ACTIVE']]);
  await cakeStaff.ok(UNMERGE, { id: operationId });
  expect([await wallet(cake, survivor), await wallet(cake, there)]).toEqual([[0, []], [0, ['C ACTIVE']]]);
  await tea.context((ctx) => takeBackRewards(ctx, [cause]));
  await platform.drain();
  expect(await wallet(cake, there)).toEqual([0, ['C REVOKED']]);
});

it('comes into no other bundle, though that is made at the same time', async () => {
  await liveTemplate(cakeStaff, 'C');
  const inner = await bundleOf([ten]);
  const brandCode = await codeOf(cake);
  const { changing } = await tea.context(async (ctx) => {
    await createBundle(ctx, { name: 'outer', items: [{ reward: { kind: 'gift-bundle', spec: { bundle: inner } }, quantity: 1 }], onStockout: 'FAIL' });
    const changed = tea.context((other) => changeBundle(other, inner, { name: 'inner', items: [{ reward: { kind: 'gift-coupon', spec: { template: 'C' } }, quantity: 1, brandCode }], onStockout: 'FAIL' }));
    const settled = changed.then(() => 'changed', (error: Error) => error.message);
    await untilSomebodyWaits();
    return { changing: settled };
  });
  expect(await changing).toContain('The bundle is in another');
  expect((await teaStaff.one(BUNDLES)).nodes).toMatchObject([{ name: 'outer' }, { name: 'Both', items: [{ reward: { kind: 'points' } }] }]);
});

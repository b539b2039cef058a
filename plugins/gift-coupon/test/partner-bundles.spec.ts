import { giveRewards, takeBackRewards } from '@regulars/member/contract';
import { newUuid, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { BUNDLE_CREATE, BUNDLE_UPDATE } from './bundle-documents';
import { REDEEM } from './documents';
import { both, bundleOf, codes, coupon, issued, pairForEach, reservations, ten, theirs, wallet } from './partner-support';
import { basketOf, codeOf, liveTemplate } from './support';

let platform: TestPlatform;
let tea: TestShop;
let cake: TestShop;
let teaStaff: TestCaller;
let cakeStaff: TestCaller;
let at: string;

pairForEach((made) => void ({ platform, tea, cake, teaStaff, cakeStaff, at } = made));

describe('as a reward', () => {
  const cause = { module: 'tier', key: 'one' };
  const reward = async (bundle: string, memberId: string): Promise<void> =>
    tea.context((ctx) => giveRewards(ctx, [{ kind: 'gift-bundle', spec: { bundle }, memberId: readId('mbr', memberId) ?? '', cause, at: ctx.now }]));
  const parts = async (): Promise<unknown> => (await platform.rows<{ parts: { skipped: string | null }[] }>('SELECT parts FROM gift_coupon.bundle_gift WHERE brand_id = $1', [tea.id])).map((gift) => gift.parts.map(({ skipped }) => skipped));

  it('is asked for afterwards, so that a sale waits for no partner, and taken back as far as it was not used', async () => {
    await liveTemplate(cakeStaff, 'C', { stock: 4 });
    const bundleId = await bundleOf([ten, theirs('C', 4)]);
    const [here, there] = await both();
    await reward(bundleId, here);
    expect([await parts(), await reservations(), await wallet(tea, here)]).toEqual([[[null, 'ASKED']], [], [10, []]]);
    await platform.drain();
    expect([await parts(), await issued('C'), await wallet(cake, there)]).toEqual([[[null, null]], 4, [0, Array(4).fill('C ACTIVE')]]);
    const { giftCoupons } = await cakeStaff.one('query ($id: ID!) { member(by: { id: $id }) { giftCoupons { nodes { code } } } }', { id: there });
    await tea.context((ctx) => takeBackRewards(ctx, [cause], 5_000));
    await platform.drain();
    expect([await wallet(tea, here), (await wallet(cake, there) as unknown[])[1]]).toEqual([[5, []], ['C ACTIVE', 'C ACTIVE', 'C REVOKED', 'C REVOKED']]);
    for (const { code } of giftCoupons.nodes as Data[]) await cakeStaff.run(REDEEM, { code, basket: basketOf(`O-${String(code)}`), key: newUuid() });
    await tea.context((ctx) => takeBackRewards(ctx, [cause]));
    await platform.drain();
    expect([await wallet(cake, there), await issued('C')]).toEqual([[0, ['C REDEEMED', 'C REDEEMED', 'C REVOKED', 'C REVOKED']], 2]);
  });

  it('comes without the portion that was taken back before the partner was asked', async () => {
    await liveTemplate(cakeStaff, 'C');
    const [here, there] = await both();
    await reward(await bundleOf([ten, theirs('C', 4)]), here);
    await tea.context((ctx) => takeBackRewards(ctx, [cause], 1_000));
    await tea.context((ctx) => takeBackRewards(ctx, [cause], 2_500));
    expect(await parts()).toEqual([[null, 'ASKED']]);
    await platform.drain();
    expect([await parts(), await wallet(cake, there)]).toEqual([[[null, null]], [0, ['C ACTIVE', 'C ACTIVE', 'C ACTIVE', 'C REVOKED']]]);
    await tea.context((ctx) => takeBackRewards(ctx, [cause], 5_000));
    await platform.drain();
    expect((await wallet(cake, there) as unknown[])[1]).toEqual(['C ACTIVE', 'C ACTIVE', 'C REVOKED', 'C REVOKED']);
  });

  it('comes, and is taken back, within a day, though the plugin was off when that came up', async () => {
    await liveTemplate(cakeStaff, 'C', { stock: 4 });
    const bundleId = await bundleOf([theirs('C')]);
    const [[one, oneThere], [two, twoThere]] = [await both(), await both()];
    await reward(bundleId, one);
    await platform.drain();
    await tea.context((ctx) => takeBackRewards(ctx, [cause]));
    await tea.context((ctx) => giveRewards(ctx, [{ kind: 'gift-bundle', spec: { bundle: bundleId }, memberId: readId('mbr', two) ?? '', cause: { module: 'tier', key: 'two' }, at: ctx.now }]));
    await tea.disable('gift-coupon');
    await platform.drain();
    await tea.enable('gift-coupon');
    await platform.drain();
    expect([await wallet(cake, oneThere), await wallet(cake, twoThere)]).toEqual([[0, ['C ACTIVE']], [0, []]]);
    await tea.advance({ days: 1 });
    await platform.drain();
    expect([await wallet(cake, oneThere), await wallet(cake, twoThere), await issued('C')]).toEqual([[0, ['C REVOKED']], [0, ['C ACTIVE']], 1]);
    // What partners have heard of is told no more.
    const events = async (): Promise<unknown> => platform.rows(`SELECT name FROM platform.event WHERE brand_id = $1 AND name LIKE 'gift-coupon.partner-%' ORDER BY name`, [tea.id]);
    const told = await events();
    await tea.advance({ days: 1 });
    expect(await events()).toEqual(told);
  });

  it('comes without what the partner refuses, and says why; taken back before it came, it does not come', async () => {
    await liveTemplate(cakeStaff, 'C', { stock: 1 });
    const bundleId = await bundleOf([ten, theirs('C', 2)]);
    const [here, there] = await both();
    await reward(bundleId, here);
    await platform.drain();
    expect([await parts(), await wallet(tea, here), await issued('C')]).toEqual([[[null, 'OUT_OF_STOCK']], [10, []], 0]);
    await tea.context((ctx) => takeBackRewards(ctx, [cause]));
    const one = await bundleOf([theirs('C')]);
    await reward(one, here);
    await tea.context((ctx) => takeBackRewards(ctx, [cause]));
    await platform.drain();
    expect([await parts(), await reservations(), await wallet(cake, there)]).toEqual([[[null, 'OUT_OF_STOCK'], ['TAKEN_BACK']], [], [0, []]]);
  });
});

describe('what a bundle is of', () => {
  const refused = async (document: string, variables: object): Promise<unknown> => {
    const before = await platform.digest();
    const { data } = await teaStaff.run(document, { ...variables });
    expect(await platform.digest()).toEqual(before);
    return codes(Object.values(data ?? {})[0] as Data);
  };

  it('is checked with the partner', async () => {
    await liveTemplate(cakeStaff, 'C');
    await liveTemplate(teaStaff, 'OWN');
    const stranger = await codeOf(await tea.partner());
    const items = [theirs('C'), theirs('NONE'), theirs('OWN'), { ...coupon('C'), brandCode: stranger }, { ...coupon('OWN'), brandCode: await codeOf(tea) }, { ...ten, brandCode: at }];
    expect(await refused(BUNDLE_CREATE, { input: { name: 'B', items } })).toEqual([
      'GIFT_AGREEMENT_MISSING input.items.3.brandCode', 'GIFT_AGREEMENT_MISSING input.items.4.brandCode', 'INVALID_INPUT input.items.5.reward.kind',
      'NOT_FOUND input.items.1.reward.spec.template', 'NOT_FOUND input.items.2.reward.spec.template',
    ]);
    const made = await teaStaff.one('mutation ($input: GiftBundleInput!) { giftBundleCreate(input: $input) { bundle { items { brandCode reward { kind } } } userErrors { code } } }', { input: { name: 'B', items: [theirs('C'), ten] } });
    expect(made.bundle.items).toEqual([{ brandCode: at, reward: { kind: 'gift-coupon' } }, { brandCode: null, reward: { kind: 'points' } }]);
  });

  it('is refused once for what is no reward at all', async () => {
    await liveTemplate(cakeStaff, 'C');
    const items = [{ reward: { kind: 'gift-coupon', spec: { template: '' } }, brandCode: at }, { reward: { kind: 'nothing', spec: {} }, brandCode: at }, theirs('C')];
    expect(((await refused(BUNDLE_CREATE, { input: { name: 'B', items } })) as string[]).map((one) => one.split(' ')[1]?.slice(0, 13))).toEqual(['input.items.0', 'input.items.1']);
  });

  it('is, with items of a partner, no part of another bundle', async () => {
    await liveTemplate(cakeStaff, 'C');
    const within = (bundle: string): object => ({ reward: { kind: 'gift-bundle', spec: { bundle } } });
    const [mixed, inner] = [await bundleOf([theirs('C')]), await bundleOf([ten])];
    await bundleOf([within(inner), theirs('C')]);
    expect(await refused(BUNDLE_CREATE, { input: { name: 'B', items: [ten, within(mixed)] } })).toEqual(['INVALID_INPUT input.items.1.reward.spec.bundle']);
    expect(await refused(BUNDLE_UPDATE, { id: inner, input: { name: 'B', items: [ten, theirs('C')] } })).toEqual(['INVALID_INPUT input.items.1.brandCode']);
  });
});

import { newUuid, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestShop } from '@regulars/testing';
import { ORDER, REDEEM } from './documents';
import { ask, basketOf, brandForEach, give, join, liveTemplate } from './support';

const SHOWN = 'id code qrSvg state usesLeft owner { id name phone } history { reason order { id } }';
const OFFER = `mutation ($id: ID!, $key: String!) { giftCouponTransferOffer(id: $id, idempotencyKey: $key) { token transfer { receiver { id name phone } coupon { ${SHOWN} } } coupon { ${SHOWN} } userErrors { code } } }`;
const ACCEPT = `mutation ($token: String!, $key: String!) { giftCouponTransferAccept(token: $token, idempotencyKey: $key) { coupon { ${SHOWN} } userErrors { code } } }`;
const TIMELINE = `{ me { id timeline(types: ["gift-coupon.issued", "gift-coupon.redeemed", "gift-coupon.transferred"]) { nodes { type data
  ... on GiftCouponIssuedEvent { coupon { ${SHOWN} } } ... on GiftCouponTransferredEvent { coupon { ${SHOWN} } from { id } }
  ... on GiftCouponRedeemedEvent { coupon { ${SHOWN} } redemption { order { id } coupon { ${SHOWN} } } } } } } }`;

let shop: TestShop;
let staff: TestCaller;
let ann: string;
let bob: string;

brandForEach(async (made) => {
  ({ shop, staff } = made);
  [ann, bob] = [await join(staff, { name: 'Ann', phone: '+886912345677' }), await join(staff, { name: 'Bob', phone: '+886912345678' })];
});

const as = (memberId: string): TestCaller => shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', memberId) as string, name: memberId });
const eventsOf = async (memberId: string): Promise<Data[]> => (await as(memberId).one(TIMELINE)).timeline.nodes as Data[];

it('a coupon given away is an empty shell to who gave it, and who got it learns nothing of them', async () => {
  const { id, code } = await give(staff, await liveTemplate(staff, 'A', { transferable: true, maxTransfers: 3, usesPerCoupon: 3 }), ann);
  await ask(staff, REDEEM, { code, basket: basketOf('O1', { member: { id: ann } }) });
  const { order: annsOrder } = await ask(staff, ORDER, { input: basketOf('O1', { member: { id: ann } }) });
  const before = await eventsOf(ann);
  const [issued, redeemed] = ['gift-coupon.issued', 'gift-coupon.redeemed'].map((type) => before.find((event) => event.type === type) as Data);
  expect([issued?.coupon.code, issued?.coupon.usesLeft, redeemed?.redemption.order.id]).toEqual([code, 2, annsOrder.id]);

  const key = newUuid();
  const offer = await as(ann).one(OFFER, { id, key });
  expect(offer.coupon).toMatchObject({ code, state: 'TRANSFER_PENDING', owner: { id: ann } });
  const { coupon } = await ask(as(bob), ACCEPT, { token: offer.token });
  expect(coupon).toMatchObject({ id, state: 'ACTIVE', usesLeft: 2, owner: { id: bob, name: 'Bob' } });
  expect(coupon.qrSvg).toContain('<svg');
  expect(coupon.history).toEqual(['ISSUED_BY_STAFF', 'REDEEMED', 'TRANSFER_OFFERED', 'TRANSFER_ACCEPTED'].map((reason) => ({ reason, order: null })));

  const shell = { id, code: '', qrSvg: '', state: 'REVOKED', usesLeft: 0, owner: { id: ann, name: 'Ann', phone: '+886912345677' }, history: [] };
  const after = await eventsOf(ann);
  expect(after.map((event) => event.coupon)).toEqual([shell, shell]);
  expect(after.find(({ type }) => type === 'gift-coupon.redeemed')?.redemption).toEqual({ order: { id: annsOrder.id }, coupon: shell });
  const replayed = await as(ann).one(OFFER, { id, key });
  expect([replayed.transfer, replayed.coupon]).toEqual([{ receiver: null, coupon: shell }, shell]);
  const [got] = await eventsOf(bob);
  expect([got?.from, Object.keys(got?.data as object)]).toEqual([null, ['couponId', 'templateId']]);
  expect(JSON.stringify(await eventsOf(bob))).not.toContain(ann);
});

it('staff see who has it, who gave it, and its orders', async () => {
  const { id } = await give(staff, await liveTemplate(staff, 'A', { transferable: true, maxTransfers: 3, usesPerCoupon: 3 }), ann);
  const { token } = await ask(as(ann), OFFER, { id });
  await ask(as(bob), ACCEPT, { token });
  const { coupon, receiver } = await staff.one('query ($token: String!) { giftCouponTransfer(token: $token) { receiver { id } coupon { code owner { id } } } }', { token });
  expect([coupon.owner.id, receiver.id, coupon.code]).toEqual([bob, bob, expect.stringMatching(/^(\w{4}-){3}\w{4}$/)]);
  const seen = await staff.one('query ($id: ID!) { member(by: { id: $id }) { timeline(types: ["gift-coupon.transferred"]) { nodes { data ... on GiftCouponTransferredEvent { from { id } } } } } }', { id: bob });
  expect(seen.timeline.nodes).toMatchObject([{ from: { id: ann }, data: { fromMemberId: ann } }]);
});

it("a redemption shows a member no order that is somebody else's", async () => {
  const { code } = await give(staff, await liveTemplate(staff, 'A'), ann);
  await ask(staff, REDEEM, { code, basket: basketOf('O1') });
  const { order: bobs } = await ask(staff, ORDER, { input: basketOf('O1', { member: { id: bob } }) });
  const redeemed = (await eventsOf(ann)).find(({ type }) => type === 'gift-coupon.redeemed');
  expect([redeemed?.redemption.order, redeemed?.coupon.history.map((step: Data) => step.order)]).toEqual([null, [null, null]]);
  expect((await staff.one('query ($id: ID!) { order(id: $id) { id } }', { id: bobs.id })).id).toBe(bobs.id);
});

import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { giveRewards, takeBackRewards } from '@regulars/member/contract';
import { order } from '@regulars/order';
import { readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import thankYou from '../src';
import { join, READ, sell, WRITE } from './documents';

let platform: TestPlatform;
let shop: TestShop;
let ann: string;
beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, thankYou]);
  shop = await platform.brand({ plugins: ['thank-you'] });
  ann = await join(shop.everything(), '0912345678');
});
beforeEach(() => platform.rows('DELETE FROM thank_you.card'));
afterAll(() => platform.stop());

/** What Ann finds, the newest first. */
const found = async (): Promise<{ id: string; text: string }[]> =>
  (await shop.as({ audience: 'member', memberId: ann }).one('{ me { thankYouCards(first: 10) { nodes { id text } } } }')).thankYouCards.nodes;
const texts = async (): Promise<string[]> => (await found()).map(({ text }) => text);

it('thanks for an order of 1,000 or more, once, and takes the card back with the order', async () => {
  const staff = shop.everything();
  await sell(staff, ann, 'small', 999);
  await sell(staff, ann, 'large', 1_000);
  await sell(staff, ann, 'large', 1_100, { revision: 2 });
  expect(await texts()).toEqual(['Thank you!']);
  await sell(staff, ann, 'large', 1_100, { revision: 3, status: 'VOIDED' });
  expect(await texts()).toEqual([]);
});

it('leaves a card that was read, and only to whose it is', async () => {
  const staff = shop.everything();
  await sell(staff, ann, 'kept', 1_000);
  const [card] = await found();
  const bob = await join(staff, '0987654321');
  const refused = await shop.as({ audience: 'member', memberId: bob }).run(READ, { id: card?.id, key: 'not mine' });
  expect(refused.data.thankYouRead).toEqual({ card: null, userErrors: [{ code: 'NOT_FOUND', message: 'There is no such card.', path: ['id'] }] });
  const read = await shop.as({ audience: 'member', memberId: ann }).one(READ, { id: card?.id, key: 'mine' });
  expect(read).toEqual({ card: { id: card?.id, readAt: expect.any(String) }, userErrors: [] });
  await sell(staff, ann, 'kept', 1_000, { revision: 2, status: 'VOIDED' });
  expect(await texts()).toEqual(['Thank you!']);
});

it('is a reward that others give and take back', async () => {
  const memberId = String(readId('mbr', ann));
  const cause = { module: 'thank-you', key: 'birthday/1' };
  await shop.context((ctx) => giveRewards(ctx, [{ kind: 'thank-you-card', spec: { text: 'Happy birthday' }, memberId, cause, at: ctx.now }]));
  expect(await texts()).toEqual(['Happy birthday']);
  await shop.context((ctx) => takeBackRewards(ctx, [cause]));
  expect(await texts()).toEqual([]);
});

it('throws cards away after a year, at half past three at night', async () => {
  await shop.everything().ok(WRITE, { input: { memberId: ann, text: 'Soon gone' }, key: 'soon gone' });
  await shop.advance({ days: 364 });
  expect(await texts()).toEqual(['Soon gone']);
  await shop.advance({ days: 2 });
  expect(await texts()).toEqual([]);
});

it.each([
  ['an empty text', { text: ' ' }, { code: 'INVALID_INPUT', message: 'Give a text.', path: ['input', 'text'] }],
  ['a text that is too long', { text: 'x'.repeat(501) }, { code: 'INVALID_INPUT', message: 'Give at most 500 characters.', path: ['input', 'text'] }],
  ['a member who is not there', { memberId: 'mbr_00000000000000000000000000' }, { code: 'NOT_FOUND', message: 'There is no such member.', path: ['input', 'memberId'] }],
])('refuses %s and writes nothing', async (_, change, error) => {
  const before = await shop.digest();
  const answer = await shop.everything().run(WRITE, { input: { memberId: ann, text: 'Thanks', ...change }, key: 'refused' });
  expect(answer).toEqual({ data: { thankYouWrite: { card: null, userErrors: [error] } } });
  expect(await shop.digest()).toEqual(before);
});

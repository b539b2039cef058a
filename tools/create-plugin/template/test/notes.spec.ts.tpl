import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { {{camel}} } from '../src';
import { join, WRITE } from './documents';

let platform: TestPlatform;
let shop: TestShop;
let memberId: string;
beforeAll(async () => {
  platform = await createTestPlatform([brand, member, {{camel}}]);
  shop = await platform.brand({ plugins: ['{{id}}'] });
  memberId = await join(shop.everything(), '0912345678');
});
afterAll(() => platform.stop());

const count = async (): Promise<number> => (await platform.rows('SELECT 1 FROM "{{schema}}".note')).length;

it('writes a note once for each key', async () => {
  const staff = shop.as({ permissions: ['{{id}}:write', '{{id}}:read'] });
  const before = await count();
  const first = await staff.run(WRITE, { input: { memberId, text: ' Likes tea ' }, key: 'once' });
  const again = await staff.run(WRITE, { input: { memberId, text: ' Likes tea ' }, key: 'once' });
  expect(first).toEqual({ data: { {{camel}}NoteWrite: { note: { id: expect.stringMatching(/^{{prefix}}_/), text: 'Likes tea', member: { id: memberId } }, userErrors: [] } } });
  expect(again).toEqual(first);
  expect(await count()).toBe(before + 1);
});

it('shows the newest first', async () => {
  const staff = shop.everything();
  await staff.ok(WRITE, { input: { memberId, text: 'Earlier' }, key: 'earlier' });
  await staff.ok(WRITE, { input: { memberId, text: 'Later' }, key: 'later' });
  expect(await staff.one('{ {{camel}}Notes(first: 2) { nodes { text } } }')).toEqual({ nodes: [{ text: 'Later' }, { text: 'Earlier' }] });
});

it.each([
  ['an empty text', { text: ' ' }, { code: 'INVALID_INPUT', message: 'Give a text.', path: ['input', 'text'] }],
  ['a text that is too long', { text: 'x'.repeat(501) }, { code: 'INVALID_INPUT', message: 'Give at most 500 characters.', path: ['input', 'text'] }],
  ['a member who is not there', { memberId: 'mbr_00000000000000000000000000' }, { code: 'NOT_FOUND', message: 'There is no such member.', path: ['input', 'memberId'] }],
])('refuses %s and writes nothing', async (_, change, error) => {
  const before = await shop.digest();
  const answer = await shop.everything().run(WRITE, { input: { memberId, text: 'Likes tea', ...change }, key: 'refused' });
  expect(answer).toEqual({ data: { {{camel}}NoteWrite: { note: null, userErrors: [error] } } });
  expect(await shop.digest()).toEqual(before);
});

it('honours the limit of the plan', async () => {
  const small = await platform.brand({ plugins: ['{{id}}'], plan: { limits: { '{{id}}': { notes: 1 } } } });
  const staff = small.everything();
  const guest = await join(staff, '0912345679');
  await staff.ok(WRITE, { input: { memberId: guest, text: 'First' }, key: 'first' });
  const before = await small.digest();
  expect(await staff.run(WRITE, { input: { memberId: guest, text: 'Second' }, key: 'second' })).toEqual({
    data: { {{camel}}NoteWrite: { note: null, userErrors: [{ code: 'PLAN_LIMIT_EXCEEDED', message: 'The plan grants 1: How many notes may be kept', path: null }] } },
  });
  expect(await small.digest()).toEqual(before);
});

import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { BEFORE_THE_RULE, describePlugin, type TestShop } from '@regulars/testing';
import { stampCard } from '../src';

const CREATE = 'mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } userErrors { path message } } }';
const ACTIVATE = 'mutation ($id: ID!) { stampCardProgramActivate(id: $id) { program { id } userErrors { message } } }';
const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';
const UPDATE = `mutation ($id: ID!) {
  memberUpdate(id: $id, input: { name: "Ann" }) { userErrors { path message } }
  memberConsentsSet(id: $id, consents: [{ purpose: MARKETING, channel: "EMAIL", granted: true }]) { userErrors { path message } } }`;
const ORDER = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { message } } }';
const GRANT = 'mutation ($m: ID!, $p: ID!, $key: String!) { stampCardGrant(memberId: $m, programId: $p, stamps: 2, reason: "a wet coat", idempotencyKey: $key) { card { stamps } userErrors { message } } }';

const SINCE = '2025-01-01T00:00:00Z';
const TASKS = [{ kind: 'TASK', step: 'Buy one', sku: ['A'] }, { kind: 'TASK', step: 'Your name', event: 'member.updated' }, { kind: 'TASK', step: 'May we write', event: 'consent.changed' }, { kind: 'TASK', step: 'Come in', event: 'member.joined' }];

/** Each round: three live programs, and a member whose one order fills a card of the first, which gives a stamp of the last, and who does the tasks of the second. */
async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const programs: string[] = [];
  const { program: last } = await staff.one(CREATE, { input: { name: `Gift ${round}`, slots: 3, startsAt: SINCE, rules: [{ kind: 'PER_ITEM', sku: ['none'] }], rewards: [] } });
  await staff.ok(ACTIVATE, { id: last.id });
  for (const input of [
    { name: `Card ${round}`, slots: 2, startsAt: SINCE, rules: [{ kind: 'VISIT' }, { kind: 'PER_AMOUNT', amount: '100' }], rewards: [{ at: 2, reward: { kind: 'stamps', spec: { programId: last.id, stamps: 1 } } }] },
    { name: `Mission ${round}`, kind: 'MISSION', slots: 4, startsAt: SINCE, rules: TASKS, rewards: [] },
  ]) {
    const { program } = await staff.one(CREATE, { input });
    await staff.ok(ACTIVATE, { id: program.id });
    programs.push(program.id);
  }
  const { member: joined } = await staff.one(JOIN, { input: { phone: `091200000${round}` }, key: `join-${round}` });
  await staff.ok(UPDATE, { id: joined.id });
  const sale = { source: 'pos', externalId: `S${round}`, member: { id: joined.id }, placedAt: '2026-01-04T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '250' }] };
  await staff.ok(ORDER, { input: sale, key: `sale-${round}` });
  await staff.ok(GRANT, { m: joined.id, p: programs[0], key: `grant-${round}` });
}

const faults = {
  'stamp-card.stamps': 'UPDATE stamp_card.entry SET amount_stamps = amount_stamps + 1 WHERE brand_id = :brand',
  'stamp-card.placed': "UPDATE stamp_card.entry SET placed = '[]' WHERE brand_id = :brand",
  'stamp-card.cards': 'UPDATE stamp_card.card SET completed_at = NULL WHERE brand_id = :brand',
  'stamp-card.rewards': "UPDATE member.reward_receipt SET cause_key = replace(cause_key, '/1/', '/9/') WHERE brand_id = :brand",
  'stamp-card.orders': 'UPDATE stamp_card.entry SET member_id = gen_random_uuid() WHERE brand_id = :brand',
};

describePlugin(stampCard, [brand, member, order], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  shopStoppers: { CreateStampCard1790000000000: BEFORE_THE_RULE, CreateStampActs1791500000474: BEFORE_THE_RULE },
  scenario,
  faults,
  // Stamps name nobody: they stay under the member's pseudonym, as the orders they came from do.
  books: ['stamp_card.card', 'stamp_card.entry', 'stamp_card.act'],
  examples: [{ name: 'programs with what came of them', document: '{ stampCardPrograms { name stats { opened completed stamps rewardsGiven } } }' }, {
    name: 'members with what is on their cards', document: '{ members(first: 50) { nodes { stampCards { state owed expiresAt steps { step title doneAt order { id } } entries(first: 3) { nodes { stamps reason order { id } } } } } } }',
  }, { name: 'members with their cards', document: '{ members(first: 50) { nodes { stampCards { program { name rewards { at } } stamps remaining } } } }' }],
});

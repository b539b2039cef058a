import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { describePlugin, type TestShop } from '@regulars/testing';
import { stampCard } from '../src';

const CREATE = 'mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } userErrors { message } } }';
const ACTIVATE = 'mutation ($id: ID!) { stampCardProgramActivate(id: $id) { program { id } userErrors { message } } }';
const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';
const ORDER = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { message } } }';

/** Each round: a live program, and a member whose one order fills a card of it. */
async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const input = { name: `Card ${round}`, slots: 2, startsAt: '2025-01-01T00:00:00Z', rules: [{ kind: 'VISIT' }, { kind: 'PER_AMOUNT', amount: '100' }], rewards: [] };
  const { program } = await staff.one(CREATE, { input });
  await staff.ok(ACTIVATE, { id: program.id });
  const { member: joined } = await staff.one(JOIN, { input: { phone: `091200000${round}` }, key: `join-${round}` });
  const sale = { source: 'pos', externalId: `S${round}`, member: { id: joined.id }, placedAt: '2026-01-04T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '250' }] };
  await staff.ok(ORDER, { input: sale, key: `sale-${round}` });
}

const faults = {
  'stamp-card.stamps': 'UPDATE stamp_card.entry SET amount_stamps = amount_stamps + 1 WHERE brand_id = :brand',
  'stamp-card.cards': 'UPDATE stamp_card.card SET completed_at = NULL WHERE brand_id = :brand',
  'stamp-card.orders': 'UPDATE stamp_card.entry SET member_id = gen_random_uuid() WHERE brand_id = :brand',
};

describePlugin(stampCard, [brand, member, order], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  faults,
  // Stamps name nobody: they stay under the member's pseudonym, as the orders they came from do.
  books: ['stamp_card.card', 'stamp_card.entry'],
  examples: [{ name: 'members with their cards', document: '{ members(first: 50) { nodes { stampCards { program { name rewards { at } } stamps remaining } } } }' }],
});

import { randomUUID } from 'node:crypto';
import { readId } from '@regulars/plugin-sdk';
import { type Api, createBrand } from './api';
import type { Installation } from './installation';
import { queryAsOwner } from '../../postgres/query-as-owner';
import { newOrder, STORE } from './orders';
import { startPointsAndTiers, startStampCards } from './programs';

export interface ShopMember {
  readonly id: string;
  readonly uuid: string;
  readonly phone: string;
}

export interface Shop {
  readonly installation: Installation;
  readonly staff: Api;
  readonly brandUuid: string;
  readonly members: readonly ShopMember[];
}

const MEMBERS = 1_600;
const AT_ONCE = 8;
const BATCH = 100;
const DAY = 86_400_000;
/** How long ago everybody bought before: more orders than the lists of the benchmark show. */
const DAYS_AGO = [40, 20, 2];

/** A brand with points, tiers and two stamp cards, whose members have all bought a few times. */
export async function openShop(installation: Installation): Promise<Shop> {
  const { uuid: brandUuid, staff } = await createBrand(installation, 'bench');
  await staff.run('mutation ($code: String!) { storeCreate(input: { code: $code, name: "High Street" }) { store { id } } }', { code: STORE });
  await startPointsAndTiers(staff);
  await startStampCards(staff);
  const members = await mapAtOnce(Array.from({ length: MEMBERS }, (_, index) => index), (index) => join(staff, index));
  for (const days of DAYS_AGO) await buyOnce(staff, members, new Date(Date.now() - days * DAY));
  // A database that has run for a minute knows its tables.
  await queryAsOwner(installation.ownerUrl, 'ANALYZE');
  return { installation, staff, brandUuid, members };
}

async function join(staff: Api, index: number): Promise<ShopMember> {
  const phone = `+4477009${String(index).padStart(5, '0')}`;
  const { memberJoin } = await staff.run<{ memberJoin: { member: { id: string } } }>(
    'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } } }',
    { input: { phone, name: `Member ${index}`, birthDate: '1990-05-17', language: 'en' }, key: randomUUID() },
  );
  const { id } = memberJoin.member;
  return { id, uuid: readId('mbr', id) as string, phone };
}

/** One order of each member, in batches as an offline till would send them. */
async function buyOnce(staff: Api, members: readonly ShopMember[], placedAt: Date): Promise<void> {
  const batches = Array.from({ length: Math.ceil(members.length / BATCH) }, (_, index) => members.slice(index * BATCH, (index + 1) * BATCH));
  await mapAtOnce(batches, async (batch) => sendOrders(staff, batch, placedAt));
}

/** One order for each of at most 100 members, in one request. */
export async function sendOrders(staff: Api, members: readonly Pick<ShopMember, 'id'>[], placedAt = new Date()): Promise<void> {
  const inputs = members.map(({ id }) => newOrder(randomUUID(), { id }, placedAt).input);
  await staff.run('mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { userErrors { code } } } }', { inputs, key: randomUUID() });
}

/** A few at a time; answers in their order. */
export async function mapAtOnce<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const take = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  return results;
}

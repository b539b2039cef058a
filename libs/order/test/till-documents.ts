import { readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { newKey, orderJson, type OrderJson } from './documents';

const ERRORS = `userErrors { __typename code path ... on TillOfferRefusedError { offer reasons { code } } ... on TillHoldClosedError { state } ... on TillOrderKnownError { orderId } }`;
const RESULT = `result { order { id status discount { amount } net { amount } paidWithPoints { amount } member { id } } discount { amount } pointsBurned payable { amount }
  lines { number discount { amount } points } } ${ERRORS}`;
const HOLD = `hold { id state orderRef expiresAt discount { amount } pointsHeld payable { amount } } ${ERRORS}`;

export const TILL_QUOTE = `query ($input: TillQuoteInput!) { tillQuote(input: $input) {
  quote { id expiresAt gross { amount } member { id } benefits { kind summary } offers { kind code usable discount { amount } reasons { code } }
    best { codes discount { amount } payable { amount } } points { available max step worth { amount } } } ${ERRORS} } }`;
const DOCUMENTS = {
  tillCommit: `mutation ($input: TillCommitInput!, $key: String!) { tillCommit(input: $input, idempotencyKey: $key) { ${RESULT} } }`,
  tillHold: `mutation ($input: TillHoldInput!, $key: String!) { tillHold(input: $input, idempotencyKey: $key) { ${HOLD} } }`,
  tillCapture: `mutation ($holdId: ID!, $order: OrderUpsertInput!, $key: String!) { tillCapture(holdId: $holdId, order: $order, idempotencyKey: $key) { ${RESULT} } }`,
  tillRelease: `mutation ($holdId: ID!, $key: String!) { tillRelease(holdId: $holdId, idempotencyKey: $key) { ${HOLD} } }`,
  tillVoid: `mutation ($orderId: ID!, $reason: String!, $key: String!) { tillVoid(orderId: $orderId, reason: $reason, idempotencyKey: $key) { ${RESULT} } }`,
} as const;

/** 200 of tea and 100 of cake. */
export const basketJson = (changes: object = {}): object => ({
  lines: [{ number: 1, sku: 'TEA', quantity: 2, unitPrice: '100' }, { number: 2, sku: 'CAKE', quantity: 1, unitPrice: '100' }], ...changes,
});

/** The same as an order. */
export const soldJson = (externalId: string, changes: OrderJson = {}): OrderJson => orderJson({ externalId, ...(basketJson() as OrderJson), ...changes });

export async function quote(caller: TestCaller, input: object = {}): Promise<Data> {
  const { data, errors } = await caller.run(TILL_QUOTE, { input: { basket: basketJson(), ...input } });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.tillQuote;
}

const MOST_TRIES = 50;

/** What a mutation of the till's answers. As a till does: again with the same key, where a busy machine had no lock for it in time. */
export async function at(caller: TestCaller, name: keyof typeof DOCUMENTS, variables: object, key = newKey()): Promise<Data> {
  for (let tries = 1; ; tries++) {
    const { data, errors } = await caller.run(DOCUMENTS[name], { ...variables, key });
    if (!errors) return data[name];
    if (tries === MOST_TRIES || !errors.every(({ message }) => message.includes('lock timeout'))) throw new Error(JSON.stringify(errors));
  }
}

export interface Voucher {
  readonly code: string;
  readonly stage: 'ITEM' | 'PERCENT' | 'AMOUNT';
  readonly value: number;
  readonly memberId?: string;
  readonly exclusive?: boolean;
  readonly expiresAt?: string;
}

export async function give(platform: TestPlatform, shop: TestShop, vouchers: readonly Voucher[]): Promise<void> {
  for (const { code, stage, value, memberId, exclusive, expiresAt } of vouchers) {
    await platform.owner.query('INSERT INTO voucher.voucher (brand_id, code, stage, value, member_id, exclusive, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
      shop.id, code, stage, value, memberId === undefined ? null : readId('mbr', memberId), exclusive ?? false, expiresAt ?? null,
    ]);
  }
}

export const fill = (platform: TestPlatform, shop: TestShop, memberId: string, points: number) =>
  platform.owner.query('INSERT INTO voucher.purse (brand_id, member_id, points) VALUES ($1, $2, $3)', [shop.id, readId('mbr', memberId), points]);

/** What the fixture's tables say of codes and of a member's purse. */
export async function standing(platform: TestPlatform, shop: TestShop, memberId: string, codes: readonly string[]) {
  const vouchers = await platform.rows<{ code: string; state: string }>(
    `SELECT code, CASE WHEN order_id IS NOT NULL THEN 'USED' WHEN hold_id IS NOT NULL THEN 'HELD' ELSE 'FREE' END AS state FROM voucher.voucher WHERE brand_id = $1 AND code = ANY($2) ORDER BY code`, [shop.id, codes],
  );
  const [purse] = await platform.rows<{ points: number; held: number }>(
    `SELECT p.points, COALESCE((SELECT sum(points)::int FROM voucher.purse_hold h WHERE h.member_id = p.member_id), 0) AS held FROM voucher.purse p WHERE p.brand_id = $1 AND p.member_id = $2`, [shop.id, readId('mbr', memberId)],
  );
  return { ...Object.fromEntries(vouchers.map(({ code, state }) => [code, state])), points: purse?.points ?? 0, held: purse?.held ?? 0 };
}

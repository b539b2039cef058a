import { randomUUID } from 'node:crypto';
import type { Bench } from '../bench';
import type { Crowd, CrowdDone } from '../load/crowd';
import { type Measured, median } from '../measure';
import type { Finding } from '../report';
import { soldAs } from '../shop/till';
import { give, ISSUE, openTillShop, startTemplate, type TillShop } from '../shop/till-shop';

const CROWD = 200;
const TENFOLD = 10;

const REDEEM = `mutation Redeem($code: String!, $basket: OrderUpsertInput!, $key: String!) {
  giftCouponRedeem(code: $code, basket: $basket, idempotencyKey: $key) { redemption { id discount { amount } } userErrors { code ... on GiftCouponNotRedeemableError { reasons { code } } } } }`;

/** One thing that everybody wants: how many get it, and what the others are told. */
interface Prize {
  readonly name: string;
  readonly winners: number;
  readonly told: string;
  /** What everybody asks for, on a thing that is new. */
  readonly bodies: (shop: TillShop, round: number) => Promise<readonly string[]>;
}

async function redemptions({ staff, members }: TillShop, round: number, uses: number): Promise<readonly string[]> {
  const templateId = await startTemplate(staff, `CROWD-${uses}-${round}`, { benefit: { kind: 'PERCENT', percent: '10' }, usesPerCoupon: uses });
  const [[, code] = []] = await give(staff, templateId, [(members[round % members.length] as { id: string }).id]);
  return Array.from({ length: CROWD }, (_, index) =>
    JSON.stringify({ operationName: 'Redeem', query: REDEEM, variables: { code, basket: soldAs(`k-${uses}-${round}-${index}`), key: randomUUID() } }));
}

async function issues({ staff, members }: TillShop, round: number): Promise<readonly string[]> {
  const templateId = await startTemplate(staff, `STOCK-${round}`, { benefit: { kind: 'PERCENT', percent: '10' }, stock: TENFOLD });
  return members.slice(0, CROWD).map(({ id }) => JSON.stringify({ operationName: 'Issue', query: ISSUE, variables: { templateId, memberIds: [id], key: randomUUID() } }));
}

const PRIZES: readonly Prize[] = [
  { name: 'one coupon', winners: 1, told: 'ALREADY_REDEEMED', bodies: (shop, round) => redemptions(shop, round, 1) },
  { name: `one coupon with ${TENFOLD} uses`, winners: TENFOLD, told: 'ALREADY_REDEEMED', bodies: (shop, round) => redemptions(shop, round, TENFOLD) },
  { name: `a stock of ${TENFOLD}, by issue`, winners: TENFOLD, told: 'GIFT_COUPON_OUT_OF_STOCK', bodies: issues },
];

/** (k) What many want at once, at two gateways: exactly as many get it as there are, and how long the last of them waits. */
export async function couponCrowd(bench: Bench): Promise<Finding> {
  const shop = await openTillShop(await bench.install('crowd', false));
  const { installation, staff } = shop;
  const urls = [staff.url, new URL('/graphql', await installation.beside()).href];
  const crowd = bench.peer('load/crowd.ts');
  const measured: Measured[] = [];
  const notes: string[] = [];
  for (const prize of PRIZES) {
    const seen: CrowdDone[] = [];
    // The first is the warm-up.
    for (let round = 0; round <= bench.options.rounds; round++) {
      const asked: Crowd = { urls, token: staff.token, bodies: await prize.bodies(shop, round) };
      const outcome = await crowd.ask<CrowdDone>('run', asked);
      checkWinners(prize, outcome);
      if (round > 0) seen.push(outcome);
    }
    measured.push({ name: prize.name, figures: seen.map(({ p99 }) => p99) });
    notes.push(`${prize.name}: ${prize.winners} of ${CROWD} each time, the others told ${prize.told}; p50 ${median(seen.map(({ p50 }) => p50)).toFixed(0)} ms`);
  }
  return { title: `(k) ${CROWD} at once for one thing, at two gateways`, unit: 'p99 in ms', measured, ratios: [], notes };
}

function checkWinners({ name, winners, told }: Prize, { done, refused }: CrowdDone): void {
  const isRight = done === winners && Object.keys(refused).every((reason) => reason === told) && refused[told] === CROWD - winners;
  if (!isRight) throw new Error(`Of ${name} ${done} were given instead of ${winners}; told was ${JSON.stringify(refused)}`);
}

import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { describePlugin, type TestShop } from '@regulars/testing';
import { tier } from '../src';
import { CREATE, LADDER, newKey, SET, Shop, UNLOCK } from './support/shop';

const gift = (on: string): object => ({ on, reward: { kind: 'points', spec: { points: 5 } } });
const TIERS = [
  { ...LADDER[0], gifts: [gift('JOIN'), gift('BIRTHDAY')] },
  { ...LADDER[1], gifts: [gift('UPGRADE')] },
  { ...LADDER[2], hidden: true, validMonths: 12, renewWhen: { conditions: [{ metric: 'VISIT_COUNT', atLeast: '3', window: 'SINCE_TIER_START' }] } },
];

async function scenario(shop: TestShop, round: number): Promise<void> {
  const our = new Shop(shop);
  if (round === 1) await our.program({ tiers: TIERS, graceDays: 30 });
  await our.staff.ok(CREATE, { input: { tiers: TIERS.slice(0, 2) } });
  const anna = await our.join();
  await our.buy(anna, `A-${round}`, '700', { placedAt: '2026-01-05T04:01:00Z' });
  await our.buy(anna, `B-${round}`, '2000', { placedAt: '2026-01-05T04:02:00Z' });
  await our.buy(anna, `A-${round}`, '700', { placedAt: '2026-01-05T04:01:00Z', revision: 2, updatedAt: '2026-01-05T04:03:00Z', refundedQuantity: 1, status: 'REFUNDED' });
  await our.staff.ok(SET, { id: anna, code: 'SILVER', lock: true, key: newKey() });
  await our.staff.ok(UNLOCK, { id: anna, key: newKey() });
  await our.staff.ok(SET, { id: anna, code: 'GOLD', until: '2026-08-01T00:00:00+08:00', key: newKey() });
}

const faults = {
  'INV-9.current': `UPDATE tier.membership SET to_at = to_at + interval '1 ms' WHERE brand_id = :brand AND to_at IS NOT NULL`,
  'INV-9.tiers': `UPDATE tier.membership SET tier_code = 'NONE' WHERE brand_id = :brand`,
  'tier.order-tiers': 'UPDATE tier.order_tier SET order_id = gen_random_uuid() WHERE brand_id = :brand',
};

describePlugin(tier, [brand, member, order, points], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  faults,
  // How a member stood, what staff decided, what was given and under which tier an order came is history.
  books: ['tier.membership', 'tier.manual_set', 'tier.gift', 'tier.order_tier'],
  anyCaller: ['tiers', 'tiers (member)'],
  examples: [{
    name: 'members with their tiers, how far they are from the next one, and how they got there',
    document: `{ members(first: 50, where: { tier: { ne: "NONE" } }) { nodes {
      tier { tier { code gifts { on reward { description } } upgradeWhen { conditions { atLeast } } } since until state progress { next { code } toNext { have } toKeep { have } } }
      tierHistory { tier { code } from to reason }
      orders(first: 5) { nodes { tierAtOrder effects { kind summary explanation } } }
    } } }`,
  }],
});

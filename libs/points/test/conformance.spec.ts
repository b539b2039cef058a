import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { BEFORE_THE_RULE, describePlugin, type TestShop } from '@regulars/testing';
import { points } from '../src';
import { APPROVE, burn, grant, join, line, liveRule, newKey, REJECT, RULE_UPDATE, rule, SETTINGS_UPDATE, upsert } from './documents';

async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  await staff.ok(SETTINGS_UPDATE, { input: { expiry: 'AFTER_DAYS', expiryCount: 20, onShortfall: 'NOTIFY' } });
  const ruleId = await liveRule(staff, { code: `base-${round}` });
  await liveRule(staff, { code: `visit-${round}`, kind: 'PER_VISIT', points: 5, amount: null });
  await staff.ok(RULE_UPDATE, { id: ruleId, input: rule({ code: `base-${round}`, points: 2 }) });
  const buyer = await join(staff);
  const inHours = async (hours: number): Promise<string> => new Date((await shop.now()).getTime() + hours * 3_600_000).toISOString();
  await grant(staff, buyer, 10, { expiresAt: await inHours(40) });
  await upsert(staff, { externalId: `A-${round}`, member: { id: buyer } });
  await burn(staff, buyer, 25);
  await upsert(staff, { externalId: `A-${round}`, member: { id: buyer }, revision: 2, updatedAt: '2026-01-05T11:00:00+08:00', lines: [line({ refundedQuantity: 1 })] });
  await grant(staff, buyer, 7, { expiresAt: await inHours(12) });
  await agreed(shop, buyer);
  await shop.advance({ days: 1 });
}

/** Points that two people give, and some that one asks for in vain. */
async function agreed(shop: TestShop, buyer: string): Promise<void> {
  const staff = shop.everything();
  await staff.ok(SETTINGS_UPDATE, { input: { grantFourEyesAbove: 5 } });
  await grant(staff, buyer, 1);
  const { request: approved } = await grant(staff, buyer, 100);
  const { request: rejected } = await grant(staff, buyer, 200);
  const second = shop.everything({ name: 'second' });
  await second.ok(APPROVE, { id: approved.id, key: newKey() });
  await second.ok(REJECT, { id: rejected.id, reason: 'too many', key: newKey() });
  await grant(staff, buyer, 300);
  await staff.ok(SETTINGS_UPDATE, { input: { grantFourEyesAbove: null } });
}

const everything = `{ members(first: 50, orderBy: [{ by: POINTS, direction: DESC }], where: { points: { gte: 0 } }) { nodes { points {
  balance pending debt held lifetimeEarned nextExpiry { points on } lots { quantity remaining state activeAt expiresAt }
  entries(first: 5) { totalCount { value } nodes { id kind points balanceAfter at reason explanation order { externalId } } }
} orders(first: 5) { nodes { effects { kind summary amount reversed explanation } } } } } }`;

const lot = (expired: number, remaining: number): string => `INSERT INTO points.lot (brand_id, id, member_id, quantity, expired, remaining, earned_at, active_at)
  SELECT brand_id, gen_random_uuid(), member_id, 5, ${expired}, ${remaining}, '2020-01-01', '2020-01-01' FROM points.wallet WHERE brand_id = :brand`;

const faults = {
  'INV-2.total': 'UPDATE points.wallet SET total = total + 1 WHERE brand_id = :brand',
  'INV-2.lots': 'UPDATE points.wallet SET claimed = claimed + 1 WHERE brand_id = :brand',
  'INV-2.balance': lot(0, 5),
  'INV-2.debt': `WITH held AS (${lot(0, 5)}) UPDATE points.wallet SET debt = 1 WHERE brand_id = :brand`,
  'INV-2.lifetime': 'UPDATE points.wallet SET lifetime_earned = lifetime_earned + 1 WHERE brand_id = :brand',
  'INV-4.owed': 'UPDATE points.wallet SET written_off = written_off + 1 WHERE brand_id = :brand',
  'INV-4.expired': lot(5, 0),
  'INV-7.accruals': 'UPDATE points.accrual SET points = points + 1 WHERE brand_id = :brand',
  'INV-7.orders': 'UPDATE points.accrual SET member_id = NULL, points = points + 1 WHERE brand_id = :brand',
  'points.holds': `INSERT INTO points.hold (brand_id, id, member_id, points, allocations, expires_at)
    SELECT brand_id, gen_random_uuid(), member_id, 5, '[]', 'infinity' FROM points.wallet WHERE brand_id = :brand`,
  'points.rewards': `INSERT INTO member.reward_receipt (brand_id, id, member_id, kind, spec, cause_module, cause_key, given_at, receipt_key, created_at)
    SELECT brand_id, gen_random_uuid(), id, 'points', '{}', 'spec', id, now(), gen_random_uuid(), now() FROM member.member WHERE brand_id = :brand`,
  'points.requests': `UPDATE points.grant_request SET points = points + 1 WHERE brand_id = :brand AND state = 'APPROVED'`,
  'P2.liability': `DELETE FROM points.entry WHERE brand_id = :brand AND number = 1`,
};

describePlugin(points, [brand, member, order], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  shopStoppers: { CreatePoints1790000003000: BEFORE_THE_RULE, AddGrantRequests1791500000312: BEFORE_THE_RULE, HoldPoints1791500000421: BEFORE_THE_RULE },
  scenario,
  faults,
  books: ['points.wallet', 'points.lot', 'points.accrual'],
  borrows: ['OrderScope', 'OrderScopeInput', 'TimeWindow', 'TimeWindowInput'],
  events: { 'points.restored': [{ entryId: 'pte_01k0zs3m9qfp0a1b2c3d4e5f6g', memberId: 'mbr_01k0zs3m9qfp0a1b2c3d4e5f6g', points: 1, balance: 1, orderId: null }] },
  examples: [{ name: 'members with all of their points', document: everything }],
});

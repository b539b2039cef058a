import { createTestPlatform, type TestCaller, type TestPlatform } from '@regulars/testing';
import { modules } from './support/modules';
import { LADDER, newKey, ORDER, orderInput, SET, Shop, uuidOf } from './support/shop';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform(modules);
});
afterAll(() => platform.stop());

/** As a till does: again, with the same key, when others held the member for too long. A busy machine may let them. */
async function insist(caller: TestCaller, document: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
  for (;;) {
    const { data } = await caller.run(document, variables);
    if (!data) continue;
    expect(Object.values(data as Record<string, { userErrors: unknown[] }>).map(({ userErrors }) => userErrors)).toEqual([[]]);
    return;
  }
}

describe('at one time', () => {
  it('forty orders of one member on two gateways, staff and the clock leave one history, and one event for each change', async () => {
    const shop = new Shop(await platform.brand());
    await shop.program({ tiers: LADDER });
    const anna = await shop.join();
    await shop.shop.advance({ hours: 2 });
    const gateways = [shop.staff, shop.staff.via(platform.node())] as const;
    const orders = Array.from({ length: 40 }, (_, index) => insist(gateways[index % 2] as TestCaller, ORDER, {
      input: orderInput(anna, `R-${index}`, '100', { placedAt: `2026-01-05T05:${String((index * 7) % 40).padStart(2, '0')}:00Z` }), key: newKey(),
    }));
    await Promise.all([...orders, insist(shop.staff, SET, { id: anna, code: 'SILVER', key: newKey() })]);
    const rows = await platform.rows<{ tier_code: string; from_at: Date; to_at: Date | null }>('SELECT tier_code, from_at, to_at FROM tier.membership WHERE member_id = $1 ORDER BY from_at', [uuidOf(anna)]);
    expect(rows.slice(0, 2)).toEqual([
      { tier_code: 'SILVER', from_at: new Date('2026-01-05T05:04:00Z'), to_at: new Date('2026-01-05T05:19:00Z') },
      { tier_code: 'GOLD', from_at: new Date('2026-01-05T05:19:00Z'), to_at: rows[2]?.from_at },
    ]);
    expect(rows.slice(2)).toEqual([{ tier_code: 'SILVER', from_at: expect.any(Date), to_at: null }]);
    const events = await platform.rows<{ from: string; to: string }>("SELECT payload ->> 'from' AS \"from\", payload ->> 'to' AS \"to\" FROM platform.event WHERE brand_id = $1 AND name = 'tier.changed' ORDER BY xid, id", [shop.shop.id]);
    expect(events.at(-1)?.to).toBe('SILVER');
    events.forEach(({ from }, index) => expect(from).toBe(events[index - 1]?.to ?? 'MEMBER'));
  });
});

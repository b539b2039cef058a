import type { Handler, StoredEvent } from '@regulars/plugin-sdk';
import type { TestShop } from '../shop';
import { type Check, shopWith, type Subject } from './subject';

/** What the platform itself writes down about a delivery. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['platform.delivery', 'platform.relay_cursor', 'platform.job_due']);

/** An event that comes a second time, because a process died before it could say that it was done, changes nothing. */
export const handlersAreIdempotent: Check = async (subject) => {
  const shop = await shopWith(subject, 1);
  const problems: string[] = [];
  for (const handler of subject.plugin.handlers ?? []) {
    const event = await someEvent(subject, shop, handler.event.name);
    if (!event) {
      problems.push(`the scenario causes no ${handler.event.name} for ${subject.plugin.id}/${handler.id}`);
      continue;
    }
    await deliver(shop, handler, event);
    const before = await shop.digest();
    await deliver(shop, handler, event);
    const after = await shop.digest();
    const changed = Object.keys(after).filter((table) => after[table] !== before[table] && !BOOKKEEPING.has(table));
    problems.push(...changed.map((table) => `${subject.plugin.id}/${handler.id} changes ${table} when ${event.name} comes again`));
  }
  return problems;
};

async function someEvent({ platform }: Subject, shop: TestShop, name: string): Promise<StoredEvent | undefined> {
  const [event] = await platform.rows<StoredEvent>(
    `SELECT id, name, version, at, member_id AS "memberId", payload FROM platform.event WHERE brand_id = $1 AND name = $2 ORDER BY xid, id LIMIT 1`,
    [shop.id, name],
  );
  return event;
}

const deliver = (shop: TestShop, handler: Handler, event: StoredEvent): Promise<void> => shop.context((ctx) => handler.run(ctx, event.payload, event));

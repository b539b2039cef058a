import { verifyBooks, type PlatformRuntime } from '@regulars/kernel';
import { queryAsOwner } from '../postgres/query-as-owner';
import type { Sent } from './orders';
import { counts, type Finding } from './outcome';

/** What only this run can know: what an order of it is worth, and that each is one event. */
const OWN: readonly { readonly promise: string; readonly sql: string }[] = [
  { promise: 'each order earned once', sql: `
    SELECT count(*) AS n FROM "order"."order" o LEFT JOIN (SELECT order_id, count(*) AS entries FROM points.entry WHERE kind = 'EARN' GROUP BY order_id) e ON e.order_id = o.id
    WHERE e.entries IS DISTINCT FROM 1` },
  { promise: 'each order earned what it is worth', sql: `SELECT count(*) AS n FROM "order"."order" o JOIN points.entry e ON e.order_id = o.id WHERE e.points <> o.net / 100` },
  { promise: 'each order is one event', sql: `
    SELECT count(*) AS n FROM "order"."order" o
    FULL JOIN (SELECT payload->>'externalId' AS external_id, count(*) AS events FROM platform.event WHERE name = 'order.paid' GROUP BY 1) e ON e.external_id = o.external_id
    WHERE e.events IS DISTINCT FROM 1 OR o.id IS NULL` },
];

/** Every invariant of every module in every brand. */
export async function auditInvariants(platform: PlatformRuntime): Promise<readonly Finding[]> {
  const violations = new Map<string, number>();
  await verifyBooks(platform, (_, verified) => {
    for (const { invariant, findings } of verified) violations.set(invariant.id, (violations.get(invariant.id) ?? 0) + findings.length);
  });
  return [...violations].map(([promise, count]) => counts(promise, count));
}

/** Reads what the tills were told against what stands, as the database's owner: row-level security hides nothing. */
export async function auditOrders(databaseUrl: string, acknowledged: readonly Sent[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { promise, sql } of OWN) findings.push(counts(promise, Number((await queryAsOwner<{ n: bigint }>(databaseUrl, sql))[0]?.n)));
  const orders = await queryAsOwner<{ external_id: string; net: string }>(databaseUrl, 'SELECT external_id, net FROM "order"."order"');
  const net = new Map(orders.map((row) => [row.external_id, Number(row.net)]));
  findings.push(counts('no acknowledged order is lost', acknowledged.filter(({ externalId }) => !net.has(externalId)).length));
  findings.push(counts('no acknowledged order stands twice', orders.length - net.size));
  findings.push(counts('no amount is wrong', acknowledged.filter(({ externalId, pounds }) => net.get(externalId) !== pounds * 100).length));
  return findings;
}

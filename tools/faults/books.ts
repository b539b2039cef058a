import { verifyBooks, type PlatformRuntime } from '@regulars/kernel';
import { Client } from 'pg';
import type { Sent } from './tills';

export interface Finding {
  readonly promise: string;
  readonly violations: number;
}

/** What only this run can know: what an order of it is worth, and that each is one event. */
const OWN: readonly { readonly promise: string; readonly sql: string }[] = [
  { promise: 'each order earned once', sql: `SELECT count(*) AS n FROM "order"."order" o WHERE (SELECT count(*) FROM points.entry e WHERE e.order_id = o.id AND e.kind = 'EARN') <> 1` },
  { promise: 'each order earned what it is worth', sql: `SELECT count(*) AS n FROM "order"."order" o JOIN points.entry e ON e.order_id = o.id WHERE e.points <> o.net / 100` },
  { promise: 'each order is one event', sql: `SELECT count(*) AS n FROM "order"."order" o WHERE (SELECT count(*) FROM platform.event e WHERE e.name = 'order.paid' AND e.payload->>'externalId' = o.external_id) <> 1` },
  { promise: 'no event without its order', sql: `SELECT count(*) AS n FROM platform.event e WHERE e.name = 'order.paid' AND NOT EXISTS (SELECT 1 FROM "order"."order" o WHERE o.external_id = e.payload->>'externalId')` },
];

/** Every invariant of every module in every brand. */
export async function auditInvariants(platform: PlatformRuntime): Promise<readonly Finding[]> {
  const violations = new Map<string, number>();
  await verifyBooks(platform, (_, verified) => {
    for (const { invariant, findings } of verified) violations.set(invariant.id, (violations.get(invariant.id) ?? 0) + findings.length);
  });
  return [...violations].map(([promise, count]) => ({ promise, violations: count }));
}

/** Reads what the tills were told against what stands, as the database's owner: row-level security hides nothing. */
export async function auditOrders(databaseUrl: string, acknowledged: readonly Sent[]): Promise<readonly Finding[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const findings: Finding[] = [];
    for (const { promise, sql } of OWN) findings.push({ promise, violations: Number((await client.query(sql)).rows[0].n) });
    const { rows } = await client.query<{ external_id: string; net: string }>('SELECT external_id, net FROM "order"."order"');
    const net = new Map(rows.map((row) => [row.external_id, Number(row.net)]));
    findings.push({ promise: 'no acknowledged order is lost', violations: acknowledged.filter(({ externalId }) => !net.has(externalId)).length });
    findings.push({ promise: 'no amount is wrong', violations: acknowledged.filter(({ externalId, pounds }) => net.get(externalId) !== pounds * 100).length });
    return findings;
  } finally {
    await client.end();
  }
}

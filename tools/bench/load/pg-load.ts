import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { answerCommands } from '../process/commands';
import { type Plan, planOf, type Sample } from '../replay/plan';
import { createPool, replay } from '../replay/replay';
import { closedLoop, type Done } from './closed-loop';

export interface PgSetup {
  readonly appUrl: string;
  readonly pool: number;
  /** For `replayOrders`. */
  readonly order?: { readonly sample: Sample; readonly other: Sample };
}

interface PgLoad {
  readonly clients: number;
  readonly milliseconds: number;
  readonly prefix: string;
  readonly memberUuids: readonly string[];
}

let pool: Pool;
let plan: Plan | null = null;

function setUp({ appUrl, pool: max, order }: PgSetup): void {
  pool = createPool(appUrl, max);
  if (order) plan = planOf(order.sample, order.other);
}

/** The statements of `orderUpsert`, sent by pg alone. */
function replayOrders({ clients, milliseconds, prefix, memberUuids }: PgLoad): Promise<Done> {
  let serial = 0;
  return closedLoop(clients, milliseconds, () => {
    const externalId = `${prefix}-${++serial}`;
    const memberUuid = memberUuids[serial % memberUuids.length] as string;
    return replay(pool, plan as Plan, { memberUuid, marked: [externalId, randomUUID()], placedAt: new Date().toISOString() }, () => undefined);
  });
}

/** One function call per purchase: see purchase/record-purchase.sql. */
function callFunction({ clients, milliseconds, prefix, memberUuids, brand }: PgLoad & { readonly brand: string }): Promise<Done> {
  let serial = 0;
  return closedLoop(clients, milliseconds, async () => {
    const key = `${prefix}-${++serial}`;
    await pool.query({
      name: 'record-purchase', text: 'SELECT purchase_id, balance, tier_id, is_repeat FROM bench.record_purchase($1, $2, $3, $4)',
      values: [brand, memberUuids[serial % memberUuids.length], key, 2350],
    });
  });
}

answerCommands({ setUp, replayOrders, callFunction });

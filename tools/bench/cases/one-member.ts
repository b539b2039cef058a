import type { Bench } from '../bench';
import { HttpContender } from '../load/http-contender';
import { PgContender } from '../load/pg-contender';
import { interleave, type Measured, ratios, WARM_UPS } from '../measure';
import type { Finding } from '../report';
import { checkBalances, checkOrders, ordersOfMembers } from '../shop/books';
import { seen } from './seen';

const CLIENTS = 32;
const POOL = 16; // as the gateway's

/** (c) Everybody sells to one member at once: each order waits for the one before, from its lock to its commit. */
export async function oneMember(bench: Bench): Promise<Finding> {
  const { installation, staff, brandUuid, members } = await bench.shop();
  const { ownerUrl, appUrl, gateway } = installation;
  const [load, pg] = [bench.peer('load/http-load.ts'), bench.peer('load/pg-load.ts')];
  await pg.ask('setUp', { appUrl, pool: POOL, order: await bench.orders() });
  // A member of its own for each round and way in: nobody's day grows to thousands of orders.
  const member = (round: number, side: number) => members.at(-1 - 2 * (round + WARM_UPS) - side) as (typeof members)[number];

  const api = new HttpContender('orderUpsert through GraphQL', gateway, load, {
    url: staff.url, token: staff.token, clients: CLIENTS, requests: (round) => ({ kind: 'orders', memberIds: [member(round, 0).id], prefix: `c-api-${round}` }),
  });
  const sql = new PgContender(`pg, same statements, ${POOL} connections`, pg, {
    command: 'replayOrders', clients: CLIENTS, brand: brandUuid, memberUuids: (round) => [member(round, 1).uuid], prefix: (round) => `c-pg-${round}`,
  });
  const measured = await bench.profiled(gateway, 'c', () => interleave([api, sql], bench.options));

  await checkOrders(ownerUrl, 'c-api-', ordersOfMembers(api.answered));
  await checkOrders(ownerUrl, 'c-pg-', ordersOfMembers(sql.answered));
  await checkBalances(ownerUrl);
  const [ofApi, ofSql] = measured as [Measured, Measured];
  return {
    title: `(c) orderUpsert, ${CLIENTS} clients on one member`,
    unit: 'orders a second',
    measured,
    ratios: [{ name: '(c) GraphQL / pg, same statements', byRound: ratios(ofApi, ofSql), aim: 0.9 }],
    notes: ['no order lost, none refused, every balance equals its lots', seen(api)],
  };
}

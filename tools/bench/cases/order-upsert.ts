import type { Bench } from '../bench';
import { HttpContender } from '../load/http-contender';
import { PgContender } from '../load/pg-contender';
import { interleave, type Measured, ratios } from '../measure';
import { setUpPurchases } from '../purchase/set-up';
import { flushesOf } from '../replay/recording';
import type { Finding } from '../report';
import { queryAsOwner } from '../../postgres/query-as-owner';
import { checkBalances, checkOrders, ordersOfMembers } from '../shop/books';
import { seen } from './seen';

const CLIENTS = 32;

/** (a) Orders of many members: through GraphQL, the same statements behind raw HTTP, and one function that does it all. */
export async function orderUpsert(bench: Bench): Promise<Finding> {
  const { installation, staff, brandUuid, members } = await bench.shop();
  const samples = await bench.orders();
  const { ownerUrl, appUrl, gateway } = installation;
  // Each way in has members of its own: what the replay writes is not to reach those of the gateway.
  const idsOf = (from: number, to: number): string[] => members.slice(from, to).map(({ id }) => id);
  const [own, others] = [idsOf(0, members.length / 2), idsOf(members.length / 2, members.length)];
  const memberUuids = members.map(({ uuid }) => uuid);
  await setUpPurchases(ownerUrl, brandUuid, memberUuids);

  const [load, raw, pg] = [bench.peer('load/http-load.ts'), bench.peer('process/raw.ts'), bench.peer('load/pg-load.ts')];
  const rawUrl = await raw.ask<string>('start', { appUrl, operations: { Order: { ...samples, shape: { kind: 'rows' } } }, phones: new Map() });
  await pg.ask('setUp', { appUrl, pool: CLIENTS });

  const over = (url: string, memberIds: string[], prefix: string) =>
    ({ url, token: staff.token, clients: CLIENTS, requests: (round: number) => ({ kind: 'orders' as const, memberIds, prefix: `${prefix}${round}` }) });
  const api = new HttpContender('orderUpsert through GraphQL', gateway, load, over(staff.url, own, 'a-api-'));
  const http = new HttpContender('raw node:http + pg, same statements', raw, load, over(rawUrl, others, 'a-raw-'));
  const fn = new PgContender(`pg calling one function, ${CLIENTS} connections`, pg,
    { command: 'callFunction', clients: CLIENTS, brand: brandUuid, memberUuids: () => memberUuids, prefix: (round) => `a-${round}` });
  const measured = await bench.profiled(gateway, 'a', () => interleave([api, http, fn], bench.options));

  await checkOrders(ownerUrl, 'a-api-', ordersOfMembers(api.answered));
  await checkOrders(ownerUrl, 'a-raw-', ordersOfMembers(http.answered));
  await checkBalances(ownerUrl);
  const [purchases] = await queryAsOwner<{ n: number }>(ownerUrl, 'SELECT count(*)::int AS n FROM bench.purchase');
  if (purchases?.n !== fn.answered) throw new Error(`${fn.answered} purchases were answered, ${purchases?.n} stand in the books`);
  const [ofApi, ofHttp, ofFn] = measured as [Measured, Measured, Measured];
  return {
    title: `(a) orderUpsert with points, tiers and two stamp cards, ${CLIENTS} clients`,
    unit: 'orders a second',
    measured,
    ratios: [
      { name: '(a) GraphQL / raw http', byRound: ratios(ofApi, ofHttp), aim: 0.7 },
      { name: '(a) GraphQL / one function', byRound: ratios(ofApi, ofFn), aim: 0.2 },
    ],
    notes: [
      `${samples.sample.recording.length} statements in ${flushesOf(samples.sample.recording)} round trips; every order answered stands in the books with its lines and points, every balance equals its lots`,
      seen(api), seen(http),
    ],
  };
}

import { isDeepStrictEqual } from 'node:util';
import type { Bench } from '../bench';
import { HttpContender } from '../load/http-contender';
import type { Requests } from '../load/http-load';
import { interleave, type Measured, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { RawSetup } from '../process/raw';
import { readCatalogue, readPhones, recordList, recordOne } from '../replay/queries';
import { flushesOf } from '../replay/recording';
import type { Samples } from '../replay/samples';
import type { Finding } from '../report';
import { Api } from '../shop/api';
import { LIST, ONE } from '../shop/queries';
import type { Shop } from '../shop/shop';
import { seen } from './seen';

const CLIENTS = 16;

/** (b) A member by phone, and a list of 50, with tier, points, orders and stamp cards: the server's processor time. */
export async function memberReads(bench: Bench): Promise<Finding[]> {
  const shop = await bench.shop();
  const phones = await readPhones(shop);
  const catalogue = await readCatalogue(shop);
  const [one, list] = [await recordOne(shop, phones), await recordList(shop)];
  const raw = bench.peer('process/raw.ts');
  const setup: RawSetup = {
    appUrl: shop.installation.appUrl, phones,
    operations: { One: { ...one, shape: { kind: 'member', ...catalogue } }, List: { ...list, shape: { kind: 'list', ...catalogue } } },
  };
  const rawUrl = await raw.ask<string>('start', setup);
  const numbers = [...phones.keys()];
  await checkSameAnswer(shop, rawUrl, ONE, { phone: numbers[7] });
  await checkSameAnswer(shop, rawUrl, LIST, {});

  const run = { bench, shop, raw, rawUrl, load: bench.peer('load/http-load.ts') };
  return [
    await compare(run, { what: 'one member', samples: one, aim: 0.8, requests: { kind: 'query', operationName: 'One', query: ONE, phones: numbers } }),
    await compare(run, { what: 'list of 50', samples: list, aim: 0.5, requests: { kind: 'query', operationName: 'List', query: LIST, phones: [] } }),
  ];
}

/** The reference earns its name by the same answer, to the last field. */
async function checkSameAnswer({ staff }: Shop, rawUrl: string, query: string, variables: object): Promise<void> {
  const operationName = /query (\w+)/.exec(query)?.[1];
  const response = await fetch(rawUrl, { method: 'POST', body: JSON.stringify({ operationName, variables }) });
  const { data } = (await response.json()) as { data: unknown };
  const expected = await new Api(staff.url, staff.token).run(query, variables);
  if (!isDeepStrictEqual(data, expected)) throw new Error(`The raw server answers ${operationName} otherwise: ${JSON.stringify(data).slice(0, 1_000)} instead of ${JSON.stringify(expected).slice(0, 1_000)}`);
}

interface Run {
  readonly bench: Bench;
  readonly shop: Shop;
  readonly raw: Peer;
  readonly rawUrl: string;
  readonly load: Peer;
}

interface Query {
  readonly what: string;
  readonly samples: Samples;
  readonly aim: number;
  readonly requests: Requests;
}

async function compare({ bench, shop, raw, rawUrl, load }: Run, { what, samples, aim, requests }: Query): Promise<Finding> {
  const { installation: { gateway }, staff } = shop;
  const to = (url: string) => ({ url, token: staff.token, clients: CLIENTS, requests: () => requests });
  const api = new HttpContender(`${what} through GraphQL`, gateway, load, to(staff.url), 'cpu');
  const http = new HttpContender('raw node:http + pg, same statements and answer', raw, load, to(rawUrl), 'cpu');
  const measured = await bench.profiled(gateway, `b-${what.replaceAll(' ', '-')}`, () => interleave([api, http], bench.options));
  const [ofApi, ofHttp] = measured as [Measured, Measured];
  const { recording } = samples.sample;
  return {
    title: `(b) ${what} with tier, points, orders and stamp cards, ${CLIENTS} clients`,
    unit: 'µs of server CPU a request',
    measured,
    ratios: [{ name: `(b) ${what}: raw http / GraphQL`, byRound: ratios(ofHttp, ofApi), aim }],
    notes: [`${recording.length} statements in ${flushesOf(recording)} round trips`, seen(api), seen(http)],
  };
}

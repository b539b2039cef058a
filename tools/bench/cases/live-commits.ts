import type { Bench } from '../bench';
import { HttpContender } from '../load/http-contender';
import type { Read, Reading } from '../live/paced-readers';
import { type Contender, interleave, type Measured, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { Finding } from '../report';
import { checkBalances, checkOrders, ordersOfMembers } from '../shop/books';
import { openShop } from '../shop/shop';
import { seen } from './seen';

const CLIENTS = 16;
const QUERY = 'subscription { memberEvents { cursor type } }';

/** Orders while somebody follows what happens. */
class Followed implements Contender {
  /** Events that the follower was told. */
  told = 0;

  constructor(private readonly orders: HttpContender, private readonly follower: Peer, private readonly reading: Reading) {}

  get name(): string {
    return this.orders.name;
  }

  get answered(): number {
    return this.orders.answered;
  }

  async run(milliseconds: number, round: number): Promise<number> {
    await this.follower.ask('open', this.reading);
    const perSecond = await this.orders.run(milliseconds, round);
    this.told += (await this.follower.ask<Read>('read')).events;
    await this.follower.ask('close');
    if (this.told === 0) throw new Error('The follower was told nothing');
    return perSecond;
  }
}

/** (i) What following the events live costs those who cause them: the hint that there is something new travels after the commit. */
export async function liveCommits(bench: Bench): Promise<Finding> {
  const { installation, staff, members } = await openShop(await bench.install('live', true));
  const { gateway, ownerUrl } = installation;
  const load = bench.peer('load/http-load.ts');
  const target = (prefix: string) =>
    ({ url: staff.url, token: staff.token, clients: CLIENTS, requests: (round: number) => ({ kind: 'orders' as const, memberIds: members.map(({ id }) => id), prefix: `${prefix}${round}` }) });
  const off = new HttpContender('orders, nobody follows', gateway, load, target('i-off-'));
  const on = new HttpContender('orders, followed live', gateway, load, target('i-on-'));
  const followed = new Followed(on, bench.peer('live/paced-readers.ts'), { url: staff.url, token: staff.token, query: QUERY, count: 1, bytesPerSecond: null });
  const measured = await bench.profiled(gateway, 'i', () => interleave([off, followed], bench.options));
  await checkOrders(ownerUrl, 'i-off-', ordersOfMembers(off.answered));
  await checkOrders(ownerUrl, 'i-on-', ordersOfMembers(on.answered));
  await checkBalances(ownerUrl);
  const [ofOff, ofOn] = measured as [Measured, Measured];
  return {
    title: `(i) orderUpsert with live events on and off, ${CLIENTS} clients, background work in the same process`, unit: 'orders a second', measured,
    ratios: [{ name: '(i) followed live / not', byRound: ratios(ofOn, ofOff), aim: 0.95 }],
    notes: [`the follower was told ${followed.told} events; every order answered stands in the books`, seen(off), seen(on)],
  };
}

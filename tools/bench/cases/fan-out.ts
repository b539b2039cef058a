import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench';
import type { Arrival, Opening } from '../live/subscribers';
import { type Contender, interleave, type Measured, median, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { Finding } from '../report';
import { queryAsOwner } from '../../postgres/query-as-owner';
import { sendOrders, type Shop } from '../shop/shop';

const SUBSCRIBERS = 2_000;
const EVENTS = 60; // in a round: as many orders, sent in one request
const MISSED = 5; // events that those with a cursor have missed

const SUBSCRIPTION = `subscription Live($after: String) {
  memberEvents(types: ["order.paid"], after: $after) { __typename id type cursor occurredAt member { id number } data }
}`;

/** (d) Live events of real orders to 2,000 subscribers, half of whom come back with a cursor. */
export async function fanOut(bench: Bench): Promise<Finding> {
  const shop = await bench.shop();
  const { gateway } = shop.installation;
  const [clients, raw] = [bench.peer('live/subscribers.ts'), bench.peer('live/broadcast.ts')];
  await subscribe(shop, clients);
  const text = await clients.ask<string>('frameOf', 'api');
  const rawOpening: Opening = { name: 'raw', count: SUBSCRIBERS, url: await raw.ask<string>('start'), graphql: null, cursor: null };
  await clients.ask('open', rawOpening);

  const api = new FanOut(`memberEvents, ${EVENTS} orders a round`, 'api', gateway, clients, () => sendOrders(shop.staff, shop.members.slice(0, EVENTS)));
  const ws = new FanOut('raw ws broadcast, frames of the same size', 'raw', raw, clients, () => raw.ask('broadcast', { text, events: EVENTS }));
  const measured = await bench.profiled(gateway, 'd', () => interleave([api, ws], bench.options));
  const [ofApi, ofWs] = measured as [Measured, Measured];
  return {
    title: `(d) fan-out to ${SUBSCRIBERS} subscribers, half of them with a cursor`,
    unit: 'frames a second',
    measured,
    ratios: [{ name: '(d) memberEvents / raw ws', byRound: ratios(ofApi, ofWs), aim: 0.75 }],
    notes: [
      `frames of ${text.length} bytes; every subscriber got every event of every round once, and those with a cursor the ${MISSED} before it`,
      `server CPU a frame: ${median(api.cpu).toFixed(1)} µs, raw ${median(ws.cpu).toFixed(1)} µs`,
    ],
  };
}

/** Everybody is connected, those with a cursor have caught up, and all follow live. */
async function subscribe({ installation, staff, members, brandUuid }: Shop, clients: Peer): Promise<void> {
  const [last] = await queryAsOwner<{ cursor: string }>(installation.ownerUrl,
    `SELECT xid || '.' || id AS cursor FROM platform.event WHERE brand_id = $1 ORDER BY event.xid DESC, event.id DESC LIMIT 1`, [brandUuid]);
  await sendOrders(staff, members.slice(0, MISSED));
  const opening: Opening = { name: 'api', count: SUBSCRIBERS, url: staff.url, graphql: { token: staff.token, query: SUBSCRIPTION }, cursor: last?.cursor ?? null };
  await clients.ask('open', opening);
  await clients.ask('arrive', { name: 'api', deliveries: (SUBSCRIBERS / 2) * MISSED });
  await sleep(1_000); // those without a cursor have nothing to show that they are in
}

class FanOut implements Contender {
  /** Server's µs a frame, by round. */
  readonly cpu: number[] = [];

  constructor(readonly name: string, private readonly group: 'api' | 'raw', private readonly server: Peer, private readonly clients: Peer, private readonly cause: () => Promise<unknown>) {}

  async run(_milliseconds: number, round: number): Promise<number> {
    await this.clients.ask('begin', this.group);
    const before = await this.server.cpu();
    const caused = this.cause();
    const { deliveries, seconds } = await this.clients.ask<Arrival>('arrive', { name: this.group, deliveries: SUBSCRIBERS * EVENTS });
    await caused;
    if (round >= 0) this.cpu.push(((await this.server.cpu()) - before) / deliveries);
    const [fewest, most] = await this.clients.ask<[number, number]>('fewestAndMost', this.group);
    if (fewest !== EVENTS || most !== EVENTS) throw new Error(`Subscribers got ${fewest} to ${most} events instead of ${EVENTS}`);
    return deliveries / seconds;
  }
}

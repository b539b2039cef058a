import type { Bench } from '../bench';
import type { Done } from '../load/closed-loop';
import { HttpContender, type HttpTarget } from '../load/http-contender';
import type { BombLoad } from '../load/bombs';
import { type Contender, interleave, type Measured, median, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { Finding } from '../report';
import { ONE } from '../shop/queries';

const CLIENTS = 8;
const BOMBS_A_SECOND = 50;

/** Operations that are refused, one after the other: the server's processor time for one, in µs. */
class Refusals implements Contender {
  readonly name = 'an operation that is refused';
  answered = 0;

  constructor(private readonly server: Peer, private readonly load: Peer, private readonly at: Pick<BombLoad, 'url' | 'token'>) {}

  async run(milliseconds: number): Promise<number> {
    const before = await this.server.cpu();
    const { requests } = await this.load.ask<Done>('run', { ...this.at, milliseconds, perSecond: null } satisfies BombLoad);
    this.answered += requests;
    return ((await this.server.cpu()) - before) / requests;
  }
}

/** How long the slowest hundredth of good requests waits, in ms; with bombs beside them or without. */
class Waits implements Contender {
  answered = 0;

  constructor(readonly name: string, private readonly load: Peer, private readonly target: HttpTarget, private readonly bombs: Peer | null) {}

  async run(milliseconds: number, round: number): Promise<number> {
    const { url, token, clients } = this.target;
    const beside = this.bombs?.ask<Done>('run', { url, token, milliseconds, perSecond: BOMBS_A_SECOND } satisfies BombLoad);
    const [{ p99, requests }] = await Promise.all([this.load.ask<Done>('run', { url, token, clients, milliseconds, requests: this.target.requests(round) }), beside]);
    this.answered += requests;
    return p99;
  }
}

/** (f) What hostile operations cost: those who send them nothing, and everybody else as little as can be. */
export async function hostile(bench: Bench): Promise<Finding[]> {
  const { installation: { gateway }, staff: { url, token }, members } = await bench.shop();
  const [load, bombs] = [bench.peer('load/http-load.ts'), bench.peer('load/bombs.ts')];
  const phones = members.map(({ phone }) => phone);
  const target: HttpTarget = { url, token, clients: CLIENTS, requests: () => ({ kind: 'query', operationName: 'One', query: ONE, phones }) };

  const good = new HttpContender('a member by phone, with what a till shows', gateway, load, target, 'cpu');
  const costs = await bench.profiled(gateway, 'f', () => interleave([good, new Refusals(gateway, bombs, { url, token })], bench.options));
  const waits = await interleave([new Waits('alone', load, target, null), new Waits(`with ${BOMBS_A_SECOND} bombs a second`, load, target, bombs)], bench.options);
  const [ofGood, ofRefused] = costs as [Measured, Measured];
  const [alone, beside] = waits as [Measured, Measured];
  return [
    {
      title: '(f) Operations that are refused', unit: 'server CPU in µs', measured: costs,
      ratios: [{ name: '(f) CPU of a good query / of a refused one', byRound: ratios(ofGood, ofRefused), aim: 0.5 }],
      notes: [`a refused operation costs ${(median(ofRefused.figures) / median(ofGood.figures)).toFixed(2)} good ones`],
    },
    {
      title: `(f) Good requests of ${CLIENTS} clients beside hostile ones`, unit: 'p99 in ms', measured: waits,
      ratios: [{ name: '(f) p99 alone / with 50 bombs a second', byRound: ratios(alone, beside), aim: 0.83 }],
      notes: [],
    },
  ];
}

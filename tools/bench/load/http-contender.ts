import type { Contender } from '../measure';
import type { Peer } from '../process/peer';
import type { Done } from './closed-loop';
import type { Requests } from './http-load';

export interface HttpTarget {
  readonly url: string;
  readonly token: string;
  readonly clients: number;
  /** What is sent in a round; -1 is the warm-up. */
  requests(round: number): Requests;
}

/** A server under load, and what of it was seen beside the figure. */
export class HttpContender implements Contender {
  /** Requests answered, the warm-up's included. */
  answered = 0;
  readonly rounds: { readonly perSecond: number; readonly cpu: number; readonly p50: number; readonly p99: number }[] = [];

  /** @param figure requests a second, or the server's processor time for one, in µs */
  constructor(readonly name: string, private readonly server: Peer, private readonly load: Peer, private readonly target: HttpTarget, private readonly figure: 'perSecond' | 'cpu' = 'perSecond') {}

  async run(milliseconds: number, round: number): Promise<number> {
    const { url, token, clients } = this.target;
    const before = await this.server.cpu();
    const { requests, seconds, p50, p99 } = await this.load.ask<Done>('run', { url, token, clients, milliseconds, requests: this.target.requests(round) });
    const seen = { perSecond: requests / seconds, cpu: ((await this.server.cpu()) - before) / requests, p50, p99 };
    this.answered += requests;
    if (round >= 0) this.rounds.push(seen);
    return seen[this.figure];
  }
}

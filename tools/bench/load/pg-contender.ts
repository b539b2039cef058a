import type { Contender } from '../measure';
import type { Peer } from '../process/peer';
import type { Done } from './closed-loop';

export interface PgTarget {
  readonly command: 'replayOrders' | 'callFunction' | 'quote' | 'sell';
  readonly clients: number;
  readonly brand: string;
  memberUuids(round: number): readonly string[];
  /** What external ids, or keys, of the round begin with. */
  prefix(round: number): string;
}

/** Callers of pg, without HTTP. */
export class PgContender implements Contender {
  answered = 0;

  constructor(readonly name: string, private readonly load: Peer, private readonly target: PgTarget) {}

  async run(milliseconds: number, round: number): Promise<number> {
    const { command, clients, brand } = this.target;
    const { requests, seconds } = await this.load.ask<Done>(command, { clients, milliseconds, brand, prefix: this.target.prefix(round), memberUuids: this.target.memberUuids(round) });
    this.answered += requests;
    return requests / seconds;
  }
}

import type { Effort } from './measure';
import { type Installation, install } from './shop/installation';
import { openShop, type Shop } from './shop/shop';
import { recordOrders, type Samples } from './replay/samples';
import { Peer, type PeerOptions } from './process/peer';

export interface BenchOptions extends Effort {
  readonly cases: readonly string[];
  /** Folder for CPU profiles of what serves or sends; null for none. */
  readonly profile: string | null;
  readonly databaseUrl: string;
}

type Stop = () => Promise<unknown>;

/** What the cases share, made when the first one asks, and what is one case's own. */
export class Bench {
  private readonly shared: Stop[] = [];
  private readonly ofCase: Stop[] = [];
  private opened: Promise<Shop> | null = null;
  private recorded: Promise<Samples> | null = null;

  constructor(readonly options: BenchOptions) {}

  shop(): Promise<Shop> {
    this.opened ??= this.open(this.shared, 'shop', { worker: false }).then(openShop);
    return this.opened;
  }

  /** `orderUpsert` as it was recorded. */
  orders(): Promise<Samples> {
    this.recorded ??= this.shop().then(recordOrders);
    return this.recorded;
  }

  /** An installation that is stopped when the case is over. */
  install(name: string, worker: boolean, budget?: number): Promise<Installation> {
    return this.open(this.ofCase, name, { worker, ...(budget === undefined ? {} : { budget }) });
  }

  private async open(stops: Stop[], name: string, options: Parameters<typeof install>[2]): Promise<Installation> {
    const installation = await install(this.options.databaseUrl, name, options);
    stops.push(() => installation.stop());
    return installation;
  }

  /** Another process, which ends with the case. */
  peer(file: string, options?: PeerOptions): Peer {
    const peer = new Peer(file, options);
    this.ofCase.push(() => peer.stop());
    return peer;
  }

  /** Profiles a gateway or a worker during `work`, where that was asked for. */
  async profiled<T>(server: Peer, name: string, work: () => Promise<T>): Promise<T> {
    if (this.options.profile === null) return work();
    await server.ask('startProfile');
    const result = await work();
    await server.ask('stopProfile', `${this.options.profile}/${name}.cpuprofile`);
    return result;
  }

  /** The next case has the machine for itself. */
  async endCase(): Promise<void> {
    await Promise.all(this.ofCase.splice(0).map((stop) => stop()));
  }

  async stop(): Promise<void> {
    await this.endCase();
    await Promise.all(this.shared.splice(0).map((stop) => stop()));
  }
}

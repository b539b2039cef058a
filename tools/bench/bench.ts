import type { Effort } from './measure';
import { type Installation, install } from './shop/installation';
import { openShop, type Shop } from './shop/shop';
import { recordOrders, type Samples } from './replay/samples';
import { Peer } from './process/peer';

export interface BenchOptions extends Effort {
  readonly cases: readonly string[];
  /** Folder for CPU profiles of the gateway; null for none. */
  readonly profile: string | null;
  readonly databaseUrl: string;
}

/** What the cases share, made when the first one asks. */
export class Bench {
  private readonly stops: (() => Promise<unknown>)[] = [];
  private opened: Promise<Shop> | null = null;
  private recorded: Promise<Samples> | null = null;

  constructor(readonly options: BenchOptions) {}

  shop(): Promise<Shop> {
    this.opened ??= this.install('shop', false).then(openShop);
    return this.opened;
  }

  /** `orderUpsert` as it was recorded. */
  orders(): Promise<Samples> {
    this.recorded ??= this.shop().then(recordOrders);
    return this.recorded;
  }

  async install(name: string, worker: boolean, budget?: number): Promise<Installation> {
    const installation = await install(this.options.databaseUrl, name, { worker, ...(budget === undefined ? {} : { budget }) });
    this.stops.push(() => installation.stop());
    return installation;
  }

  /** Another process, which ends with the bench. @param workspace a copy of this one, to run it in */
  peer(file: string, workspace?: string): Peer {
    const peer = new Peer(file, workspace);
    this.stops.push(() => peer.stop());
    return peer;
  }

  /** Profiles the gateway during `work`, where that was asked for. */
  async profiled<T>(gateway: Peer, name: string, work: () => Promise<T>): Promise<T> {
    if (this.options.profile === null) return work();
    await gateway.ask('startProfile');
    const result = await work();
    await gateway.ask('stopProfile', `${this.options.profile}/${name}.cpuprofile`);
    return result;
  }

  async stop(): Promise<void> {
    await Promise.all(this.stops.map((stop) => stop()));
  }
}

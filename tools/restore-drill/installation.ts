import { type Gateway, startGateway } from '@regulars/gateway';
import { modules } from '@regulars/gateway/installation';
import { createPlatform, keyFromFile, type PlatformRuntime, startWorker, type Worker } from '@regulars/kernel';
import { pino } from 'pino';
import { addressesOf } from '../start/database';

/** A gateway, and a worker unless told otherwise, over a database: as operators run them. */
export class Served {
  private constructor(readonly runtime: PlatformRuntime, private readonly gateway: Gateway, private readonly worker: Worker | null, readonly ownerUrl: string) {}

  static async start(ownerUrl: string, { keyFile, anchorFile }: { readonly keyFile: string; readonly anchorFile: string }, works = true): Promise<Served> {
    const logger = pino({ level: 'fatal' });
    const runtime = createPlatform({ modules, ...addressesOf(ownerUrl, keyFile), masterKey: keyFromFile(keyFile), logger, anchorFile });
    const gateway = await startGateway({ platform: runtime, port: 0, host: '127.0.0.1', logger, drainDelay: 0 });
    return new Served(runtime, gateway, works ? await startWorker(runtime, { anchorFile }) : null, ownerUrl);
  }

  get url(): string {
    return this.gateway.url;
  }

  get graphql(): string {
    return `${this.gateway.url}/graphql`;
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    await this.worker?.stop();
    await this.runtime.stop();
  }
}

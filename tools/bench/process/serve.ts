import { startGateway } from '@regulars/gateway';
import { createPlatform, masterKey, startWorker } from '@regulars/kernel';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { pino } from 'pino';

/** The server under test. */
export interface GatewaySetup {
  readonly appUrl: string;
  readonly relayUrl: string;
  /** Does the background work in the same process, as `npm start` does. */
  readonly worker: boolean;
  /** Points that each caller of staff may spend a second; without it there is no limit. */
  readonly budget?: number;
}

/** What is measured is how fast it can be, by one caller. */
const BOUNDLESS = { staff: { capacity: 1e12, rate: 1e12 } };

/** Answers the server's address. */
export async function serve({ appUrl, relayUrl, worker, budget }: GatewaySetup, modules: readonly PluginDefinition[], level = 'warn'): Promise<string> {
  const logger = pino({ level });
  const platform = createPlatform({ modules, appUrl, relayUrl, masterKey: masterKey(Buffer.alloc(32, 7)), logger });
  const gateway = await startGateway({ platform, port: 0, host: '127.0.0.1', logger, budgets: budget === undefined ? BOUNDLESS : { staff: { capacity: budget, rate: budget } } });
  if (worker) await startWorker(platform);
  return gateway.url;
}

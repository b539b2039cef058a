import { startGateway } from '@regulars/gateway';
import { modules } from '@regulars/gateway/installation';
import { createPlatform, masterKey, startWorker } from '@regulars/kernel';
import { pino } from 'pino';
import { recordStatements, recordedStatements } from '../replay/record';
import { answerCommands } from './commands';

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

async function start({ appUrl, relayUrl, worker, budget }: GatewaySetup): Promise<string> {
  const logger = pino({ level: 'warn' });
  const platform = createPlatform({ modules, appUrl, relayUrl, masterKey: masterKey(Buffer.alloc(32, 7)), logger });
  const gateway = await startGateway({ platform, port: 0, host: '127.0.0.1', logger, budgets: budget === undefined ? BOUNDLESS : { staff: { capacity: budget, rate: budget } } });
  if (worker) await startWorker(platform);
  return gateway.url;
}

answerCommands({ start, recordStatements, recordedStatements });

import { modules } from '@regulars/gateway/installation';
import { createPlatform, masterKey, startWorker } from '@regulars/kernel';
import { pino } from 'pino';
import { answerCommands } from './commands';
import type { GatewaySetup } from './serve';

/** As many as a worker has that is told nothing else. */
const CONNECTIONS = 10;

/** Does the background work of an installation, and nothing else. */
async function start({ appUrl, relayUrl }: Pick<GatewaySetup, 'appUrl' | 'relayUrl'>): Promise<void> {
  await startWorker(createPlatform({ modules, appUrl, relayUrl, masterKey: masterKey(Buffer.alloc(32, 7)), logger: pino({ level: 'warn' }), poolSize: CONNECTIONS }));
}

answerCommands({ start });

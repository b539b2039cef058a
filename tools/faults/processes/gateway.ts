import { startGateway } from '@regulars/gateway';
import { modules } from '@regulars/gateway/installation';
import { createPlatform, masterKey, startWorker } from '@regulars/kernel';
import { pino } from 'pino';

export interface GatewaySetup {
  readonly appUrl: string;
  readonly relayUrl: string;
  readonly port: number;
}

/** One gateway with its worker, to be killed at any moment. */
async function serve({ appUrl, relayUrl, port }: GatewaySetup): Promise<void> {
  const logger = pino({ level: 'fatal' });
  const platform = createPlatform({ modules, appUrl, relayUrl, masterKey: masterKey(Buffer.alloc(32, 7)), logger });
  const gateway = await startGateway({ platform, port, host: '127.0.0.1', logger });
  await startWorker(platform);
  process.send?.({ url: gateway.url });
}

process.once('message', (setup: GatewaySetup) => {
  serve(setup).catch((error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));

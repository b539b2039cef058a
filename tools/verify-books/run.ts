import { modules } from '@regulars/gateway/installation';
import { createPlatform, keyFromFile, urlAs } from '@regulars/kernel';
import { pino } from 'pino';
import { reportBooks } from './report';

interface Installation {
  readonly appUrl?: string;
  readonly relayUrl?: string;
  /** Of an installation of `npm start`, whose roles have passwords derived from the key. */
  readonly ownerUrl?: string;
  readonly keyFile: string;
}

async function main({ appUrl, relayUrl, ownerUrl, keyFile }: Installation): Promise<number> {
  const key = keyFromFile(keyFile);
  const password = key.derive('database-roles').toString('hex');
  const as = (role: string, given?: string): string => given ?? urlAs(ownerUrl ?? '', role, password);
  const runtime = createPlatform({ modules, appUrl: as('regulars_app', appUrl), relayUrl: as('regulars_relay', relayUrl), masterKey: key, logger: pino({ level: 'warn' }) });
  try {
    return await reportBooks(runtime);
  } finally {
    await runtime.stop();
  }
}

main(JSON.parse(process.env.REGULARS_VERIFY ?? '{}') as Installation).then(
  (violations) => process.exit(violations === 0 ? 0 : 1),
  (error: Error) => {
    process.stderr.write(`The books could not be verified: ${error.message}\n`);
    process.exit(1);
  },
);

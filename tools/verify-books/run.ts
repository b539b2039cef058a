import { installedModules } from '@regulars/gateway/installed';
import { createPlatform, keyFromFile } from '@regulars/kernel';
import { pino } from 'pino';
import { setupOf } from '../programs/program';
import { type Addresses, addressesOf } from '../start/database';
import { reportBooks } from './report';

interface Installation extends Partial<Addresses> {
  /** Of an installation of `npm start`, whose roles have passwords derived from the key. */
  readonly ownerUrl?: string;
  readonly keyFile: string;
}

async function main({ appUrl, relayUrl, ownerUrl, keyFile }: Installation): Promise<number> {
  const addresses = appUrl !== undefined && relayUrl !== undefined ? { appUrl, relayUrl } : addressesOf(ownerUrl ?? '', keyFile);
  const runtime = createPlatform({ modules: installedModules(), ...addresses, masterKey: keyFromFile(keyFile), logger: pino({ level: 'warn' }) });
  try {
    return await reportBooks(runtime);
  } finally {
    await runtime.stop();
  }
}

main(setupOf<Installation>()).then(
  (violations) => process.exit(violations === 0 ? 0 : 1),
  (error: Error) => {
    process.stderr.write(`The books could not be verified: ${error.message}\n`);
    process.exit(1);
  },
);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { modules } from '@regulars/gateway/installation';
import { createPlatform, ensureKeyFile, keyFromFile, startWorker, type Worker } from '@regulars/kernel';
import { pino } from 'pino';
import { auditInvariants, auditOrders } from '../faults/books';
import { type Finding, lineOf } from '../faults/outcome';
import { GatewayService } from '../faults/processes/gateway-service';
import { type Builds, rollGateways } from '../faults/rolls/rolls';
import { setUpShop } from '../faults/shop';
import { runProgram } from '../programs/program';
import { addressesOf, setUpDatabase } from '../start/database';

interface Setup {
  readonly databaseUrl: string;
  /** The folder of the release. */
  readonly build: string;
  /** For the key file. */
  readonly folder: string;
}

/** With the command operators use, the release's own. */
async function setUpByRelease({ databaseUrl, build }: Setup, keyFile: string): Promise<void> {
  const child = spawn(process.execPath, [join(build, 'tools/admin/main.mjs'), 'migrate'], { cwd: build, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DATABASE_URL: databaseUrl, KEY_FILE: keyFile } });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The release could not set its database up (${code})`);
}

/**
 * Two of the release; one of them again, behind the migrations; both replaced by this build's; one put back and
 * replaced again.
 */
const RELEASE_STARTS = new Set([0, 1, 2, 5]);
const ROLLS = 5;

async function main(setup: Setup): Promise<boolean> {
  const { databaseUrl, build, folder } = setup;
  const keyFile = join(folder, 'key');
  ensureKeyFile(keyFile);
  await setUpByRelease(setup, keyFile);
  const stage = { databaseUrl, ...addressesOf(databaseUrl, keyFile), keyFile };
  const first = new GatewayService(stage);
  const shop = await setUpShop(await first.start(build), databaseUrl);
  await first.kill();
  const platform = createPlatform({ modules, ...stage, masterKey: keyFromFile(keyFile), logger: pino({ level: 'fatal' }) });
  let worker: Worker | null = null;
  let ran: readonly string[] = [];
  const builds: Builds = {
    rootOf: (start) => (RELEASE_STARTS.has(start) ? build : undefined),
    before: async (roll) => {
      if (roll > 0) return;
      ran = await setUpDatabase(databaseUrl, keyFile);
      worker = await startWorker(platform);
    },
  };
  const { figures, findings, acknowledged } = await rollGateways({ ...stage, shop }, ROLLS, builds);
  await (worker as Worker | null)?.stop();
  const all: readonly Finding[] = [...findings, ...(await auditOrders(databaseUrl, acknowledged)), ...(await auditInvariants(platform))];
  await platform.stop();
  process.stdout.write(`This build migrated under load: ${ran.join(', ') || 'nothing'}\n${[...figures, ...all.map(lineOf)].join('\n')}\n`);
  return all.every(({ violations }) => violations === 0);
}

runProgram(main);

import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limitsFrom, startGateway } from '@regulars/gateway';
import { installedModules } from '@regulars/gateway/installed';
import { createCredential, createPlatform, ensureKeyFile, keyFromFile, type PlatformRuntime, resetDatabase, startWorker } from '@regulars/kernel';
import { pino } from 'pino';
import { setupOf } from '../programs/program';
import { type Addresses, addressesOf, setUpDatabase } from './database';
import type { DevFile } from './dev-file';
import { loadDemo } from './demo';
import { fakeLines, startFakes } from './fakes';
import { buildGraphiQL } from './graphiql';
import { PlatformClient } from './platform-client';
import { createSteps } from './steps.mjs';

interface StartOptions {
  readonly port: number;
  readonly data: string;
  readonly demo: 'full' | 'small' | 'none';
  readonly reset: boolean;
}

interface Begin {
  readonly databaseUrl: string;
  readonly startedAt: number;
  readonly resetDatabase: boolean;
}

const options = setupOf<StartOptions>();
const devFile = join(options.data, 'dev.json');

/** Keeps the tokens of an earlier start when they belong to this database. */
async function developmentTokens(begin: Begin, runtime: PlatformRuntime): Promise<Omit<DevFile, 'fakes'>> {
  const earlier = existsSync(devFile) ? (JSON.parse(readFileSync(devFile, 'utf8')) as DevFile) : null;
  if (earlier && (await runtime.authenticate(earlier.platformToken, 'platform'))) return { ...earlier, databaseUrl: begin.databaseUrl };
  const permissions = runtime.registry.modules.flatMap((module) => Object.values(module.permissions ?? {}));
  const { token } = await createCredential(begin.databaseUrl, { audience: 'platform', kind: 'platform', name: 'development', brandId: null, permissions });
  return { url: '', databaseUrl: begin.databaseUrl, platformToken: token, brands: {} };
}

function writeDevFile(file: DevFile): void {
  writeFileSync(devFile, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  chmodSync(devFile, 0o600);
}

async function prepareDatabase(begin: Begin): Promise<Addresses> {
  const key = join(options.data, 'key');
  ensureKeyFile(key);
  if (begin.resetDatabase) await resetDatabase(begin.databaseUrl);
  await setUpDatabase(begin.databaseUrl, key);
  return addressesOf(begin.databaseUrl, key);
}

async function run(begin: Begin): Promise<void> {
  const steps = createSteps(begin.startedAt);
  const fakes = await startFakes(options.port);
  if (options.reset) rmSync(devFile, { force: true });
  const migrated = steps.begin('Roles, migrations, plans');
  const urls = await prepareDatabase(begin);
  migrated();

  const started = steps.begin('Gateway and worker');
  const logger = pino({ level: process.env.LOG_LEVEL ?? 'warn' });
  const anchorFile = join(options.data, 'anchors.jsonl');
  const runtime = createPlatform({ modules: installedModules(), ...urls, masterKey: keyFromFile(join(options.data, 'key')), logger, anchorFile, allowsLocalProviders: true });
  let dev: DevFile = { ...(await developmentTokens(begin, runtime)), fakes: fakes.told };
  const gateway = await startGateway({ platform: runtime, port: options.port, host: '127.0.0.1', logger, development: () => dev, ...limitsFrom(process.env) });
  // As far as this machine goes: links lead here, and so does what the fakes tell.
  process.env.REGULARS_PUBLIC_URL ??= gateway.url;
  const worker = await startWorker(runtime, { anchorFile });
  dev = { ...dev, url: gateway.url };
  writeDevFile(dev);
  started();
  stopInOrder([() => gateway.stop(), () => worker.stop(), () => fakes.stop(), () => runtime.stop()]);

  if (options.demo !== 'none') {
    const client = new PlatformClient(gateway.url, dev, begin.databaseUrl, runtime);
    await loadDemo(client, options.demo, steps, options.data, (brands) => {
      dev = { ...dev, brands };
      writeDevFile(dev);
    });
  }
  await buildGraphiQL(steps);
  printWelcome(dev, steps.elapsed());
}

/** Ctrl-C: the gateway finishes what it is answering, then the worker what it is doing, then the connections end. */
function stopInOrder(stops: readonly (() => Promise<unknown>)[]): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    for (const one of stops) await one().catch((error: Error) => process.stderr.write(`${error.message}\n`));
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
}

function printWelcome(dev: DevFile, elapsed: string): void {
  const lines = [
    '', `Regulars is ready after ${elapsed}.`, '',
    `  GraphQL     ${dev.url}/graphql     (members ${dev.url}/member/graphql, platform ${dev.url}/platform/graphql)`,
    `  GraphiQL    ${dev.url}/graphiql`,
    `  Outbox      ${dev.url}/dev/outbox     (codes for signing in)`,
    `  Credentials ${devFile}`,
    ...Object.entries(dev.brands).map(([code, brand]) => `  ${code.padEnd(11)} Authorization: Bearer ${brand.staffToken}`),
    ...fakeLines(dev.fakes),
    '', 'Ctrl-C stops it.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const SENTENCES: Readonly<Record<string, (error: NodeJS.ErrnoException & { port?: number }) => string>> = {
  EADDRINUSE: () => `Port ${options.port} is in use: stop what listens there, or choose another with --port.`,
  EACCES: () => `Port ${options.port} may not be opened by this user: choose one above 1023 with --port.`,
  ENOSPC: () => `The disk that holds ${options.data} is full: make room, then start again.`,
  53100: () => `The disk that holds the database is full: make room, then start again.`,
  ECONNREFUSED: () => 'PostgreSQL does not answer at the address in DATABASE_URL.',
};

process.once('message', (begin: Begin) => {
  run(begin).catch((error: NodeJS.ErrnoException) => {
    const sentence = SENTENCES[error.code ?? '']?.(error) ?? (process.env.DEBUG ? String(error.stack) : error.message);
    process.stderr.write(`\n${sentence}\n`);
    process.exit(1);
  });
});

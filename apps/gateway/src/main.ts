import { createPlatform, durabilityGaps, guardProcess, keyFromFile, requireIsolation, requireKnownSchema } from '@regulars/kernel';
import { pino } from 'pino';
import { z } from 'zod';
import { startGateway } from './gateway';
import { installedModules } from './installed';
import { limitOptions, limitVariables } from './limits-environment';

const environment = z.object({
  /** The database as `regulars_app`. */
  DATABASE_URL: z.url(),
  /** The same database as `regulars_relay`. */
  RELAY_DATABASE_URL: z.url(),
  KEY_FILE: z.string().min(1),
  /** Where workers write down each hour how far the audit and the ledgers are sealed; the gateway holds them against it. */
  ANCHOR_FILE: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  HOST: z.string().default('0.0.0.0'),
  /** Origins of browser pages that may call, separated by spaces. */
  ORIGINS: z.string().default('').transform((text) => text.split(/\s+/).filter(Boolean)),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  POOL_SIZE: z.coerce.number().int().min(2).max(200).default(16),
  ...limitVariables,
  /** Operations worked on or waiting for a connection at once. */
  MAX_IN_PROGRESS: z.coerce.number().int().min(1).max(100_000).default(512),
  /** For reports of weaknesses, in security.txt: `mailto:` or `https:`. */
  SECURITY_CONTACT: z.url().optional(),
  /** ms between "not ready" and refusing connections. */
  DRAIN_DELAY: z.coerce.number().int().min(0).max(2_000).default(1_500),
});

const POOL_WAIT = 2_000; // ms: who waits longer for a connection is told to come again

/** One gateway of an installation whose database is set up. Any number of them may run. */
async function main(): Promise<void> {
  const read = environment.safeParse(process.env);
  if (!read.success) throw new Error(`The environment does not say what a gateway needs:\n${z.prettifyError(read.error)}`);
  const env = read.data;
  const modules = installedModules();
  const anchored = env.ANCHOR_FILE === undefined ? {} : { anchorFile: env.ANCHOR_FILE };
  const logger = pino({ level: env.LOG_LEVEL });
  const platform = createPlatform({
    modules, appUrl: env.DATABASE_URL, relayUrl: env.RELAY_DATABASE_URL, masterKey: keyFromFile(env.KEY_FILE), logger, ...anchored, poolSize: env.POOL_SIZE, poolWait: POOL_WAIT,
  });
  const gaps = await durabilityGaps(platform.relay);
  if (gaps.length > 0) throw new Error(`The database may lose what was acknowledged (${gaps.join(', ')}): switch it on, then start again.`);
  await requireKnownSchema(platform.relay, modules);
  await requireIsolation(platform.relay, modules);
  const gateway = await startGateway({
    platform, port: env.PORT, host: env.HOST, logger, origins: env.ORIGINS, drainDelay: env.DRAIN_DELAY, maxInProgress: env.MAX_IN_PROGRESS, ...limitOptions(env),
    ...(env.SECURITY_CONTACT === undefined ? {} : { securityContact: env.SECURITY_CONTACT }),
  });
  logger.info({ url: gateway.url }, 'the gateway listens');
  const end = async (): Promise<void> => {
    await gateway.stop();
    await platform.stop();
  };
  guardProcess({ logger, stop: end, onRejection: gateway.noteRejection });
  const stop = async (signal: string): Promise<void> => {
    logger.info({ signal }, 'the gateway drains');
    await end();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

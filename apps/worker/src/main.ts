import { createPlatform, guardProcess, keyFromFile, requireIsolation, requireKnownSchema, startWorker, watchProcess } from '@regulars/kernel';
import { installedModules } from '@regulars/gateway/installed';
import { pino } from 'pino';
import { z } from 'zod';

const environment = z.object({
  /** The database as `regulars_app`. */
  DATABASE_URL: z.url(),
  /** The same database as `regulars_relay`. */
  RELAY_DATABASE_URL: z.url(),
  KEY_FILE: z.string().min(1),
  /** Where workers write down each hour how far the audit and the ledgers are sealed; the gateway holds them against it. */
  ANCHOR_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Event handlers that run at once. */
  HANDLERS: z.coerce.number().int().min(1).max(64).default(4),
  /** Background tasks (imports, exports) that run at once. */
  TASKS: z.coerce.number().int().min(1).max(16).default(2),
});

/** One worker of an installation whose database is set up; any number of them may run beside any number of gateways. */
async function main(): Promise<void> {
  const read = environment.safeParse(process.env);
  if (!read.success) throw new Error(`The environment does not say what a worker needs:\n${z.prettifyError(read.error)}`);
  const env = read.data;
  const modules = installedModules();
  const anchored = env.ANCHOR_FILE === undefined ? {} : { anchorFile: env.ANCHOR_FILE };
  const logger = pino({ level: env.LOG_LEVEL });
  const runtime = createPlatform({
    modules, appUrl: env.DATABASE_URL, relayUrl: env.RELAY_DATABASE_URL, masterKey: keyFromFile(env.KEY_FILE), logger, ...anchored, poolSize: env.HANDLERS + env.TASKS + 4,
  });
  await requireKnownSchema(runtime.relay, modules);
  await requireIsolation(runtime.relay, modules);
  const worker = await startWorker(runtime, { handlers: env.HANDLERS, tasks: env.TASKS, ...anchored });
  logger.info('the worker runs');
  const end = async (): Promise<void> => {
    await worker.stop();
    await runtime.stop();
  };
  watchProcess(logger, { builtIns: runtime.builtIns });
  guardProcess({ logger, stop: end });
  const stop = async (signal: string): Promise<void> => {
    logger.info({ signal }, 'the worker finishes what it is doing');
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

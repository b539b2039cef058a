import { Logger, runMigrations } from 'graphile-worker';
import { migrations } from 'graphile-worker/dist/generated/sql';
import type { QueryRunner } from 'typeorm';

const NEWEST = Math.max(...Object.keys(migrations).map((file) => Number.parseInt(file, 10)));
const silent = new Logger(() => () => undefined);

/** Brings the schema of graphile-worker, which runs the modules' tasks, to the installed version. */
export async function ensureQueueSchema(ownerUrl: string, runner: QueryRunner): Promise<void> {
  const [present]: { exists: boolean }[] = await runner.query(`SELECT to_regclass('graphile_worker.migrations') IS NOT NULL AS exists`);
  if (present?.exists) {
    const [last]: { id: number }[] = await runner.query('SELECT max(id) AS id FROM graphile_worker.migrations');
    if ((last?.id ?? 0) >= NEWEST) return;
  }
  await runMigrations({ connectionString: ownerUrl, logger: silent });
}

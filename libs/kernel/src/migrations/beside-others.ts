import type { QueryRunner } from 'typeorm';

const LOCK_TIMEOUT = '100ms';
/** Waiting for the transactions that were there before makes nobody else wait. Longer than any of ours may last: an import's 120 s. */
const PATIENT_LOCK_TIMEOUT = '150s';
/** An autovacuum gives way to whoever has waited this long for it, so it must be shorter than the wait itself. */
const DEADLOCK_TIMEOUT = '50ms';

/** How long the transaction that has begun waits for a lock. Only who is allowed to makes an autovacuum give way. */
export const limitWaiting = (runner: QueryRunner): Promise<unknown> => runner.query(setting(LOCK_TIMEOUT, true));

const setting = (lockTimeout: string, isLocal: boolean): string => `
  SELECT set_config('lock_timeout', '${lockTimeout}', ${isLocal}),
    CASE WHEN has_parameter_privilege('deadlock_timeout', 'SET') THEN set_config('deadlock_timeout', '${DEADLOCK_TIMEOUT}', ${isLocal}) END`;

/** Who may not set it may not reset it either. */
const RESET_DEADLOCK_TIMEOUT = `DO $$ BEGIN
  IF has_parameter_privilege('deadlock_timeout', 'SET') THEN RESET deadlock_timeout; END IF;
END $$`;

/** Runs a migration without a transaction: no statement waits for a lock longer than it may. */
export async function besideOthers(runner: QueryRunner, work: (runner: QueryRunner) => Promise<void>): Promise<void> {
  const query = (sql: string, ...rest: unknown[]): Promise<unknown> => wholeOrNot(runner, sql, rest);
  try {
    await work(new Proxy(runner, { get: (target, property) => (property === 'query' ? query : Reflect.get(target, property)) }));
  } finally {
    await runner.query('RESET lock_timeout');
    await runner.query(RESET_DEADLOCK_TIMEOUT);
  }
}

/**
 * An index that is built CONCURRENTLY is there whole or not at all: what a failure leaves of one costs every write,
 * and of a unique one refuses some.
 */
async function wholeOrNot(runner: QueryRunner, sql: string, rest: readonly unknown[]): Promise<unknown> {
  const index = indexBuiltBy(sql);
  if (index) await dropIfInvalid(runner, index);
  try {
    return await patiently(runner, sql, rest);
  } catch (error) {
    // The next attempt looks again; what matters now is why this one failed.
    if (index) await dropIfInvalid(runner, index).catch(() => undefined);
    throw error;
  }
}

async function patiently(runner: QueryRunner, sql: string, rest: readonly unknown[] = []): Promise<unknown> {
  await runner.query(setting(/\bCONCURRENTLY\b/i.test(sql) ? PATIENT_LOCK_TIMEOUT : LOCK_TIMEOUT, false));
  return runner.query(sql, ...(rest as [unknown[]]));
}

interface BuiltIndex {
  readonly name: string;
  readonly table: string;
}

const BUILDS = /\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?("[^"]+"|\w+)\s+ON\s+(?:ONLY\s+)?((?:(?:"[^"]+"|\w+)\.)?(?:"[^"]+"|\w+))/i;

function indexBuiltBy(sql: string): BuiltIndex | null {
  const [, name, table] = BUILDS.exec(sql) ?? [];
  return name && table ? { name, table } : null;
}

async function dropIfInvalid(runner: QueryRunner, { name, table }: BuiltIndex): Promise<void> {
  const rows: { index: string }[] = await runner.query(
    `SELECT format('%I.%I', n.nspname, c.relname) AS index
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE i.indrelid = to_regclass($1) AND c.relname = (parse_ident($2))[1] AND NOT i.indisvalid`,
    [table, name],
  );
  for (const { index } of rows) await patiently(runner, `DROP INDEX CONCURRENTLY ${index}`);
}

import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Serves requests: sees one brand at a time, owns nothing. */
export const APP_ROLE = 'regulars_app';
/** Serves the platform's queues of every brand: sees no tenant table, owns nothing. */
export const RELAY_ROLE = 'regulars_relay';

export interface RolePasswords {
  readonly app: string;
  readonly relay: string;
}

/**
 * What a session of the role starts with, whatever the server's own configuration says. Work that may take longer
 * (a batch of an import) raises the limit for its own transaction.
 */
const common = {
  lock_timeout: '2s',
  idle_in_transaction_session_timeout: '10s',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  jit: 'off',
};
const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Left to itself the server plans a statement with an array among its values anew for every call, which takes
  // longer than running it. What depends on its values says so: see `Transaction`.
  [APP_ROLE]: { ...common, statement_timeout: '5s', plan_cache_mode: 'force_generic_plan' },
  [RELAY_ROLE]: { ...common, statement_timeout: '30s' },
};

interface RoleRow {
  rolname: string;
  rolconfig: string[] | null;
  tooMighty: boolean;
}

/**
 * Creates the two roles the processes log in as, or brings them up to date.
 *
 * @param ownerUrl a superuser or a role with CREATEROLE (the owner of a managed database)
 * @throws Error in one sentence when the owner may not do it or a role of that name is more than it may be
 */
export async function ensureRoles(ownerUrl: string, passwords: RolePasswords): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await ensureRole(client, APP_ROLE, passwords.app);
    await ensureRole(client, RELAY_ROLE, passwords.relay);
    await refuseMightyRoles(client);
  } finally {
    await client.end();
  }
}

/** Roles belong to the whole server: another database's start may change the same rows at this moment. */
const PASSING = new Set(['XX000', '23505', '42710', '40001', '40P01', '42704']);
const ATTEMPTS = 20;

async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await createOrUpdate(client, role, password);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === '42501') throw new Error(`The owner in the database URL may not create or change the role ${role}: give it CREATEROLE or use a superuser.`);
      if (attempt === ATTEMPTS || code === undefined || !PASSING.has(code)) throw error;
      await sleep(5 + Math.random() * 20 * attempt);
    }
  }
}

async function createOrUpdate(client: Client, role: string, password: string): Promise<void> {
  const [existing] = await readRoles(client, [role]);
  const verb = existing ? 'ALTER' : 'CREATE';
  await client.query(`${verb} ROLE ${role} LOGIN PASSWORD '${scramVerifier(password)}'`);
  const wanted = settings[role] ?? {};
  const present = new Set(existing?.rolconfig ?? []);
  for (const [name, value] of Object.entries(wanted)) {
    if (!present.has(`${name}=${value}`)) await client.query(`ALTER ROLE ${role} SET ${name} = ${client.escapeLiteral(value)}`);
  }
  await client.query(`DO $$ BEGIN
    IF NOT (has_database_privilege('${role}', current_database(), 'CONNECT') AND has_database_privilege('${role}', current_database(), 'TEMPORARY')) THEN
      EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO ${role}', current_database());
    END IF;
  END $$`);
}

async function readRoles(client: Client, names: readonly string[]): Promise<RoleRow[]> {
  const { rows } = await client.query<RoleRow>(
    `SELECT rolname, rolconfig, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS "tooMighty"
     FROM pg_roles WHERE rolname = ANY($1)`,
    [names],
  );
  return rows;
}

/** Row-level security is only a wall for roles that cannot step over it. */
async function refuseMightyRoles(client: Client): Promise<void> {
  const mighty = (await readRoles(client, [APP_ROLE, RELAY_ROLE])).filter((role) => role.tooMighty);
  if (mighty.length > 0) {
    const names = mighty.map((role) => role.rolname).join(' and ');
    throw new Error(`The role ${names} exists with more rights than it may have (superuser, BYPASSRLS or the right to create): row-level security would not hold.`);
  }
}

const ITERATIONS = 4096;

/** What PostgreSQL would store for this password (RFC 5802), so that the password itself reaches no server log. */
function scramVerifier(password: string, salt = randomBytes(16)): string {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, 32, 'sha256');
  const key = (label: string): Buffer => createHmac('sha256', salted).update(label).digest();
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${key('Server Key').toString('base64')}`;
}

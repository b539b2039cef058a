import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { CONTROL_FILE, type Copied, copyCluster, copyControlFile, hashOf, keepOwner, makeDurable, writeDurably } from './backup-files';
import { Refused } from './refused';

/** Written last, once everything is on disk: each file of the backup with its size and digest. */
const LIST = 'backup.json';

export interface Backup {
  readonly startedAt: string;
  readonly endedAt: string;
  /** The oldest file of the archive that restoring takes. */
  readonly firstWal: string;
  readonly files: readonly Copied[];
}

interface Server {
  readonly folder: string;
  readonly identifier: string;
  readonly archives: boolean;
  readonly writesPages: boolean;
  readonly tablespaces: number;
  readonly inRecovery: boolean;
}

const SERVER = `
  SELECT current_setting('data_directory') AS folder, (SELECT system_identifier::text FROM pg_control_system()) AS identifier,
         current_setting('archive_mode') <> 'off' AND (current_setting('archive_library') <> '' OR current_setting('archive_command') NOT IN ('', '(disabled)')) AS archives,
         current_setting('full_page_writes')::bool AS "writesPages", (SELECT count(*)::int FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global')) AS tablespaces,
         pg_is_in_recovery() AS "inRecovery"`;

/**
 * Copies the cluster's files into a new folder while the server works on them, between pg_backup_start and
 * pg_backup_stop. Runs on the server's machine, as an account that may read its files, and answers once every file is on
 * disk and the server has archived what restoring takes.
 *
 * @param ownerUrl a superuser's
 */
export async function backUp(ownerUrl: string, folder: string, warn: (text: string) => void = (text) => void process.stderr.write(`${text}\n`)): Promise<Backup> {
  if (existsSync(folder)) throw new Refused(`${folder} is there already: name a new folder for each backup.`);
  const client = new Client({ connectionString: ownerUrl, statement_timeout: 0, idle_in_transaction_session_timeout: 0 });
  // Such as: the server still waits for its archive.
  client.on('notice', ({ message }) => message !== undefined && warn(message));
  await client.connect();
  try {
    const server = await readServer(client);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return await copyAll(client, server.folder, folder);
  } finally {
    // Before pg_backup_stop, the end of the session is the end of the backup.
    await client.end();
  }
}

async function readServer(client: Client): Promise<Server> {
  const { rows: [server] } = await client.query<Server>(SERVER);
  if (!server) throw new Error('The server says nothing about itself');
  if (server.inRecovery) throw new Refused('This server follows another one, or is being restored: back up the primary.');
  if (!server.archives) throw new Refused('The server archives nothing: set archive_mode and archive_library first, see docs/backups.md.');
  if (!server.writesPages) throw new Refused('The server runs with full_page_writes off: a copy made of its files would not be whole.');
  if (server.tablespaces > 0) throw new Refused('The server has tablespaces outside its folder: use pg_basebackup.');
  const control = await readFile(join(server.folder, CONTROL_FILE)).catch((error: NodeJS.ErrnoException) => {
    throw new Refused(`The files of the server in ${server.folder} cannot be read here (${error.code}): run this on its machine, as its account or root.`);
  });
  if (control.readBigUInt64LE(0) !== BigInt(server.identifier)) throw new Refused(`${server.folder} on this machine is another server's.`);
  return server;
}

async function copyAll(client: Client, from: string, folder: string): Promise<Backup> {
  const data = join(folder, 'data');
  const startedAt = new Date().toISOString();
  const { rows: [start] } = await client.query<{ wal: string }>(`SELECT pg_walfile_name(pg_backup_start(label => $1, fast => true)) AS wal`, [`regulars ${startedAt}`]);
  const files = await copyCluster(from, data);
  // Last: without it nobody can start what was not finished.
  files.push(await copyControlFile(from, data));
  const { rows: [stop] } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(wait_for_archive => true)');
  if (!start || !stop) throw new Error('The server did not say where the backup begins');
  // The server starts from the label: without it, it would begin at the wrong place and find nothing amiss.
  files.push(await writeDurably(data, 'backup_label', stop.labelfile, from));
  await makeDurable(data);
  const backup = { startedAt, endedAt: new Date().toISOString(), firstWal: start.wal, files };
  await writeFile(join(folder, LIST), JSON.stringify(backup), { mode: 0o600, flush: true });
  for (const path of [folder, join(folder, LIST)]) await keepOwner(path, await lstat(from));
  await makeDurable(folder);
  return backup;
}

/** Reads a backup again. Answers what is wrong with it; nothing when it is as it was written. */
export async function checkBackup(folder: string): Promise<string[]> {
  const list = join(folder, LIST);
  if (!existsSync(list)) throw new Refused(`${folder} holds no finished backup.`);
  const { files } = JSON.parse(await readFile(list, 'utf8')) as Backup;
  const problems: string[] = [];
  for (const { path, size, sha256 } of files) {
    const there = await hashOf(join(folder, 'data', path)).catch(() => null);
    if (there === null) problems.push(`${path} is missing`);
    else if (there.size !== size || there.sha256 !== sha256) problems.push(`${path} is not what was written`);
  }
  const known = new Set(files.map(({ path }) => path));
  const found = (await readdir(join(folder, 'data'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const strangers = found.map(({ parentPath, name }) => join(parentPath, name).slice(join(folder, 'data').length + 1)).filter((path) => !known.has(path));
  return [...problems, ...strangers.map((path) => `${path} was not part of it`)];
}

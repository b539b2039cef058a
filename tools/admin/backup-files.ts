import { createHash, type Hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chown, type FileHandle, lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of a backup, and what was read of it. */
export interface Copied {
  /** In the cluster's folder. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** The server fills these anew when it starts; WAL comes from the archive. They are kept as empty folders. */
const EMPTY = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']);
/** What only the running server means, or an earlier backup left. */
const LEFT_OUT = /^(?:postmaster\.(?:pid|opts)|backup_label.*|backup_manifest.*|tablespace_map.*|recovery\.signal|standby\.signal|pg_internal\.init.*|pgsql_tmp.*|current_logfiles\.tmp)$/;
export const CONTROL_FILE = 'global/pg_control';
const CHUNK = 1 << 20;
const AT_ONCE = 16; // they wait for the disk together

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Everything of a cluster but its control file. Files change, grow and go while they are read: WAL mends what was read half. */
export async function copyCluster(from: string, to: string): Promise<Copied[]> {
  const paths = await copyFolders(from, to, '');
  const copied: Copied[] = [];
  const next = paths[Symbol.iterator]();
  const copySome = async (): Promise<void> => {
    for (const path of next) {
      const file = await copyFile(from, to, path);
      if (file) copied.push(file);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, copySome));
  return copied;
}

export async function copyControlFile(from: string, to: string): Promise<Copied> {
  const copied = await copyFile(from, to, CONTROL_FILE);
  if (!copied) throw new Error(`${join(from, CONTROL_FILE)} is gone`);
  return copied;
}

/** Makes the folders, and answers the files to be copied into them. */
async function copyFolders(from: string, to: string, path: string): Promise<string[]> {
  const stats = await lstat(join(from, path));
  await mkdir(join(to, path), { mode: 0o700, recursive: path === '' });
  await keepOwner(join(to, path), stats);
  if (EMPTY.has(path)) return [];
  const files: string[] = [];
  for (const entry of await readdir(join(from, path), { withFileTypes: true })) {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`;
    // pg_wal may be a link to another disk: here it is a folder.
    if (LEFT_OUT.test(entry.name) || inner === CONTROL_FILE) continue;
    if (entry.isDirectory() || EMPTY.has(inner)) files.push(...(await copyFolders(from, to, inner).catch((error: unknown) => (isGone(error) ? [] : Promise.reject(error as Error)))));
    else if (entry.isFile()) files.push(inner);
  }
  return files;
}

/** Null when the server has removed it meanwhile. */
async function copyFile(from: string, to: string, path: string): Promise<Copied | null> {
  let source: FileHandle;
  try {
    source = await open(join(from, path), 'r');
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
  const target = await open(join(to, path), 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    const size = await pump(source, hash, target);
    await target.sync();
    await keepOwner(join(to, path), await source.stat());
    return { path, size, sha256: hash.digest('hex') };
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

async function pump(source: FileHandle, hash: Hash, target?: FileHandle): Promise<number> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let size = 0; ; ) {
    const { bytesRead } = await source.read(buffer, 0, CHUNK);
    if (bytesRead === 0) return size;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    if (target) await target.writeFile(chunk);
    size += bytesRead;
  }
}

/** Root gives the copies to the account the server runs under. */
export async function keepOwner(path: string, { uid, gid }: Stats): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, uid, gid);
}

export async function writeDurably(folder: string, path: string, text: string, ownedAs: string): Promise<Copied> {
  const file = await open(join(folder, path), 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await keepOwner(join(folder, path), await lstat(ownedAs));
  return { path, ...(await hashOf(join(folder, path))) };
}

export async function hashOf(path: string): Promise<{ readonly size: number; readonly sha256: string }> {
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    return { size: await pump(file, hash), sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** Files are on disk once the folders that name them are. */
export async function makeDurable(folder: string): Promise<void> {
  const inner = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
  for (const path of [folder, ...inner]) {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  }
}

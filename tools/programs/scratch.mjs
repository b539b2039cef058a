// @ts-check
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../libs/testing/postgres/index.mjs';

/**
 * Works in a folder that is gone afterwards. PostgreSQL's own account may look into it.
 * @template T @param {string} name @param {(folder: string) => Promise<T>} work @returns {Promise<T>}
 */
export async function inScratchFolder(name, work) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `regulars-${name}-`)));
  chmodSync(folder, 0o755);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Works with a PostgreSQL server that is gone afterwards.
 * @template T
 * @param {Pick<import('../../libs/testing/postgres/index.mjs').Options, 'dir' | 'fsync'>} options
 * @param {(url: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function onScratchServer(options, work) {
  const postgres = await startPostgres(options);
  try {
    return await work(postgres.url);
  } finally {
    await postgres.destroy();
  }
}

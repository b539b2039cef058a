import { existsSync, readFileSync, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Anchor } from '@regulars/kernel';
import { Client } from 'pg';
import { Refused } from './refused';

export interface AfterRestore {
  readonly sessionsEnded: number;
  /** Anchors of the history that was given up, now in a file beside. */
  readonly anchorsSetAside: number;
  /** Keys that are good: among them those that were revoked since. */
  readonly keys: readonly string[];
}

/**
 * What a database that was taken back to an earlier time must be told before anybody is let in: it knows nothing of
 * what was taken away since.
 *
 * @param to the time it was taken back to
 */
export async function afterRestore(ownerUrl: string, to: string | undefined, anchorFile: string | null): Promise<AfterRestore> {
  const point = new Date(to ?? '');
  if (Number.isNaN(point.getTime())) throw new Refused('Name the time the database was taken back to with --to, such as 2026-01-31T09:30:00+00:00.');
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(`UPDATE platform.session SET ended_at = clock_timestamp(), ended_by = 'SIGN_OUT' WHERE ended_at IS NULL`);
    return { sessionsEnded: rowCount ?? 0, anchorsSetAside: anchorFile === null ? 0 : await setAnchorsAside(anchorFile, point), keys: await goodKeys(client) };
  } finally {
    await client.end();
  }
}

async function goodKeys(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT concat_ws('  ', c.id, coalesce(b.code, 'platform'), c.kind, c.name, 'made ' || c.created_at::date, 'used ' || coalesce(c.last_used_at::date::text, 'never')) AS line
       FROM platform.credential c LEFT JOIN platform.brand b ON b.id = c.brand_id
      WHERE c.session_id IS NULL AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp()) ORDER BY b.code NULLS FIRST, c.created_at, c.id`);
  return rows.map(({ line }) => line);
}

/** What was written down later tells of rows that are not there any more. It is kept: it is the proof of what was. */
async function setAnchorsAside(file: string, point: Date): Promise<number> {
  if (!existsSync(file)) return 0;
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line.endsWith('}'));
  const later = lines.filter((line) => new Date((JSON.parse(line) as Anchor).at) > point);
  if (later.length === 0) return 0;
  await append(`${file}.given-up`, later);
  const draft = `${file}.new`;
  await append(draft, lines.filter((line) => !later.includes(line)));
  renameSync(draft, file);
  return later.length;
}

async function append(path: string, lines: readonly string[]): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(lines.map((line) => `${line}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

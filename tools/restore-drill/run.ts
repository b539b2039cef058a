import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureKeyFile } from '@regulars/kernel';
import { type Finding, lineOf } from '../faults/outcome';
import { type Postgres, startPostgres } from '../../libs/testing/postgres/index.mjs';
import { runProgram } from '../programs/program';
import { setUpDatabase } from '../start/database';
import { lookAtMended, lookAtRaw, mend } from './after';
import { type Lost, type Places, workUntilLost } from './before';
import { Served } from './installation';
import { type Account, asThePageSays } from './page';

interface Setup {
  readonly folder: string;
  /** How many are sold before the backup, after it, and after the point. */
  readonly orders: number;
  /** Whom root's server runs as. */
  readonly account: Account | null;
}

interface Drill extends Places {
  readonly orders: number;
  readonly account: Account | undefined;
  readonly before: string;
  readonly after: string;
}

function prepare({ folder, orders, account }: Setup): Drill {
  const backups = join(folder, 'backups');
  mkdirSync(join(backups, 'wal'), { recursive: true });
  mkdirSync(join(folder, 'after'));
  if (account) for (const path of [backups, join(backups, 'wal'), join(folder, 'after')]) chownSync(path, account.uid, account.gid);
  const keyFile = join(folder, 'key');
  ensureKeyFile(keyFile);
  return {
    orders, account: account ?? undefined, backups, keyFile, anchorFile: join(folder, 'anchors.jsonl'), base: join(backups, 'base'), before: join(folder, 'before'), after: join(folder, 'after'),
  };
}

interface Gone extends Lost {
  /** Of the server's superuser: `npm start` keeps it beside the server's files. */
  readonly password: string;
}

/** A server that archives, at work until it is lost. */
async function lose(drill: Drill): Promise<Gone> {
  const first = await startPostgres({ dir: drill.before });
  await first.stop();
  await asThePageSays('archive', { PGDATA: join(first.dir, 'data'), BACKUPS: drill.backups });
  const server = await startPostgres({ dir: drill.before });
  try {
    await setUpDatabase(server.url, drill.keyFile);
    const served = await Served.start(server.url, drill);
    try {
      return { ...(await workUntilLost(served, drill, drill.orders)), password: new URL(server.url).password };
    } finally {
      await served.stop();
    }
  } finally {
    await server.destroy();
  }
}

async function restore({ base, backups, after, account }: Drill, { point, password }: Gone): Promise<Postgres> {
  await asThePageSays('restore', { BASE: base, BACKUPS: backups, POINT: point, RESTORED: join(after, 'data') }, account);
  writeFileSync(join(after, 'password'), password, { mode: 0o600 });
  return startPostgres({ dir: after });
}

async function main(setup: Setup): Promise<boolean> {
  const drill = prepare(setup);
  const started = performance.now();
  const lost = await lose(drill);
  const lostAt = performance.now();
  const server = await restore(drill, lost);
  const upAt = performance.now();
  try {
    const findings = await lookAtRaw(server.url, lost, drill);
    const mendedFrom = performance.now();
    findings.push(...(await mend(server.url, lost, drill)));
    const mended = performance.now();
    const served = await Served.start(server.url, drill);
    findings.push(...(await lookAtMended(served, lost).finally(() => served.stop())));
    report(lost, findings, { before: lostAt - started, restore: upAt - lostAt, mend: mended - mendedFrom });
    return findings.every(({ violations }) => violations === 0);
  } finally {
    await server.destroy();
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function report({ figures, soldBefore, begunBefore, sold }: Lost, findings: readonly Finding[], took: { before: number; restore: number; mend: number }): void {
  process.stdout.write([
    figures.backup.trim(),
    `The backup took ${seconds(figures.backupMs)}; ${figures.during} orders were acknowledged meanwhile.`,
    `${soldBefore.length} of ${sold.length} orders were acknowledged before the point, ${sold.filter(({ serial }) => serial > begunBefore).length} sent after it.`,
    `Restored and up after ${seconds(took.restore)}; mended and verified in another ${seconds(took.mend)}.`,
    ...findings.map(lineOf),
    '',
  ].join('\n'));
}

runProgram(main);

import { modules } from '@regulars/gateway/installation';
import { ensureRoles, urlAs } from '@regulars/kernel';
import { runProgram } from '../programs/program';
import { measureUpgrade } from './measure';
import { installedWith, releases } from './releases';
import { problemsOf, reportOf } from './verdict';

interface Setup {
  readonly databaseUrl: string;
  readonly rows: number;
}

const PASSWORD = 'migrations';
const QUIET_MS = 15_000;
const PAUSE_MS = 300;

async function main({ databaseUrl, rows }: Setup): Promise<boolean> {
  await ensureRoles(databaseUrl, { app: PASSWORD, relay: PASSWORD });
  const addresses = { ownerUrl: databaseUrl, appUrl: urlAs(databaseUrl, 'regulars_app', PASSWORD) };
  const all = releases();
  const problems: string[] = [];
  for (const [turn, from] of all.entries()) {
    const upgrade = await measureUpgrade(addresses, installedWith(modules), { from, to: all[turn + 1] ?? null, turn }, { rows, quiet: QUIET_MS, pause: PAUSE_MS });
    process.stdout.write(`${reportOf(upgrade)}\n`);
    problems.push(...problemsOf(upgrade));
  }
  process.stdout.write(`${problems.map((problem) => `PROBLEM: ${problem}\n`).join('')}${problems.length} problems\n`);
  return problems.length === 0;
}

runProgram(main);

import { spawnSync } from 'node:child_process';
import { readPidFile } from '../../../libs/testing/postgres/processes.mjs';
import { queryAsOwner } from '../../postgres/query-as-owner';

/** The server's process of the cluster behind this address, which must be on this machine. */
async function serverOf(databaseUrl: string): Promise<number> {
  const [setting] = await queryAsOwner<{ data_directory: string }>(databaseUrl, 'SHOW data_directory');
  return readPidFile(setting?.data_directory ?? '')?.pid ?? 0;
}

/** Child processes of one, by the system's own list. */
function childrenOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number)).flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : []));
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself in between.
  }
}

/** A database server that stands still: its connections stay open, and nothing is answered. */
export class Standstill {
  private constructor(private readonly server: number) {}

  static async of(databaseUrl: string): Promise<Standstill> {
    return new Standstill(await serverOf(databaseUrl));
  }

  begin(): void {
    // The server first: then there are no new processes of its own.
    signal(this.server, 'SIGSTOP');
    for (const child of childrenOf(this.server)) signal(child, 'SIGSTOP');
  }

  end(): void {
    for (const child of childrenOf(this.server)) signal(child, 'SIGCONT');
    signal(this.server, 'SIGCONT');
  }
}

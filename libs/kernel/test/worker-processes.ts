import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestPlatform } from './platform';

/** Workers as processes of their own, which may end at any moment and come back. */
export class WorkerProcesses {
  private readonly running: (ChildProcess | null)[] = [];
  private isStopping = false;
  /** How many ended by themselves. */
  crashed = 0;

  constructor(private readonly platform: TestPlatform) {}

  /** Resolves once they work. */
  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, index) => this.startOne(index)));
  }

  /** As a power cut would; another takes its place, and this does not wait for it. */
  async kill(index: number): Promise<void> {
    const worker = this.running[index];
    if (!worker) return;
    this.running[index] = null;
    worker.removeAllListeners('exit');
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    void this.startOne(index);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.running.map(async (worker) => {
      if (!worker || worker.exitCode !== null || worker.signalCode !== null) return;
      worker.kill('SIGKILL');
      await once(worker, 'exit');
    }));
  }

  private async startOne(index: number): Promise<void> {
    const { appUrl, relayUrl } = this.platform.database;
    const child = spawn(process.execPath, ['--conditions=@regulars/source', '-r', '@swc-node/register', join(__dirname, 'worker-process.ts')], {
      env: { ...process.env, SWCRC: 'true', APP_URL: appUrl, RELAY_URL: relayUrl, NODE_OPTIONS: '' }, cwd: join(__dirname, '../../..'), stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.running[index] = child;
    child.once('exit', () => {
      this.crashed++;
      if (!this.isStopping) void this.startOne(index);
    });
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  }
}

import type { ChildProcess } from 'node:child_process';
import { forkSource } from '../../programs/from-source.mjs';
import type { GatewaySetup } from './gateway';

/** A gateway with a worker in one process, which comes back after each death. */
export class KillableGateway {
  url: string | null = null;
  private child: ChildProcess | null = null;

  constructor(private readonly setup: GatewaySetup) {}

  async start(): Promise<void> {
    const child = forkSource('tools/faults/processes/gateway.ts');
    this.child = child;
    child.send(this.setup);
    this.url = await new Promise<string>((resolve, reject) => {
      child.once('message', ({ url }: { url: string }) => resolve(url));
      child.once('exit', (code) => reject(new Error(`A gateway ended with ${code} before it listened`)));
    });
  }

  /** As a power cut would: no handler of its own runs. */
  async kill(): Promise<void> {
    const child = this.child;
    this.url = null;
    if (!child) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

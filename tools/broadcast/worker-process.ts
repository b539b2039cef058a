import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface WorkerSetup {
  readonly appUrl: string;
  readonly relayUrl: string;
}

/** The one worker there is: killed as by a power cut, and started again. */
export class WorkerProcess {
  private child: ChildProcess | null = null;

  /** @param line where LINE answers */
  constructor(private readonly setup: WorkerSetup, private readonly line: string) {}

  /** Resolves once it works. It runs from source, as this process does. */
  async start(): Promise<void> {
    const env = { ...process.env, REGULARS_SETUP: JSON.stringify(this.setup), REGULARS_MESSAGE_PROVIDERS: JSON.stringify({ line: this.line }) };
    const child = fork(join(__dirname, 'worker.ts'), [], { env });
    this.child = child;
    const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (answer !== 'ready') throw new Error(`The worker ended: ${answer}`);
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

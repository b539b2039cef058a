import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answered } from './commands';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export interface PeerOptions {
  /** A copy of this workspace, instead of this one. */
  readonly workspace?: string;
  /** Beside that of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Another process of the benchmark, which answers commands (see `answerCommands`). */
export class Peer {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private stopping: Promise<void> | null = null;

  /** @param file relative to `tools/bench` */
  constructor(readonly file: string, { workspace = join(__dirname, '../../..'), environment }: PeerOptions = {}) {
    this.child = fork(join(workspace, 'tools/bench', file), [], {
      cwd: workspace,
      env: { ...process.env, ...environment },
      execArgv: ['--conditions=@regulars/source', '-r', '@swc-node/register', '--disable-warning=ExperimentalWarning'],
      serialization: 'advanced', // keeps dates, bytes and bigints what they are
    });
    this.child.on('message', ({ id, result, error }: Answered) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(`${file}: ${error}`));
    });
    this.child.on('exit', (code) => {
      if (this.stopping) return;
      for (const { reject } of this.waiting.values()) reject(new Error(`${file} ended with ${code}`));
    });
  }

  ask<T = void>(command: string, argument: unknown = null): Promise<T> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.child.send({ id, command, argument });
    });
  }

  /** Processor time of the process so far, in µs. */
  cpu(): Promise<number> {
    return this.ask<number>('cpu');
  }

  stop(): Promise<void> {
    if (this.stopping) return this.stopping;
    this.stopping = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.disconnect();
    return this.stopping;
  }
}

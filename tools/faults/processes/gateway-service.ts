import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT, SOURCE_OPTIONS } from '../../programs/from-source.mjs';
import type { FaultStage } from '../outcome';

const MAIN = 'apps/gateway/src/main.ts';

/** How a gateway ended that was told to. */
export interface Ending {
  /** ms until the process was gone. */
  readonly took: number;
  /** Null when a signal ended it. */
  readonly code: number | null;
}

/** A gateway as it is deployed: its own program, told by its environment and by signals. */
export class GatewayService {
  url: string | null = null;
  private child: ChildProcess | null = null;

  constructor(private readonly stage: Pick<FaultStage, 'appUrl' | 'relayUrl' | 'keyFile'>, private readonly settings: Readonly<Record<string, string>> = {}) {}

  /** Resolves with the address once it listens. @param root of the build that is started */
  async start(root = ROOT): Promise<string> {
    const { appUrl, relayUrl, keyFile } = this.stage;
    const child = spawn(process.execPath, [...SOURCE_OPTIONS, join(root, MAIN)], {
      cwd: root, stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, SWCRC: 'true', DATABASE_URL: appUrl, RELAY_DATABASE_URL: relayUrl, KEY_FILE: keyFile, HOST: '127.0.0.1', PORT: '0', ...this.settings },
    });
    this.child = child;
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const { url: address } = JSON.parse(line) as { url?: string };
        if (address) resolve(address);
      });
      child.once('exit', (code) => reject(new Error(`A gateway ended with ${code} before it listened`)));
    });
    this.url = url;
    return url;
  }

  /** As a deployment does: SIGTERM. */
  async stop(): Promise<Ending> {
    const child = this.child as ChildProcess;
    const began = performance.now();
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    this.url = null;
    return { took: performance.now() - began, code };
  }

  async kill(): Promise<void> {
    if (this.child === null || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
    this.url = null;
  }

  /** Memory it takes, in MB; null where the system does not tell. */
  get memory(): number | null {
    try {
      return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${this.child?.pid ?? 0}/status`, 'utf8'))?.[1]) / 1_024;
    } catch {
      return null;
    }
  }
}

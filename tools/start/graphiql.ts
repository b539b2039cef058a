import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { createSteps } from './steps.mjs';

const gateway = join(process.cwd(), 'apps/gateway');

/** Bundles GraphiQL when there is no bundle yet; the gateway serves it as soon as it stands. */
export async function buildGraphiQL(steps: ReturnType<typeof createSteps>): Promise<void> {
  if (existsSync(join(gateway, 'dist-graphiql/index.html'))) return;
  const done = steps.begin('Bundle GraphiQL (once)');
  const code = await new Promise<number | null>((resolve) => {
    spawn('npm', ['run', '--silent', 'build:graphiql'], { cwd: gateway, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' }).on('exit', resolve);
  });
  done(code === 0 ? '' : 'failed: /graphiql is not served');
}

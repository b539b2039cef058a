import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/backups.md'), 'utf8');

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** What the page about backups says to run at a step: the block that stands under `<!-- drill: NAME -->`. */
function blockOf(name: string): string {
  const [, block] = new RegExp(`<!-- drill: ${name} -->\\n\`\`\`\\w+\\n([^]*?)\`\`\``).exec(page) ?? [];
  if (block === undefined) throw new Error(`docs/backups.md has no block for ${name}`);
  return block;
}

/** Runs it in a shell, character for character, with these variables. Answers what it printed; throws with what it complained of. */
export async function asThePageSays(name: string, variables: Readonly<Record<string, string>>, account?: Account): Promise<string> {
  const shell = spawn('/bin/sh', ['-euc', blockOf(name)], { cwd: account ? '/' : root, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables }, stdio: ['ignore', 'pipe', 'pipe'], ...account });
  let output = '';
  let complaint = '';
  shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const code = await new Promise((resolve) => shell.on('close', resolve));
  if (code !== 0) throw new Error(`The page's ${name} ended with ${String(code)}: ${complaint}${output}`);
  return output;
}

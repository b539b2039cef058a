import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

it('a process outlives promises nobody waits for, says what blocked it, and stops in order when an error is thrown where nobody catches', async () => {
  const child = spawn(process.execPath, ['--conditions=@regulars/source', '-r', '@swc-node/register', join(__dirname, '../../test/guarded-process.ts')], {
    env: { ...process.env, SWCRC: 'true', NODE_OPTIONS: '' }, cwd: join(__dirname, '../../../..'), stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => (said += String(text)));
  const [code] = await once(child, 'close');
  const lines = said.trim().split('\n').map((line) => (line.startsWith('{') ? JSON.parse(line) : line));
  expect([code, lines.filter((line) => line !== 'hardly blocked' && line.blockedMs === undefined || line.blockedMs > 600)]).toEqual([1, [
    { level: 50, fault: 'Error: nobody waits', place: expect.stringContaining('guarded-process.ts'), msg: 'a promise failed that nobody waits for' },
    'rejected',
    'alive',
    { level: 40, blockedMs: expect.any(Number), msg: 'something kept the process from all other work' },
    'blocked',
    { level: 60, fault: 'TypeError: nobody catches', place: expect.stringContaining('guarded-process.ts'), msg: 'an error that nobody could catch: the process stops' },
    'stopped',
  ]]);
}, 20_000);

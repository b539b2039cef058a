import { dirname, join } from 'node:path';
import { modules } from '@regulars/gateway/installation';
import { checkSchemas } from './snapshots';

const { problems, written } = checkSchemas(join(dirname(__dirname), '..'), modules, process.argv.includes('--write'));
for (const file of written) process.stdout.write(`${file} written\n`);
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
else process.stdout.write('The schemas are those committed, and keep their contracts\n');

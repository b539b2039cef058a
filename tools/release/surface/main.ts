import { ROOT } from '../../programs/from-source.mjs';
import { runProgram } from '../../programs/program';
import { checkSurface } from './check';

runProgram<{ readonly write: boolean }>(async ({ write }) => {
  const { checked, problems, written } = checkSurface(ROOT, write);
  for (const file of written) process.stdout.write(`${file} written\n`);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length === 0) process.stdout.write(`${checked} packages break nobody who uses their last release, but for what is planned as a major version\n`);
  return problems.length === 0;
});

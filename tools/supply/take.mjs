// @ts-check
/**
 * `node tools/supply/take.mjs`, after the lockfile has changed: asks the registry when what is new in it came out, and
 * takes down what is a week old (`reviewed.json`). Ends with 1, naming it, when something is younger: wait, or choose
 * an older version. What cannot wait, a fix of a hole we have, says why: `--urgent "CVE-2026-…, which we are open to"`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { COOLING_DAYS, take } from './cooldown.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const record = join(root, 'tools/supply/reviewed.json');
const { values } = parseArgs({ options: { urgent: { type: 'string' } } });

/** @param {string} name @param {string} version @returns {string} */
function publishedAt(name, version) {
  const { status, stdout, stderr } = spawnSync('npm', ['view', `${name}@${version}`, 'time', '--json'], { cwd: root, encoding: 'utf8' });
  const published = status === 0 ? JSON.parse(stdout)?.[version] : undefined;
  if (typeof published !== 'string') throw new Error(`The registry does not say when ${name}@${version} came out\n${stderr}`);
  return published;
}

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const { reviewed, tooYoung } = await take(packages, JSON.parse(readFileSync(record, 'utf8')), { publishedAt, now: new Date(), urgent: values.urgent });
writeFileSync(record, `${JSON.stringify(reviewed, null, 2)}\n`);
for (const problem of tooYoung) console.error(`${problem}; wait until it is ${COOLING_DAYS} days old`);
process.exitCode = tooYoung.length === 0 ? 0 : 1;

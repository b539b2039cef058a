// node tools/demo/retail/convert.mjs --out DIR [--small]
import { parseArgs } from 'node:util';
import { writeFindings } from './findings.mjs';
import { writeImports } from './imports.mjs';
import { loadRetail } from './load-retail.mjs';
import { reportOf } from './report.mjs';

const { values: options } = parseArgs({ options: { out: { type: 'string' }, small: { type: 'boolean', default: false } } });
if (options.out === undefined) {
  console.error('usage: node tools/demo/retail/convert.mjs --out DIR [--small]');
  process.exit(2);
}

const startedAt = performance.now();
const retail = await loadRetail({ small: options.small });
const loadedAt = performance.now();
const { members, orders } = await writeImports(retail, options.out);
const findings = await writeFindings(retail, options.out);
const writtenAt = performance.now();

console.log(JSON.stringify(reportOf(retail), undefined, 2));
for (const { path, sha256 } of [members, orders]) console.log(`${path} sha256 ${sha256}`);
for (const path of findings) console.log(path);
console.log(`read and matched in ${seconds(startedAt, loadedAt)} s, written in ${seconds(loadedAt, writtenAt)} s`);

function seconds(from, to) {
  return ((to - from) / 1000).toFixed(2);
}

import { cpus, loadavg } from 'node:os';
import { Bench, type BenchOptions } from './bench';
import { couponCrowd } from './cases/coupon-crowd';
import { deadEndpoints } from './cases/dead-endpoints';
import { fanOut } from './cases/fan-out';
import { hostile } from './cases/hostile';
import { hostilePlugin } from './cases/hostile-plugin';
import { importOrders } from './cases/import-orders';
import { lineBroadcasts } from './cases/line-broadcasts';
import { liveCommits } from './cases/live-commits';
import { memberReads } from './cases/member-reads';
import { noisyBrand } from './cases/noisy-brand';
import { oneMember } from './cases/one-member';
import { orderUpsert } from './cases/order-upsert';
import { pluginSets } from './cases/plugin-sets';
import { slowReaders } from './cases/slow-readers';
import { till } from './cases/till';
import { describeFinding, type Finding, summary } from './report';

const CASES: Readonly<Record<string, (bench: Bench) => Promise<Finding | readonly Finding[]>>> = {
  a: orderUpsert,
  b: memberReads,
  c: oneMember,
  d: fanOut,
  e: importOrders,
  f: hostile,
  g: noisyBrand,
  h: slowReaders,
  i: liveCommits,
  j: till,
  k: couponCrowd,
  l: pluginSets,
  m: deadEndpoints,
  n: hostilePlugin,
  o: lineBroadcasts,
};

const write = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(options: BenchOptions): Promise<void> {
  const bench = new Bench(options);
  const findings: Finding[] = [];
  const machine = (): string => `${cpus().length} cores, load ${loadavg().map((load) => load.toFixed(1)).join(' ')}`;
  write(`${options.rounds} rounds by turns, ${options.milliseconds / 1_000} s each; Node ${process.versions.node}, fsync on; ${machine()}`);
  for (const name of options.cases) {
    const found = await CASES[name]?.(bench);
    const own = found === undefined ? [] : [found].flat();
    for (const finding of own) write(describeFinding(finding));
    findings.push(...own);
    await bench.endCase();
  }
  write(summary(findings));
  write(`${machine()} at the end`);
  await bench.stop();
}

main(JSON.parse(process.env.REGULARS_BENCH ?? '{}') as BenchOptions).then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);

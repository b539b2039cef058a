import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench';
import { CopyTables } from '../import/copy-tables';
import { LINES, membersCsv, ordersCsv, SOURCE } from '../import/csv';
import { type Contender, interleave, type Measured, ratios } from '../measure';
import type { Finding } from '../report';
import { type Api, createBrand } from '../shop/api';
import { checkBalances, checkOrders } from '../shop/books';
import type { Installation } from '../shop/installation';
import { startPointsAndTiers } from '../shop/programs';

const ORDERS = 5_000;
const WARM_UP_ORDERS = 1_000;
const LOOK_EVERY = 20; // ms

interface Job {
  readonly status: string;
  readonly created: number;
  readonly failed: number;
  readonly errors: readonly { readonly row: number; readonly message: string }[];
}

/**
 * (e) Imports from the uploaded file to the finished job, against COPY of the orders and lines they made: of a brand
 * that has no rules, and of one whose orders earn points and judge tiers on the way.
 */
export async function importOrders(bench: Bench): Promise<Finding> {
  const installation = await bench.install('import', true);
  const plain = await openBrand(installation, 'plain', async () => undefined);
  const retail = await openBrand(installation, 'retail', startPointsAndTiers);
  const tables = new CopyTables(installation.ownerUrl);
  await tables.create();

  const alone = new ImportContender('import, brand without rules', 'e-plain', plain);
  const withEffects = new ImportContender('import, brand with points and tiers', 'e-retail', retail);
  const copy: Contender = {
    name: 'COPY of the same rows into the same tables',
    run: async () => alone.orders / (await tables.write(await tables.read(alone.prefix))),
  };
  const measured = await bench.profiled(installation.gateway, 'e', () => interleave([alone, withEffects, copy], bench.options));
  await check(installation.ownerUrl, tables, alone, withEffects);
  await tables.end();
  const [ofAlone, ofEffects, ofCopy] = measured as [Measured, Measured, Measured];
  return {
    title: `(e) import of ${ORDERS} orders of ${LINES} lines, from the uploaded file to the finished job`,
    unit: 'orders a second',
    measured,
    ratios: [
      { name: '(e) import / COPY', byRound: ratios(ofAlone, ofCopy), aim: 0.2 },
      { name: '(e) import with points and tiers / COPY without', byRound: ratios(ofEffects, ofCopy), aim: 0.2 },
    ],
    notes: ['gateway and worker in one process; every order and line is there, and where there is a rule every entry and balance'],
  };
}

async function openBrand(installation: Installation, code: string, setUp: (staff: Api) => Promise<void>): Promise<Api> {
  const { staff } = await createBrand(installation, code);
  await setUp(staff);
  await runImport(staff, 'MEMBERS', await staff.upload(membersCsv()));
  return staff;
}

async function check(ownerUrl: string, tables: CopyTables, alone: ImportContender, withEffects: ImportContender): Promise<void> {
  await checkOrders(ownerUrl, 'e-plain', { orders: alone.total, lines: LINES * alone.total, entries: 0, lots: 0 });
  await checkOrders(ownerUrl, 'e-retail', { orders: withEffects.total, lines: LINES * withEffects.total, entries: withEffects.total, lots: withEffects.total });
  await checkBalances(ownerUrl);
  const [orders, lines] = await tables.count();
  if (orders !== alone.total || lines !== LINES * alone.total) throw new Error(`COPY wrote ${orders} orders with ${lines} lines instead of ${alone.total}`);
}

class ImportContender implements Contender {
  /** What the last round's external ids begin with. */
  prefix = '';
  /** How many the last round imported. */
  orders = 0;
  /** Of all rounds. */
  total = 0;

  constructor(readonly name: string, private readonly family: string, private readonly staff: Api) {}

  async run(_milliseconds: number, round: number): Promise<number> {
    this.prefix = `${this.family}${round}`;
    this.orders = round < 0 ? WARM_UP_ORDERS : ORDERS;
    const file = await this.staff.upload(ordersCsv(this.prefix, this.orders, Date.now()));
    const started = performance.now();
    await runImport(this.staff, 'ORDERS', file);
    this.total += this.orders;
    return this.orders / ((performance.now() - started) / 1_000);
  }
}

async function runImport(staff: Api, kind: string, file: string): Promise<void> {
  const { importCreate } = await staff.run<{ importCreate: { job: { id: string } } }>(
    'mutation ($input: ImportCreateInput!, $key: String!) { importCreate(input: $input, idempotencyKey: $key) { job { id } } }',
    { input: { kind, file, source: SOURCE }, key: randomUUID() },
  );
  for (;;) {
    const { job } = await staff.run<{ job: Job }>('query ($id: ID!) { job(id: $id) { status created failed errors { row message } } }', { id: importCreate.job.id });
    if (job.status === 'SUCCEEDED' && job.failed === 0) return;
    if (!['QUEUED', 'RUNNING'].includes(job.status) || job.failed > 0) throw new Error(`The import of ${kind} ended as ${job.status}: ${JSON.stringify(job.errors.slice(0, 3))}`);
    await sleep(LOOK_EVERY);
  }
}

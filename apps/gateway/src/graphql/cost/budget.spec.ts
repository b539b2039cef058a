import { type BudgetSize, CostBudgets, type Payer } from './budget';

/** The shared bucket as the database keeps it, under a clock of the spec's. */
class Bucket {
  points: number;
  leases = 0;
  isDown = false;
  now = 0;
  private filledAt = 0;

  constructor(private readonly size: BudgetSize) {
    this.points = size.capacity;
  }

  readonly query = async (statement: { readonly values: readonly unknown[] }) => {
    this.leases++;
    if (this.isDown) throw new Error('no database');
    const wanted = statement.values[3] as number;
    this.points = Math.min(this.size.capacity, this.points + ((this.now - this.filledAt) / 1_000) * this.size.rate);
    this.filledAt = this.now;
    const granted = Math.min(wanted, this.points);
    this.points -= granted;
    return { rows: [{ granted, remaining: this.points }] };
  };

  /** One more gateway on it. */
  node(): CostBudgets {
    return new CostBudgets(this as never, Buffer.alloc(32), () => this.now);
  }
}

const size: BudgetSize = { capacity: 1_000, rate: 100 };
const payer: Payer = { key: 'till', size };
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function spendUntilRefused(node: CostBudgets, each: number, of = payer): Promise<{ spent: number; wait: number }> {
  for (let spent = 0; ; spent += each) {
    const wait = await node.spend(of, each);
    if (wait !== null) return { spent, wait };
    await settled();
  }
}

describe('a budget', () => {
  it('lets through what it holds, then says when there is more', async () => {
    const bucket = new Bucket(size);
    const node = bucket.node();
    const { spent, wait } = await spendUntilRefused(node, 10);
    expect(spent).toBeGreaterThanOrEqual(1_000);
    expect(spent).toBeLessThanOrEqual(1_020);
    bucket.now += wait;
    expect(await node.spend(payer, 10)).toBeNull();
  });

  it('is one budget on several nodes', async () => {
    const bucket = new Bucket(size);
    const nodes = [bucket.node(), bucket.node()];
    let spent = 0;
    for (const node of [...nodes, ...nodes]) spent += (await spendUntilRefused(node, 10)).spent;
    expect(spent).toBeGreaterThanOrEqual(1_000);
    expect(spent).toBeLessThanOrEqual(1_050);
  });

  it('refills at its rate, however many nodes ask and however often', async () => {
    const bucket = new Bucket(size);
    const nodes = [bucket.node(), bucket.node()];
    for (const node of nodes) await spendUntilRefused(node, 10);
    let spent = 0;
    for (let ms = 0; ms < 60_000; ms += 20) {
      bucket.now += 20;
      for (const node of nodes) if ((await node.spend(payer, 10)) === null) spent += 10;
      await settled();
    }
    expect(spent).toBeGreaterThanOrEqual(6_000 * 0.9);
    expect(spent).toBeLessThanOrEqual(6_000 * 1.05);
  });

  it('asks the database for chunks, not for every request', async () => {
    const bucket = new Bucket({ capacity: 100_000, rate: 10_000 });
    const node = bucket.node();
    for (let i = 0; i < 1_000; i++) expect(await node.spend({ key: 'till', size: { capacity: 100_000, rate: 10_000 } }, 10)).toBeNull();
    expect(bucket.leases).toBeLessThanOrEqual(11);
  });

  it('asks no more often when it is spent', async () => {
    const bucket = new Bucket(size);
    const node = bucket.node();
    await spendUntilRefused(node, 10);
    const { leases } = bucket;
    for (let i = 0; i < 1_000; i++) expect(await node.spend(payer, 10)).toBeGreaterThan(0);
    expect(bucket.leases).toBe(leases);
  });

  it('serves many at once from one lease', async () => {
    const bucket = new Bucket(size);
    const node = bucket.node();
    const waits = await Promise.all(Array.from({ length: 50 }, () => node.spend(payer, 15)));
    expect(waits.filter((wait) => wait === null)).toHaveLength(50);
    expect(bucket.leases).toBeLessThanOrEqual(4);
  });

  it('takes back what was not used, and the rest of what was', async () => {
    const node = new Bucket(size).node();
    await node.spend(payer, 500);
    node.settle(payer, 400);
    expect(node.available(payer)).toBe(900);
    node.settle(payer, -200);
    expect(node.available(payer)).toBe(700);
  });

  it('lets through what is dearer than all of it, for all of it', async () => {
    const node = new Bucket(size).node();
    expect(await node.spend(payer, 5_000)).toBeNull();
    expect(await node.spend(payer, 500)).toBeGreaterThanOrEqual(4_000);
  });

  it('belongs to one caller', async () => {
    const bucket = new Bucket(size);
    const node = bucket.node();
    await spendUntilRefused(node, 10);
    expect(await new Bucket(size).node().spend({ key: 'other', size }, 10)).toBeNull();
    expect(await node.spend({ key: 'another', size }, 10)).toBeNull();
  });

  it('is no reason to refuse while there is no database', async () => {
    const bucket = new Bucket(size);
    bucket.isDown = true;
    const node = bucket.node();
    for (let i = 0; i < 200; i++) expect(await node.spend(payer, 10)).toBeNull();
  });
});

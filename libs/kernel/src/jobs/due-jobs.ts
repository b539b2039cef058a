import type { Brand } from '@regulars/plugin-sdk';
import { qualified } from '../registry';
import type { Runtime } from '../runtime';
import { withBrandLock } from './brand-lock';
import { nextDueAt, postpone, runJob } from './run-job';

interface BrandRow {
  id: string; revision: bigint | string; now: Date;
}

/** Gives every job of a brand's enabled modules a due time, where it has none. */
export async function scheduleJobs(runtime: Runtime, brand: Brand, now: Date): Promise<void> {
  const jobs = runtime.registry.jobs.filter(({ module }) => brand.modules.has(module.id));
  if (jobs.length === 0) return;
  await runtime.relay.query(
    `INSERT INTO platform.job_due (brand_id, job, due_at) SELECT $1, * FROM unnest($2::text[], $3::timestamptz[]) ON CONFLICT DO NOTHING`,
    [brand.id, jobs.map(qualified), jobs.map(({ value }) => nextDueAt(value, brand, now))],
  );
}

/** Keeps the due times of all brands complete; asks only for brands that changed since it last looked. */
export class JobSchedule {
  private readonly seen = new Map<string, string>();

  constructor(private readonly runtime: Runtime) {}

  async complete(): Promise<void> {
    const { rows } = await this.runtime.relay.query<BrandRow>('SELECT id, revision, platform.clock(clock_offset) AS now FROM platform.brand');
    for (const { id, revision, now } of rows) {
      if (this.seen.get(id) === String(revision)) continue;
      const brand = await this.runtime.brand(id);
      await scheduleJobs(this.runtime, brand, now);
      // What was acted upon, which may be a moment behind what was read: then the next look does it again.
      this.seen.set(id, String(brand.revision));
    }
  }
}

interface DueRow {
  job: string; due_at: Date;
}

const DUE = `j.due_at <= platform.clock(b.clock_offset) AND (j.retry_at IS NULL OR j.retry_at <= clock_timestamp()) AND j.job = ANY($1)`;

/** Runs what is due, each brand's jobs one after the other in the order of their modules. Answers how many ran. */
export async function runDueJobs(runtime: Runtime, concurrency = 2): Promise<number> {
  const known = runtime.registry.jobs.map(qualified);
  const { rows } = await runtime.relay.query<{ brand_id: string }>(
    `SELECT DISTINCT j.brand_id FROM platform.job_due j JOIN platform.brand b ON b.id = j.brand_id WHERE ${DUE}`,
    [known],
  );
  const waiting = rows.map((row) => row.brand_id);
  let ran = 0;
  const work = async (): Promise<void> => {
    for (let brandId = waiting.shift(); brandId !== undefined; brandId = waiting.shift()) ran += await runBrand(runtime, brandId, known);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return ran;
}

/** Whoever holds the brand's lock runs its jobs; the others leave it alone. */
async function runBrand(runtime: Runtime, brandId: string, known: readonly string[]): Promise<number> {
  const ran = await withBrandLock(runtime.relay, brandId, async () => {
    const { rows } = await runtime.relay.query<DueRow>(
      `SELECT j.job, j.due_at FROM platform.job_due j JOIN platform.brand b ON b.id = j.brand_id WHERE ${DUE} AND j.brand_id = $2 ORDER BY array_position($1, j.job)`,
      [known, brandId],
    );
    for (const row of rows) await attempt(runtime, brandId, row);
    return rows.length;
  });
  return ran ?? 0;
}

async function attempt(runtime: Runtime, brandId: string, { job, due_at }: DueRow): Promise<void> {
  const owned = runtime.registry.jobs.find((candidate) => qualified(candidate) === job);
  if (!owned) return;
  try {
    await runJob(runtime, { brandId, owned, expected: due_at });
  } catch (error) {
    await postpone(runtime, brandId, job, error);
  }
}

import { MAX_ATTEMPTS, MAX_CRASHES } from '../src/events/claims';
import { takeNote } from './note-module';
import type { TestPlatform, TestShop } from './platform';
import { Hear } from './worker-process';

/** Work of one kind, as a spec puts it in and finds it again. Each piece has a text. */
export interface PoisonQueue {
  readonly name: string;
  /** Each piece takes effect once; else one may be done again whose process ended before that was written down. */
  readonly isOnce: boolean;
  /**
   * Of the throughput without poison; null: it is told and not judged. As many tasks as promised, which do nothing, are
   * done in the time that it takes to start a few processes anew.
   */
  readonly leastThroughput: number | null;
  readonly put: (shop: TestShop, texts: readonly string[]) => Promise<void>;
  /** What waits for its next try is due, what a process that ended held is free, and what hangs holds up no suspect: nobody waits here for minutes. */
  readonly hurry: (platform: TestPlatform) => Promise<unknown>;
  /** Pieces of this run that are neither done nor parked; what hangs aside. */
  readonly left: (platform: TestPlatform) => Promise<number>;
  /** How those stand whose text ends like that. */
  readonly standing: (platform: TestPlatform, what: string) => Promise<unknown[]>;
  /** How those stand that were parked for failing, and for ending processes. */
  readonly failed: object;
  readonly killed: object;
}

const count = async (platform: TestPlatform, sql: string): Promise<number> => (await platform.rows<{ n: number }>(`SELECT count(*)::int AS n ${sql}`))[0]?.n ?? 0;

const events: PoisonQueue = {
  name: 'events', isOnce: true, leastThroughput: 0.9,
  put: (shop, texts) => shop.context(async (ctx) => { for (const text of texts) await takeNote(ctx, text); }),
  hurry: (platform) => platform.owner.query(`UPDATE platform.delivery SET due_at = clock_timestamp() WHERE state = 'PENDING' AND claimed_by IS NULL AND due_at > clock_timestamp()`),
  left: (platform) => count(platform, `FROM platform.event e LEFT JOIN platform.delivery d ON d.event_id = e.id
    WHERE e.name = 'note.taken' AND e.payload->>'text' NOT LIKE '%hangs' AND d.state IS DISTINCT FROM 'DONE' AND d.state IS DISTINCT FROM 'PARKED'`),
  standing: (platform, what) => platform.rows(`
    SELECT d.state = 'PARKED' AS parked, d.attempts, d.crashes FROM platform.delivery d JOIN platform.event e ON e.id = d.event_id WHERE e.payload->>'text' LIKE $1`, [`poison %${what}`]),
  failed: { parked: true, attempts: MAX_ATTEMPTS, crashes: expect.any(Number) },
  killed: { parked: true, attempts: MAX_CRASHES, crashes: MAX_CRASHES },
};

const TASKS = `graphile_worker._private_jobs j WHERE j.payload->'payload'->>'text'`;

const tasks: PoisonQueue = {
  name: 'tasks', isOnce: false, leastThroughput: null,
  put: (shop, texts) => shop.context(async (ctx) => { for (const text of texts) await ctx.enqueue(Hear, { text }); }),
  hurry: (platform) => platform.owner.query(`
    UPDATE graphile_worker._private_jobs j SET run_at = CASE WHEN locked_at IS NULL THEN now() ELSE run_at END,
      locked_at = locked_at - CASE WHEN j.payload->'payload'->>'text' LIKE '%hangs' THEN interval '10 minutes' ELSE interval '5 seconds' END
    WHERE attempts < max_attempts AND (run_at > now() OR locked_at > now() - interval '5 seconds')`),
  left: (platform) => count(platform, `FROM ${TASKS} NOT LIKE '%hangs' AND (j.attempts < j.max_attempts OR j.locked_at IS NOT NULL)`),
  standing: (platform, what) => platform.rows(`
    SELECT j.attempts >= j.max_attempts AND j.locked_at IS NULL AS parked, j.attempts, coalesce((j.flags->>'crashes')::int, 0) AS crashes FROM ${TASKS} LIKE $1`, [`poison %${what}`]),
  failed: { parked: true, attempts: MAX_ATTEMPTS, crashes: expect.any(Number) },
  // Given up by being counted as tried for the last time.
  killed: { parked: true, attempts: MAX_ATTEMPTS, crashes: MAX_CRASHES },
};

export const poisonQueues: readonly PoisonQueue[] = [events, tasks];

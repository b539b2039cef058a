import { statement } from '@regulars/plugin-sdk';
import type { Runtime } from '../runtime';
import { systemScope } from '../worker/scope';
import { look } from './look';

const BETWEEN_LOOKS_S = 55;
const ROUND_MS = 20_000;

const forget = statement<never, [invariant: string, subjects: readonly string[] | null]>('platform.books-forget', `
  DELETE FROM platform.invariant_finding WHERE invariant = $1 AND ($2::text[] IS NULL OR subject = ANY($2))`);

const keep = statement<never, [findings: string]>('platform.books-keep', `
  INSERT INTO platform.invariant_finding (invariant, subject, problem)
  SELECT invariant, subject, problem FROM jsonb_to_recordset($1::jsonb) AS r (invariant text, subject text, problem text)
  ON CONFLICT (brand_id, invariant, subject) DO UPDATE SET problem = EXCLUDED.problem`);

const advance = statement<never, [checkedAt: Date | null, seenXid: string, cursors: string]>('platform.books-advance', `
  UPDATE platform.invariant_round SET checked_at = $1, seen_xid = $2::xid8, cursors = $3::jsonb`);

/** Brands that nobody has looked at for a minute, the longest waiting first. */
const DUE = `
  SELECT b.id FROM platform.brand AS b LEFT JOIN platform.invariant_round AS r ON r.brand_id = b.id
  WHERE r.watched_at IS NULL OR r.watched_at < clock_timestamp() - make_interval(secs => $1) ORDER BY r.watched_at NULLS FIRST, b.id LIMIT 1000`;

/** Whoever claims a brand looks at it; others leave it alone for a minute. */
const CLAIM = `
  INSERT INTO platform.invariant_round AS r (brand_id, watched_at) VALUES ($1, clock_timestamp())
  ON CONFLICT (brand_id) DO UPDATE SET watched_at = EXCLUDED.watched_at WHERE r.watched_at < clock_timestamp() - make_interval(secs => $2) RETURNING brand_id`;

/** Looks at one brand and writes down what is broken; what was and no longer is goes. */
async function watchBrand(runtime: Runtime, brandId: string): Promise<number> {
  const { sight, examined, findings } = await look(runtime, brandId);
  await runtime.transaction(systemScope(brandId, 'platform/books'), async (ctx) => {
    for (const invariant of examined) {
      const ids = invariant.of === undefined ? null : (sight.ids.get(invariant.of) ?? []);
      void ctx.sql(forget(invariant.id, ids));
    }
    if (findings.length > 0) void ctx.sql(keep(JSON.stringify(findings)));
    await ctx.sql(advance(sight.next.checkedAt, sight.next.seenXid, JSON.stringify(sight.next.cursors)));
  });
  return findings.length;
}

export interface WatchOptions {
  /** How long a brand that was looked at is left alone, in s. */
  readonly betweenSeconds?: number;
  /** Ends the round after the brand it is at. */
  readonly signal?: AbortSignal;
}

/** Looks at every brand that is due, as long as the round may take; the others come first in the next. Answers how many. */
export async function watchBooks(runtime: Runtime, { betweenSeconds = BETWEEN_LOOKS_S, signal }: WatchOptions = {}): Promise<number> {
  const { rows } = await runtime.relay.query<{ id: string }>(DUE, [betweenSeconds]);
  const until = performance.now() + ROUND_MS;
  let looked = 0;
  for (const { id } of rows) {
    if (performance.now() > until || signal?.aborted) break;
    const { rowCount } = await runtime.relay.query(CLAIM, [id, betweenSeconds]);
    if (!rowCount) continue;
    const found = await watchBrand(runtime, id);
    looked++;
    if (found > 0) runtime.logger.error({ brand: id, violations: found }, 'the books of a brand break an invariant');
  }
  return looked;
}

import type { Queryable } from '../events/event-log';
import type { Registry } from '../registry';
import { invariantsOf } from './examine';

/** Violations of all brands by invariant, those without any too; for metrics. */
export async function violationFigures(registry: Registry, relay: Queryable): Promise<ReadonlyMap<string, number>> {
  const { rows } = await relay.query<{ invariant: string; violations: number }>('SELECT invariant, count(*)::int AS violations FROM platform.invariant_finding GROUP BY invariant');
  const known = invariantsOf(registry, new Set(registry.modules.map(({ id }) => id))).filter(({ scans }) => !scans);
  return new Map([...known.map(({ id }) => [id, 0] as const), ...rows.map(({ invariant, violations }) => [invariant, violations] as const)]);
}

import { type PlatformRuntime, workFigures } from '@regulars/kernel';
import { type Readiness, within } from './http/operations-routes';

const SCHEMAS = `SELECT count(*)::int AS missing FROM unnest($1::text[]) AS schema WHERE to_regnamespace(schema) IS NULL`;

/** Whether the database answers and has what the installed modules stand on, and how far background work is behind. */
export async function look(platform: PlatformRuntime, isDraining: boolean): Promise<Readiness> {
  const schemas = ['platform', ...platform.registry.modules.filter(({ migrations }) => migrations?.length).map(({ id }) => `"${id.replaceAll('-', '_')}"`)];
  const missing = await within(platform.relay.query<{ missing: number }>(SCHEMAS, [schemas]).then(({ rows }) => rows[0]?.missing ?? 0), null);
  const figures = missing === null ? null : await within(workFigures(platform.relay), null);
  const database = missing !== null;
  return { ready: database && missing === 0 && !isDraining, database, migrations: missing === 0, queueLagSeconds: figures && Math.round(figures.dispatchLagSeconds * 10) / 10 };
}

import { type PlatformRuntime, workFigures } from '@regulars/kernel';
import { type Readiness, within } from './http/operations-routes';

const STATE = `SELECT clock_timestamp() AS now, count(*)::int AS missing FROM unnest($1::text[]) AS schema WHERE to_regnamespace(schema) IS NULL`;

/** What a node's clock may be off by, in ms: rules follow the database's, but tokens, logs and budgets of time do not. */
const MAX_SKEW = 2_000;

interface State {
  readonly missing: number;
  readonly clock: boolean;
}

async function stateOf(platform: PlatformRuntime, clock: () => number): Promise<State> {
  const schemas = ['platform', ...platform.registry.modules.filter(({ migrations }) => migrations?.length).map(({ id }) => `"${id.replaceAll('-', '_')}"`)];
  const asked = clock();
  const { rows: [row] } = await platform.relay.query<{ missing: number; now: Date }>(STATE, [schemas]);
  const answered = clock();
  const at = row?.now.getTime() ?? Number.NaN;
  // The database read its clock between the two.
  return { missing: row?.missing ?? 0, clock: at > asked - MAX_SKEW && at < answered + MAX_SKEW };
}

/** Whether the database answers and has what the installed modules stand on, whether the clock is right, and how far background work is behind. */
export async function look(platform: PlatformRuntime, isDraining: boolean, clock: () => number = Date.now): Promise<Readiness> {
  const state = await within(stateOf(platform, clock), null);
  const figures = state && (await within(workFigures(platform.relay), null));
  return {
    ready: state !== null && state.missing === 0 && state.clock && !isDraining, database: state !== null, migrations: state?.missing === 0, clock: state?.clock ?? false,
    queueLagSeconds: figures && Math.round(figures.dispatchLagSeconds * 10) / 10,
  };
}

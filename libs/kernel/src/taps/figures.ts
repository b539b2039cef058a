import type { Queryable } from '../events/event-log';

/** Of those whose last try succeeded, and of those whose last tries failed: who does not answer always has something that is overdue. */
export type TapHealth = 'answering' | 'failing';

export interface TapFigures {
  /** Deliveries that wait or are under way. */
  readonly pending: ReadonlyMap<TapHealth, number>;
  /** How long the oldest delivery has been due, in seconds; 0 when there is none. */
  readonly oldestSeconds: ReadonlyMap<TapHealth, number>;
  /** Endpoints by state, in lower case; those that are gone are left out. */
  readonly taps: ReadonlyMap<string, number>;
  /** Deliveries of the last five minutes that came to an end, by how: `delivered` or `dead`. */
  readonly ended: ReadonlyMap<string, number>;
}

interface FigureRow {
  readonly figure: 'pending' | 'oldest' | 'taps' | 'ended';
  readonly label: string;
  readonly value: number;
}

const WAITING = `
  SELECT CASE WHEN t.failures > 0 THEN 'failing' ELSE 'answering' END AS label, d.due_at
  FROM platform.tap_delivery d JOIN platform.event_tap t ON (t.brand_id, t.id) = (d.brand_id, d.tap_id)
  WHERE d.state = 'PENDING' AND t.state IN ('ACTIVE', 'PAUSED')`;

const FIGURES = {
  name: 'taps.figures',
  text: `
    WITH waiting AS MATERIALIZED (${WAITING})
    SELECT 'pending' AS figure, label, count(*)::float8 AS value FROM waiting GROUP BY label
    UNION ALL
    SELECT 'oldest', label, extract(epoch FROM clock_timestamp() - min(due_at))::float8 FROM waiting WHERE due_at <= clock_timestamp() GROUP BY label
    UNION ALL
    SELECT 'taps', lower(state), count(*)::float8 FROM platform.event_tap WHERE state <> 'CLOSED' GROUP BY state
    UNION ALL
    SELECT 'ended', lower(state), count(*)::float8 FROM platform.tap_delivery
    WHERE state <> 'PENDING' AND finished_at > clock_timestamp() - interval '5 minutes' GROUP BY state`,
};

/** How deliveries to those outside stand, over all brands; every label is there, whatever there is. */
export async function tapFigures(relay: Queryable): Promise<TapFigures> {
  const { rows } = await relay.query<FigureRow>(FIGURES);
  const of = <L extends string>(figure: FigureRow['figure'], labels: readonly L[]): ReadonlyMap<L, number> =>
    new Map(labels.map((label) => [label, rows.find((row) => row.figure === figure && row.label === label)?.value ?? 0]));
  const health: readonly TapHealth[] = ['answering', 'failing'];
  return { pending: of('pending', health), oldestSeconds: of('oldest', health), taps: of('taps', ['active', 'paused', 'disabled']), ended: of('ended', ['delivered', 'dead']) };
}

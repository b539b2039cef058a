import type { Audience } from '@regulars/plugin-sdk';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ErrorCode } from './graphql/errors';

/** What a gateway tells of itself at `/metrics`. Labels are few and ours: nothing a caller could make up. */
export class Metrics {
  readonly registry = new Registry();
  readonly reactionFaults: Counter<'reaction'>;
  readonly shed: Counter;
  readonly blocked: Counter;
  readonly rejections: Counter;
  /** Event selections executed for live subscribers, and frames written to them: plain numbers, raised very often. */
  readonly live = { executions: 0, frames: 0 };
  private readonly operations: Histogram<'audience' | 'outcome'>;
  private readonly flushes: Histogram<'audience'>;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.operations = new Histogram({
      name: 'regulars_operation_seconds', help: 'Time of a GraphQL operation by audience and outcome (ok, or the first error code)',
      labelNames: ['audience', 'outcome'], buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5], registers,
    });
    this.flushes = new Histogram({
      name: 'regulars_operation_flushes', help: 'Round trips to the database per operation', labelNames: ['audience'], buckets: [0, 1, 2, 3, 4, 6, 8, 12, 20], registers,
    });
    this.reactionFaults = new Counter({ name: 'regulars_reaction_faults_total', help: 'Plugin reactions that failed and were left for later', labelNames: ['reaction'], registers });
    this.shed = new Counter({ name: 'regulars_requests_shed_total', help: 'Requests that were sent away because too many were in progress', registers });
    this.blocked = new Counter({ name: 'regulars_loop_blocked_total', help: 'Times that something kept the process from all other work for more than half a second', registers });
    this.rejections = new Counter({ name: 'regulars_unhandled_rejections_total', help: 'Promises that failed and that nobody waits for', registers });
    this.total('regulars_live_executions_total', 'Event selections executed for live subscribers', () => this.live.executions);
    this.total('regulars_live_frames_total', 'Frames written to live subscribers', () => this.live.frames);
  }

  operation(audience: Audience, outcome: ErrorCode | null, milliseconds: number, flushes: number): void {
    this.operations.observe({ audience, outcome: outcome?.toLowerCase() ?? 'ok' }, milliseconds / 1_000);
    this.flushes.observe({ audience }, flushes);
  }

  /** A figure that is looked up when somebody asks. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name, help, registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  /** Figures that are looked up together when somebody asks, one for each value of `label`. */
  gauges<L extends string>(name: string, help: string, label: L, read: () => Promise<ReadonlyMap<string, number>>): void {
    new Gauge({
      name, help, labelNames: [label], registers: [this.registry],
      async collect() {
        this.reset();
        for (const [key, value] of await read()) this.set({ [label]: key } as Record<L, string>, value);
      },
    });
  }

  /** A figure that only grows, looked up when somebody asks. */
  total(name: string, help: string, read: () => number): void {
    new Counter({
      name, help, registers: [this.registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}


import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EventFeed, heapUse, type PlatformRuntime, PollingEventFeed, type TapFigures, tapFigures, violationFigures, watchProcess, workFigures } from '@regulars/kernel';
import type { Audience } from '@regulars/plugin-sdk';
import type { Logger } from 'pino';
import { downloadRoute, uploadRoute } from './files/file-routes';
import { CostBudgets } from './graphql/cost/budget';
import { BUDGETS, type BudgetSizes, QueryGuard } from './graphql/query-guard';
import { SchemaRuntimes } from './graphql/schema-runtime';
import { createHttpServer, type Routes } from './http';
import { Admission, MAX_IN_PROGRESS } from './http/admission';
import { REQUEST_DEADLINE } from './http/deadline';
import { Drain } from './http/drain';
import { devOutboxRoute } from './http/dev-outbox-route';
import { type DevelopmentCredentials, graphiqlRoutes } from './http/graphiql-routes';
import { BODY_DEADLINE, graphqlRoute } from './http/graphql-route';
import { hookRoute } from './http/hook-route';
import { linkRoute } from './http/link-route';
import { securityRoute } from './http/security-route';
import { livezRoute, metricsRoute, readyzRoute, schemaRoute } from './http/operations-routes';
import { redirectRoute } from './http/static-route';
import { LiveServer } from './live/live-server';
import { Metrics } from './metrics';
import { originGate } from './origins';
import { look } from './readiness';

export interface GatewayOptions {
  /** Stays the caller's: stopping the gateway does not stop it. */
  readonly platform: PlatformRuntime;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly logger: Logger;
  /** For GraphiQL's brand and role picker; with it, `/dev/outbox` shows codes, too. Never given in production. */
  readonly development?: () => DevelopmentCredentials;
  /** Origins of browser pages, other than our own, that may call. */
  readonly origins?: readonly string[];
  /** How long `stop` says "not ready" at least before it refuses connections, in ms: time for load balancers to notice. Default 0. */
  readonly drainDelay?: number;
  /** What callers may spend; `BUDGETS` unless told otherwise. */
  readonly budgets?: Partial<BudgetSizes>;
  /** Proxies of ours that every request passes, each of which adds to `X-Forwarded-For`. Default 0. */
  readonly proxies?: number;
  /** ms within which the body of an operation has to be here. Default 10,000. */
  readonly bodyDeadline?: number;
  /** Operations worked on or waiting at once; who comes beyond is sent away with 503. Default 512. */
  readonly maxInProgress?: number;
  /** ms that an answer may take. Default 8,000. */
  readonly deadline?: number;
  /** For reports of weaknesses: a `mailto:` or `https:` address, published in security.txt. */
  readonly securityContact?: string;
  /** ms between pings of sockets. Default 12,000. */
  readonly pingEvery?: number;
}

export interface Gateway {
  readonly url: string;
  /** Finishes what is being answered, sends subscribers elsewhere; within 10 seconds for a `drainDelay` up to 2. */
  stop(): Promise<void>;
  /** Counts a promise that failed and that nobody waits for. */
  readonly noteRejection: () => void;
}

const PATIENCE = 6_000; // ms for requests in progress once nothing new is taken
const LOOK_AGAIN = 1_000; // ms
const WAKE_AFTER = 20; // ms within which writes of this process are gathered before live events are looked for

const PATHS: Readonly<Record<string, Audience>> = { '/graphql': 'staff', '/member/graphql': 'member', '/platform/graphql': 'platform' };

/** Serves the API; resolves once it listens. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { platform, logger, origins = [], proxies = 0 } = options;
  const runtimes = new SchemaRuntimes(platform);
  const guard = new QueryGuard(new CostBudgets(platform.relay, platform.options.masterKey.derive('cost-budget')), { ...BUDGETS, ...options.budgets });
  const metrics = measured(platform);
  const feed = new PollingEventFeed({ pool: platform.relay, logger });
  const live = new LiveServer({ platform, runtimes, guard, feed, metrics, logger, proxies, paths: PATHS, allowsOrigin: originGate(origins), ...(options.pingEvery === undefined ? {} : { pingEvery: options.pingEvery }) });
  const unwatch = watchProcess(logger, { builtIns: platform.builtIns, onBlocked: () => metrics.blocked.inc() });
  const drain = new Drain();
  const server = createHttpServer(routesOf(options, { runtimes, guard, metrics, onWrite: wakeSoon(feed), drain }), { logger, origins, proxies, drain });
  live.attach(server);
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await drain.begin(options.drainDelay ?? 0);
    await Promise.all([drainHttp(server), live.drain(PATIENCE)]);
    await feed.stop();
    await runtimes.stop();
    unwatch();
  };
  return { url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`, stop: () => (stopping ??= stop()), noteRejection: () => metrics.rejections.inc() };
}

function measured(platform: PlatformRuntime): Metrics {
  const metrics = new Metrics();
  const lag = async (): Promise<number> => (await workFigures(platform.relay).catch(() => null))?.dispatchLagSeconds ?? Number.NaN;
  metrics.gauge('regulars_outbox_lag_seconds', 'Age of the oldest event that background work has not taken up', lag);
  metrics.gauge('regulars_heap_use', 'Part of the memory for objects that is in use, 0 to 1', heapUse);
  // A database that does not answer has its own figures to tell of it.
  const violations = () => violationFigures(platform.registry, platform.relay).catch(() => new Map<string, number>());
  metrics.gauges('regulars_invariant_violations', 'Things that break an invariant of the books, over all brands; 0 is right', 'invariant', violations);
  metrics.gauges('regulars_breakers_open', 'Brands for which this process leaves a plugin\'s reactions for later at once', 'plugin', () => Promise.resolve(platform.breakers.open()));
  metrics.total('regulars_built_ins_changed_total', 'Times that something changed an object of the language that all code shares; it was put back', () => platform.builtIns.found);
  webhookFigures(metrics, platform);
  platform.onReactionFault(({ reaction }) => metrics.reactionFaults.inc({ reaction }));
  return metrics;
}

function webhookFigures(metrics: Metrics, { relay }: PlatformRuntime): void {
  let asked: { readonly at: number; readonly figures: Promise<TapFigures | null> } = { at: -Infinity, figures: Promise.resolve(null) };
  // All are read for one answer, out of one look.
  const figures = (): Promise<TapFigures | null> => {
    if (performance.now() - asked.at > LOOK_AGAIN) asked = { at: performance.now(), figures: tapFigures(relay).catch(() => null) };
    return asked.figures;
  };
  const gauges = (name: string, help: string, label: string, of: (all: TapFigures) => ReadonlyMap<string, number>): void =>
    metrics.gauges(`regulars_webhook_${name}`, help, label, async () => (await figures().then((all) => all && of(all))) ?? new Map<string, number>());
  gauges('pending', 'Deliveries that wait or are under way, by whether their endpoint took the last one', 'endpoint', ({ pending }) => pending);
  gauges('overdue_seconds', 'How long the oldest delivery has been due, by whether its endpoint took the last one', 'endpoint', ({ oldestSeconds }) => oldestSeconds);
  gauges('endpoints', 'Endpoints by state', 'state', ({ taps }) => taps);
  gauges('ended', 'Deliveries that came to an end in the last five minutes, by how', 'outcome', ({ ended }) => ended);
}

interface Parts {
  readonly runtimes: SchemaRuntimes;
  readonly guard: QueryGuard;
  readonly metrics: Metrics;
  readonly onWrite: () => void;
  readonly drain: Drain;
}

function routesOf(options: GatewayOptions, { runtimes, guard, metrics, onWrite, drain }: Parts): Routes {
  const { platform, logger, development, bodyDeadline = BODY_DEADLINE, deadline = REQUEST_DEADLINE, maxInProgress = MAX_IN_PROGRESS } = options;
  const admission = new Admission(maxInProgress, () => metrics.shed.inc());
  const api = Object.entries(PATHS).flatMap(([path, audience]) => [
    [path, { POST: graphqlRoute({ platform, runtimes, guard, metrics, logger, onWrite, bodyDeadline, deadline, admission }, audience) }],
    [path.replace('graphql', 'schema.graphql'), { GET: schemaRoute(platform, runtimes, audience) }],
  ]);
  const hook = hookRoute({ platform, onWrite, bodyDeadline, deadline, admission });
  return {
    ...(Object.fromEntries(api) as Routes),
    '/hooks/': { GET: hook, POST: hook },
    '/l/': { GET: linkRoute({ platform, onWrite, deadline, admission }) },
    '/files': { POST: uploadRoute(platform) },
    '/files/': { GET: downloadRoute(platform) },
    '/livez': { GET: livezRoute },
    '/readyz': { GET: readyzRoute(() => look(platform, drain.isOn)) },
    '/.well-known/security.txt': { GET: securityRoute(options.securityContact) },
    '/metrics': { GET: metricsRoute(metrics) },
    '/': { GET: redirectRoute('/graphiql/') },
    ...(development ? { '/dev/outbox': { GET: devOutboxRoute(platform) } } : {}),
    ...graphiqlRoutes(development),
  };
}

/** Our own writes are looked for at once, those of other processes when they are announced or polled. */
function wakeSoon(feed: EventFeed): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      feed.wake();
    }, WAKE_AFTER).unref();
  };
}

/** Takes no new connection, lets those with a request in progress finish. */
async function drainHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const end = setTimeout(() => server.closeAllConnections(), PATIENCE);
  await closed;
  clearInterval(idle);
  clearTimeout(end);
}

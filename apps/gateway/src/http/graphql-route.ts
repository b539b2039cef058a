import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { type PlatformRuntime, type Scope, TOO_LARGE } from '@regulars/kernel';
import type { Audience } from '@regulars/plugin-sdk';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { Call } from '../graphql/call';
import { codeOf, type ErrorCode, STATUS_OF_CODE } from '../graphql/errors';
import { isOutdated, MAX_RUNS } from '../graphql/freshness';
import { type Asked, type Meant, meantBy } from '../graphql/listed-operations';
import type { QueryGuard } from '../graphql/query-guard';
import type { SchemaRuntimes } from '../graphql/schema-runtime';
import type { Handler } from '../http';
import type { Metrics } from '../metrics';
import { readJson } from './body';
import type { Admission } from './admission';
import { callerOrFormer } from './caller';
import { Deadline } from './deadline';
import { type Exchange, GRAPHQL_RESPONSE } from './exchange';
import { badRequest, HttpProblem, unauthenticated } from './problem';

const MAX_BODY = 100 * 1024;
export const BODY_DEADLINE = 10_000; // ms

export interface GraphqlRouteOptions {
  readonly platform: PlatformRuntime;
  readonly runtimes: SchemaRuntimes;
  readonly guard: QueryGuard;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** ms within which a whole body has to be here. */
  readonly bodyDeadline: number;
  /** Shared by all audiences. */
  readonly admission: Admission;
  /** ms that an answer may take beside the arrival of its body. */
  readonly deadline: number;
  /** Called when something may have been written. */
  readonly onWrite: () => void;
}

/** `POST` of one operation as JSON. */
export const graphqlRoute = (options: GraphqlRouteOptions, audience: Audience): Handler => (exchange) => options.admission.admit(async () => {
  const arrived = performance.now();
  const caller = await new Deadline(options.deadline).within(callerOrFormer(options.platform, exchange, audience));
  const scope = { ...caller, address: exchange.address };
  const spent = performance.now() - arrived;
  const body = await readJson(exchange.request, MAX_BODY, options.bodyDeadline);
  if (Array.isArray(body)) throw badRequest('Batches are not taken: send one operation');
  const deadline = new Deadline(options.deadline - spent);
  await deadline.within(answer(options, audience, exchange, { scope, body, deadline }));
});

interface Request {
  readonly scope: Scope;
  readonly body: unknown;
  readonly deadline: Deadline;
}

async function answer(options: GraphqlRouteOptions, audience: Audience, exchange: Exchange, { scope, body, deadline }: Request): Promise<void> {
  const { asked, maxCost } = await meantOrRefused(options.platform, exchange, scope, body);
  refuseDearDocument(options.guard, exchange, asked);
  if (scope.actor.kind === 'anonymous' || scope.actor.sessionEnded) await refuseNeedingCaller(options, scope, asked);
  const started = performance.now();
  const answered = await runOnFreshBrand(options, exchange, { scope, body: asked, deadline }, maxCost);
  try {
    writeAnswer(exchange, answered.call, answered.response);
  } finally {
    await answered.end();
    if (answered.call.isMutation) options.onWrite();
    const { traffic } = answered;
    Object.assign(exchange.notes, { outcome: answered.call.outcome, flushes: traffic.flushes, statements: traffic.statements });
    options.metrics.operation(audience, answered.call.outcome, performance.now() - started, traffic.flushes);
  }
}

/** The body with the document it means. */
async function meantOrRefused(platform: PlatformRuntime, exchange: Exchange, scope: Scope, body: unknown): Promise<Meant<Asked>> {
  if (typeof body !== 'object' || body === null) return { asked: body as Asked, maxCost: null };
  try {
    return await meantBy(platform, scope, body as Asked);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const code = codeOf(error);
    throw new HttpProblem(code, error.message, { status: exchange.wantsGraphqlResponse || code === 'BAD_REQUEST' ? STATUS_OF_CODE[code] : 200 });
  }
}

function refuseDearDocument(guard: QueryGuard, exchange: Exchange, body: unknown): void {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: unknown };
  const exceeded = typeof query === 'string' ? guard.screen(query, variables) : null;
  if (!exceeded) return;
  throw new HttpProblem('COST_EXCEEDED', TOO_LARGE, { status: exchange.wantsGraphqlResponse ? STATUS_OF_CODE.COST_EXCEEDED : 200, extensions: exceeded });
}

/** Before sign-in the document must be of nothing but fields open to anyone, else nobody learns even what exists; after a session's end, of what ended it. */
async function refuseNeedingCaller({ platform, runtimes }: GraphqlRouteOptions, scope: Scope, body: unknown): Promise<void> {
  const ctx = await platform.open(scope);
  const { query, operationName } = (body ?? {}) as { query?: unknown; operationName?: unknown };
  const isOpen = typeof query === 'string' && runtimes.of(ctx).isOpenTo(scope.actor, query, typeof operationName === 'string' ? operationName : undefined);
  await ctx.end();
  if (!isOpen) throw unauthenticated();
}

/** A query during which the brand's modules or settings changed is run again, on what they are now. */
async function runOnFreshBrand(options: GraphqlRouteOptions, exchange: Exchange, { scope, body, deadline }: Request, maxCost: number | null) {
  const payer = options.guard.payerOf(scope, exchange.address);
  for (let run = 1; ; run++) {
    const ctx = await options.platform.open(scope);
    deadline.onExpiry(() => ctx.abandon());
    const call = new Call(exchange, exchange.header('x-user-errors') === 'raise', options.logger);
    try {
      const apollo = await options.runtimes.of(ctx).apollo();
      const context = { ctx, call, guard: options.guard, payer, maxCost, showsCosts: exchange.header('x-cost-debug') === '1' };
      const response = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: toApollo(exchange, body), context: async () => context });
      if (run === MAX_RUNS || !(await isOutdated(options.platform, ctx, call))) return { call, response, traffic: ctx.traffic, end: () => ctx.end() };
    } catch (error) {
      await ctx.end();
      throw error;
    }
    await ctx.end();
  }
}

function toApollo({ request, url }: Exchange, body: unknown) {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  return { method: 'POST', headers, search: url.search, body };
}

function writeAnswer(exchange: Exchange, call: Call, response: HTTPGraphQLResponse): void {
  if (response.body.kind !== 'complete') throw new Error('Incremental delivery is not served');
  const type = response.headers.get('content-type') ?? '';
  exchange.send(statusOf(call, response.status, type), response.body.string, {
    ...Object.fromEntries(response.headers),
    'content-type': type,
    ...retryAfter(call),
  });
}

function retryAfter({ outcome, retryAfterMs }: Call): { readonly 'retry-after'?: string } {
  if (retryAfterMs !== null) return { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) };
  return outcome === 'UNAVAILABLE' ? { 'retry-after': '1' } : {};
}

/** Statuses that mean the same whatever the media type. */
const ALWAYS: readonly ErrorCode[] = ['UNAUTHENTICATED', 'RATE_LIMITED', 'UNAVAILABLE'];

/**
 * GraphQL over HTTP: as `application/json` a well-formed request answers 200; as `application/graphql-response+json`
 * the status says what became of it. Partial data is 200.
 */
function statusOf({ outcome, hasData }: Call, given: number | undefined, type: string): number {
  if (outcome !== null && ALWAYS.includes(outcome)) return STATUS_OF_CODE[outcome];
  if (outcome === null || hasData) return given ?? 200;
  if (outcome === 'BAD_REQUEST' && given !== undefined) return given;
  return type.startsWith(GRAPHQL_RESPONSE) ? STATUS_OF_CODE[outcome] : 200;
}

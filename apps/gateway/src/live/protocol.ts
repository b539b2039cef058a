import { type EventCursor, type PlatformRuntime, type RequestContext, rightsKey, type Scope } from '@regulars/kernel';
import { type DocumentNode, type ExecutionArgs, type ExecutionResult, getOperationAST, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { Call } from '../graphql/call';
import { isOutdated, MAX_RUNS } from '../graphql/freshness';
import { type QueryGuard, tooLarge } from '../graphql/query-guard';
import { meantBy } from '../graphql/listed-operations';
import { runOperation } from '../graphql/run-operation';
import type { SchemaRuntime } from '../graphql/schema-runtime';
import { bearerToken } from '../http/caller';
import { languageFrom } from '../language';
import type { Metrics } from '../metrics';
import { CloseCodes } from './close-codes';
import type { Connection } from './connection';
import { type Installation, Refusal, type SubscriptionRequest } from './execution';
import type { GroupPlan, LiveHub } from './hub';
import { Subscriber } from './subscriber';
import type { Seats } from './seats';
import { planSubscription } from './subscription-plan';

const INIT_TIMEOUT = 3_000;
/** Sockets of one credential on one gateway: a server of an integrator has many, a member some devices. */
export const MAX_SOCKETS = { staff: 2_000, platform: 2_000, member: 50 } as const;
const MAX_OPERATIONS = 20;

export interface LiveServices extends Installation {
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly hub: LiveHub;
  readonly guard: QueryGuard;
  readonly seats: Seats;
}

/** What an operation needs on its way through graphql-ws. */
interface Operation {
  readonly connection: Connection;
  readonly id: string;
  readonly scope: Scope;
  readonly payload: SubscribePayload;
  readonly maxCost: number | null;
  readonly call: Call;
}

/** graphql-ws keeps the protocol (init, ids, complete); who may do what, and execution, are ours. */
export function createProtocol(services: LiveServices): Server<Connection> {
  const { logger } = services;
  const callFor = (connection: Connection, id: string): Call => new Call({ requestId: `${connection.id}.${id}`, language: connection.language }, false, logger);
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_TIMEOUT,
    onConnect: (ctx) => admit(services, ctx.extra, ctx.connectionParams ?? {}),
    onSubscribe: async (ctx, id, payload) => {
      const { extra: connection } = ctx;
      const refusal = refusalOf(services.guard, connection, Object.keys(ctx.subscriptions).length, payload);
      if (refusal) return [refusal];
      const scope = await scopeOf(services.platform, connection);
      if (!scope) return [new GraphQLError('Unauthenticated', { extensions: { code: 'UNAUTHENTICATED' } })];
      const call = callFor(connection, id);
      return orRefusal(async () => {
        const { asked, maxCost } = await meantBy(services.platform, scope, payload);
        return prepare(services, { connection, id, scope, payload: asked, maxCost, call });
      });
    },
    execute: (args) => execute(services, args.contextValue as Operation),
    subscribe: (args) => subscribe(services, args.contextValue as Operation),
    onNext: (_ctx, _id, _payload, _args, result) => result as never, // formatted already
    onError: (ctx, id, _payload, errors) => callFor(ctx.extra, id).format(errors as readonly GraphQLError[]) as GraphQLFormattedError[],
  });
}

async function admit({ platform, logger, seats }: LiveServices, connection: Connection, params: Readonly<Record<string, unknown>>): Promise<boolean> {
  connection.token = bearerToken(params.authorization ?? params.Authorization);
  if (typeof params.language === 'string') connection.language = languageFrom(params.language);
  try {
    const scope = connection.token === null ? null : await platform.authenticate(connection.token, connection.audience);
    if (!scope || scope.actor.kind === 'anonymous') return false;
    connection.rights = rightsKey(scope.actor);
    return seat(connection, scope, seats);
  } catch {
    logger.warn('a socket could not be authenticated: no database');
    connection.socket.close(CloseCodes.TRY_AGAIN, 'Try again later');
    return true; // it is closing, and not for lack of rights
  }
}

function seat(connection: Connection, { actor, audience, brandId }: Scope, seats: Seats): true {
  const holder = `${audience}|${brandId ?? ''}|${actor.id}`;
  if (connection.socket.readyState !== connection.socket.OPEN) return true; // gone while it was looked at
  if (seats.take(holder, MAX_SOCKETS[audience])) connection.holder = holder;
  else connection.socket.close(CloseCodes.TOO_MANY_SOCKETS, 'Too many sockets');
  return true; // whoever is one too many has a good credential
}

/** Rights are looked up for every operation anew. */
async function scopeOf(platform: PlatformRuntime, connection: Connection): Promise<Scope | null> {
  const scope = connection.token === null ? null : await platform.authenticate(connection.token, connection.audience);
  if (!scope) connection.socket.close(CloseCodes.FORBIDDEN, 'Forbidden');
  return scope && { ...scope, language: connection.language, address: connection.address };
}

function refusalOf(guard: QueryGuard, connection: Connection, operations: number, { query, variables }: SubscribePayload): GraphQLError | null {
  if (connection.isRefusing) return new GraphQLError('', { extensions: { code: 'UNAVAILABLE' } });
  if (operations > MAX_OPERATIONS) return new GraphQLError(`At most ${MAX_OPERATIONS} operations run on one socket`, { extensions: { code: 'RATE_LIMITED', maximum: MAX_OPERATIONS } });
  const exceeded = guard.screen(query, variables);
  return exceeded && tooLarge(exceeded);
}

/** Parses and validates against the brand's schema of this moment, and takes what it costs. */
async function prepare(services: LiveServices, operation: Operation): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { payload, scope, call } = operation;
  for (let run = 1; ; run++) {
    const ctx = await services.platform.open(scope);
    const runtime = services.runtimes.of(ctx);
    const document = readOrRefuse(runtime, payload.query);
    if ('definitions' in document) {
      const refusal = await pay(services, operation, runtime, document);
      if (refusal) return refusal;
      return { schema: runtime.schema, document, operationName: payload.operationName, variableValues: payload.variables, contextValue: operation, rootValue: undefined };
    }
    if (run === MAX_RUNS || !(await isOutdated(services.platform, ctx, call))) return document;
  }
}

async function pay({ guard }: LiveServices, { payload, scope, maxCost, call }: Operation, runtime: SchemaRuntime, document: DocumentNode): Promise<readonly GraphQLError[] | null> {
  const definition = getOperationAST(document, payload.operationName);
  if (!definition) return null; // graphql-ws says so
  return orRefusal(async () => {
    call.admitted = await guard.admit({ runtime, document, definition, variables: payload.variables ?? {}, payer: guard.payerOf(scope, ''), scope, maxCost });
    return null;
  });
}

/** What is thrown to refuse an operation becomes its answer. */
async function orRefusal<T>(work: () => Promise<T>): Promise<T | readonly GraphQLError[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function readOrRefuse(runtime: SchemaRuntime, text: string): DocumentNode | readonly GraphQLError[] {
  try {
    return runtime.read(text);
  } catch (error) {
    if (error instanceof GraphQLError) return [error]; // no GraphQL
    throw error;
  }
}

// ------------------------------------------------------------------ queries and mutations

async function execute(services: LiveServices, operation: Operation): Promise<ExecutionResult> {
  const { connection, call, scope } = operation;
  const started = performance.now();
  const { result, flushes } = await connection.while(() => runOnFreshBrand(services, operation)).catch((error: Error) => ({
    result: { errors: call.format([new GraphQLError('', { originalError: error })]) }, flushes: 0,
  }));
  services.metrics.operation(scope.audience, call.outcome, performance.now() - started, flushes);
  return result as ExecutionResult;
}

async function runOnFreshBrand(services: LiveServices, operation: Operation) {
  const { call, scope } = operation;
  for (let run = 1; ; run++) {
    const ctx = await services.platform.open(scope);
    try {
      const result = await executeOn(services, operation, ctx);
      if (run === MAX_RUNS || !(await isOutdated(services.platform, ctx, call))) return { result, flushes: ctx.traffic.flushes };
    } finally {
      await ctx.end();
    }
    call.outcome = null;
  }
}

async function executeOn(services: LiveServices, { payload, call }: Operation, ctx: RequestContext) {
  const runtime = services.runtimes.of(ctx);
  const document = runtime.read(payload.query) as DocumentNode;
  const definition = 'definitions' in document ? getOperationAST(document, payload.operationName) : null;
  if (!definition) return { errors: call.format([new GraphQLError('The schema changed: send it again')]) };
  const result = await runOperation(runtime, { text: payload.query, document, definition, variables: payload.variables ?? {} }, ctx, call);
  call.admitted?.settle(result, false);
  return result;
}

// ------------------------------------------------------------------ subscriptions

function subscribe(services: LiveServices, { connection, id, scope, payload, call }: Operation): AsyncGenerator<never> {
  const subscriber = new Subscriber(id, connection.outlet, services.metrics.live);
  if (scope.brandId === null) {
    subscriber.fail(new GraphQLError('Nothing is served live here', { extensions: { code: 'BAD_REQUEST' } }));
    return subscriber;
  }
  const request: SubscriptionRequest = {
    scope: { ...scope, brandId: scope.brandId }, query: payload.query, operationName: payload.operationName ?? null, variables: payload.variables ?? {}, call,
  };
  void begin(services, request, subscriber, null);
  return subscriber;
}

/** Follows from the request's own cursor; or from `from`, when it goes on under a changed schema. */
async function begin(services: LiveServices, request: SubscriptionRequest, subscriber: Subscriber, from: EventCursor | null): Promise<void> {
  try {
    const plan = await planSubscription(services, request);
    const seat: GroupPlan = {
      brandId: request.scope.brandId, key: plan.key, filter: plan.filter, render: plan.render,
      onOutdated: (outdated, after) => void begin(services, request, outdated, after),
    };
    const { present } = plan;
    const showPresent = present && (async () => subscriber.show(await present()));
    if (from === null && plan.after !== null) await services.hub.resume(seat, subscriber, plan.after, showPresent);
    else await services.hub.join(seat, subscriber, from, showPresent);
  } catch (error) {
    subscriber.fail(failureOf(error));
  }
}

function failureOf(error: unknown): GraphQLError {
  if (error instanceof Refusal) return error.errors[0] ?? new GraphQLError('The subscription cannot run');
  return error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
}

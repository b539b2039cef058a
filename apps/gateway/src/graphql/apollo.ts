import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled, ApolloServerPluginSchemaReportingDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import type { RequestContext } from '@regulars/kernel';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { Lru } from '../lru';
import type { Call } from './call';
import type { Payer } from './cost/budget';
import { formatError } from './errors';
import type { QueryGuard } from './query-guard';
import { runOperation } from './run-operation';
import { MAX_TOKENS, MAX_VALIDATION_ERRORS, type SchemaRuntime } from './schema-runtime';

/** Parsed and valid documents of all schemas; Apollo puts the schema's hash before each key. */
export type SharedDocuments = Lru<string, DocumentNode>;

/** What goes through Apollo with a request. Apollo copies it, so it holds by reference what must stay one. */
export interface ApolloContext {
  readonly ctx: RequestContext;
  readonly call: Call;
  readonly guard: QueryGuard;
  readonly payer: Payer;
  /** Raised for an operation on the manifest of the caller's credential. */
  readonly maxCost: number | null;
  /** Whether the answer says what each of its fields cost. */
  readonly showsCosts: boolean;
}

/** Where Apollo's request pipeline hands over: execution, and the form of every error, are ours. */
function executionPlugin(runtime: SchemaRuntime): ApolloServerPlugin<ApolloContext> {
  const hooks = {
    async didResolveOperation({ document, operation, request, contextValue }: Pick<ResolvedRequest, 'document' | 'request' | 'contextValue'> & Partial<Pick<ResolvedRequest, 'operation'>>): Promise<void> {
      if (!operation) return; // an unknown operationName: Apollo says so
      if (operation.operation === 'subscription') throw new GraphQLError('Subscriptions are served over WebSocket', { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
      const { call, ctx, guard, payer, maxCost } = contextValue;
      call.admitted = await guard.admit({ runtime, document, definition: operation, variables: request.variables ?? {}, payer, scope: ctx.scope, maxCost });
    },
    async responseForOperation({ source, document, operation, request, contextValue }: ResolvedRequest) {
      if (!operation) return null;
      const { call, ctx, showsCosts } = contextValue;
      const result = await runOperation(runtime, { text: source, document, definition: operation, variables: request.variables ?? {} }, ctx, call);
      const cost = call.admitted?.settle(result, showsCosts);
      return { http: { status: undefined, headers: new HeaderMap() }, body: { kind: 'single' as const, singleResult: { ...result, extensions: { cost } } } };
    },
    async willSendResponse({ errors, response, contextValue }: AnsweredRequest): Promise<void> {
      if (errors && response.body.kind === 'single') response.body.singleResult.errors = contextValue.call.format(errors);
    },
  };
  return {
    requestDidStart: async () => hooks,
    unexpectedErrorProcessingRequest: async ({ requestContext, error }) => requestContext.contextValue.call.fault(error),
  };
}

type Hooks = Required<Exclude<Awaited<ReturnType<NonNullable<ApolloServerPlugin<ApolloContext>['requestDidStart']>>>, void>>;
type ResolvedRequest = Parameters<Hooks['responseForOperation']>[0];
type AnsweredRequest = Parameters<Hooks['willSendResponse']>[0];

const NOBODY = { requestId: '', language: 'en' };

/** Apollo's own words may repeat what callers sent; faults are logged where they are formatted. */
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export async function createApollo(runtime: SchemaRuntime, documents: SharedDocuments): Promise<ApolloServer<ApolloContext>> {
  const server = new ApolloServer<ApolloContext>({
    schema: runtime.schema,
    documentStore: {
      get: async (key) => documents.get(key),
      set: async (key, document) => documents.set(key, document),
      delete: async (key) => documents.delete(key),
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled(), ApolloServerPluginUsageReportingDisabled(), ApolloServerPluginSchemaReportingDisabled(),
      executionPlugin(runtime),
    ],
    // Stays only for requests refused before there is an operation: the plugin formats all others.
    formatError: (_, error) => formatError(error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error }), NOBODY),
    logger: quiet,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
  });
  await server.start();
  return server;
}

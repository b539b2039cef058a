import type { ApolloServer } from '@apollo/server';
import type { PlatformRuntime, RequestContext } from '@regulars/kernel';
import { type Actor, ANYONE, type Audience } from '@regulars/plugin-sdk';
import { type DocumentNode, getOperationAST, type GraphQLError, type GraphQLSchema, Kind, parse, specifiedRules, validate } from 'graphql';
import { Lru } from '../lru';
import { type ApolloContext, createApollo, type SharedDocuments } from './apollo';
import { CompiledCache, CompiledOperations } from './compiled';
import { askForUserErrors } from './raise-user-errors';

export const MAX_TOKENS = 1_000;
export const MAX_VALIDATION_ERRORS = 5;
const MAX_DOCUMENTS = 2_000;
const MAX_RAISED = 500;

/** What is kept of operations, of all schemas together: what it takes does not grow with the number of sets of modules. */
class OperationCaches {
  /** Parsed, and valid under the schema whose hash or number their key begins with. */
  readonly documents: SharedDocuments = new Lru(MAX_DOCUMENTS);
  readonly raised = new Lru<string, DocumentNode>(MAX_RAISED);
  readonly compiled = new CompiledCache();
}

/** Everything that is made once for a schema: its server, and what documents became under it. */
export class SchemaRuntime {
  readonly compiled: CompiledOperations;
  private server: Promise<ApolloServer<ApolloContext>> | null = null;

  constructor(readonly key: string, readonly schema: GraphQLSchema, private readonly caches: OperationCaches) {
    this.compiled = new CompiledOperations(schema, caches.compiled);
  }

  /** Serves HTTP; started when first asked for. */
  apollo(): Promise<ApolloServer<ApolloContext>> {
    this.server ??= createApollo(this, this.caches.documents);
    return this.server;
  }

  async stop(): Promise<void> {
    await (await this.server)?.stop();
  }

  /**
   * The document of a text, or what is wrong with it; for operations that do not come over HTTP.
   *
   * @throws GraphQLError when it is no GraphQL
   */
  read(text: string): DocumentNode | readonly GraphQLError[] {
    const known = this.caches.documents.get(this.compiled.prefix + text);
    if (known) return known;
    const document = parse(text, { maxTokens: MAX_TOKENS });
    const problems = validate(this.schema, document, specifiedRules, { maxErrors: MAX_VALIDATION_ERRORS });
    if (problems.length > 0) return problems;
    this.caches.documents.set(this.compiled.prefix + text, document);
    return document;
  }

  /** Whether every root field of the operation is for somebody who has not signed in, or for whose session has ended. */
  isOpenTo({ sessionEnded }: Pick<Actor, 'sessionEnded'>, text: string, operationName?: string): boolean {
    const operation = getOperationAST(parseOrNull(text) ?? NO_DOCUMENT, operationName);
    const fields = operation && this.schema.getRootType(operation.operation)?.getFields();
    if (!operation || !fields) return false;
    const isOpen = ({ permission, answersAgain }: Readonly<Record<string, unknown>>): boolean => (sessionEnded ? answersAgain === true : permission === ANYONE);
    return operation.selectionSet.selections.every((selection) => selection.kind === Kind.FIELD && isOpen(fields[selection.name.value]?.extensions ?? {}));
  }

  /** The document with `userErrors` asked for everywhere. */
  raising(text: string, document: DocumentNode): DocumentNode {
    return this.caches.raised.getOrMake(this.compiled.prefix + text, () => askForUserErrors(this.schema, document));
  }
}

const NO_DOCUMENT: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

function parseOrNull(text: string): DocumentNode | null {
  try {
    return parse(text, { maxTokens: MAX_TOKENS });
  } catch {
    return null;
  }
}

const MAX_RUNTIMES = 200;

/** One runtime per audience and set of modules, never per brand. */
export class SchemaRuntimes {
  private readonly runtimes = new Lru<string, SchemaRuntime>(MAX_RUNTIMES);
  private readonly caches = new OperationCaches();

  constructor(private readonly platform: PlatformRuntime) {}

  for(audience: Audience, modules: ReadonlySet<string>): SchemaRuntime {
    const { schema, key } = this.platform.schemaFor(audience, modules);
    const known = this.runtimes.get(key);
    if (known?.schema === schema) return known;
    const runtime = new SchemaRuntime(key, schema, this.caches);
    this.runtimes.set(key, runtime);
    return runtime;
  }

  /** Of the brand a unit of work is about; the platform audience has the core alone. */
  of(ctx: RequestContext): SchemaRuntime {
    return this.for(ctx.audience, ctx.scope.brandId === null ? new Set() : ctx.brandState.shown);
  }

  /** With every installed module on. */
  complete(audience: Audience): SchemaRuntime {
    return this.for(audience, new Set(this.platform.registry.modules.map(({ id }) => id)));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.runtimes.values()].map((runtime) => runtime.stop()));
  }
}

import { BREAK, type DocumentNode, execute, type ExecutionResult, getOperationAST, getVariableValues, GraphQLError, GraphQLScalarType, type GraphQLSchema, Kind, OperationTypeNode, parse, validate, visit } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { onceAudited } from './audit/read-audit';
import type { PlatformRuntime } from './platform';
import type { RequestContext } from './request-context';
import type { Scope } from './runtime';

export interface OperationRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Needed when the document holds several operations. */
  readonly operationName?: string;
}

/** A valid operation, ready to be run as often as it is asked for. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly isMutation: boolean;
  run(ctx: RequestContext, variables: Readonly<Record<string, unknown>>): Promise<ExecutionResult>;
}

/** Looking for names that are like a wrong one takes ten times as long as refusing it, and nobody is shown them. */
const REFUSAL = { hideSuggestions: true, maxErrors: 50 } as const;
const MAX_PREPARED = 1_000;
const MAX_STALE = 5;

/** Parsed, validated and compiled operations, by schema and text. */
export class Operations {
  private readonly prepared = new Map<string, PreparedOperation>();

  /** Throws nothing: a document that cannot be run is answered as its errors, and not kept. */
  prepare(schema: GraphQLSchema, schemaKey: string, request: OperationRequest): PreparedOperation | readonly GraphQLError[] {
    const key = `${schemaKey}\n${request.operationName ?? ''}\n${request.query}`;
    let operation = this.prepared.get(key);
    if (operation) {
      this.prepared.delete(key);
    } else {
      const made = prepareOperation(schema, request);
      if (Array.isArray(made)) return made;
      operation = made as PreparedOperation;
      const [oldest] = this.prepared.keys();
      if (this.prepared.size >= MAX_PREPARED && oldest !== undefined) this.prepared.delete(oldest);
    }
    this.prepared.set(key, operation); // the most recently used stands last
    return operation;
  }
}

function prepareOperation(schema: GraphQLSchema, { query, operationName }: OperationRequest): PreparedOperation | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return [error as GraphQLError];
  }
  const invalid = validate(schema, document, undefined, REFUSAL);
  if (invalid.length > 0) return invalid;
  const operation = getOperationAST(document, operationName);
  if (!operation) return [new GraphQLError(operationName ? `The document holds no operation ${operationName}` : 'Name one of the operations of the document')];
  return { document, isMutation: operation.operation === OperationTypeNode.MUTATION, run: compileOperation(schema, document, operationName) };
}

/**
 * graphql-jit 0.8.9 writes literals into the code it generates and then replaces marks in that text: a string
 * literal that spells such a mark is run as JavaScript. Strings of callers therefore reach it in variables only.
 */
function hasStringLiteral(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.STRING]: () => {
      found = true;
      return BREAK;
    },
  });
  return found;
}

/** Stands for the type of every variable in what graphql-jit is given. */
const COERCED = new GraphQLScalarType({ name: 'CoercedVariable', parseValue: (value) => value });
const COERCED_NODE = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED.name } } as const;

/**
 * Variables are coerced by graphql-js and taken as they are by graphql-jit: its own coercion is laxer (@oneOf,
 * required input fields with defaults), and the code it generates for an input type within itself is so large that
 * compiling a filter with `and`, `or` and `not` blocks the process for many seconds.
 */
function compileWithJit(schema: GraphQLSchema, document: DocumentNode, operationName?: string): PreparedOperation['run'] | null {
  if (hasStringLiteral(document)) return null;
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const taken = visit(document, { [Kind.VARIABLE_DEFINITION]: (node) => ({ ...node, type: COERCED_NODE, defaultValue: undefined }) });
  const knowing = Object.create(schema, { getType: { value: (name: string) => (name === COERCED.name ? COERCED : schema.getType(name)) } }) as GraphQLSchema;
  const compiled = compileQuery(knowing, taken, operationName, { disablingCapturingStackErrors: true });
  if (!isCompiledQuery(compiled)) return null;
  return async (ctx, variables) => {
    const { errors, coerced } = getVariableValues(schema, definitions, variables, REFUSAL);
    return errors ? { errors } : (compiled.query(undefined, ctx, coerced) as Promise<ExecutionResult>);
  };
}

/** graphql-jit where it compiles the operation, else graphql-js. */
export function compileOperation(schema: GraphQLSchema, document: DocumentNode, operationName?: string): PreparedOperation['run'] {
  return compileWithJit(schema, document, operationName) ?? (async (ctx, variableValues) => execute({ schema, document, operationName, variableValues, contextValue: ctx, hideSuggestions: true }));
}

/**
 * Answers one operation as its caller. A query whose brand was changed while it ran is run again over the brand as
 * it is now; a mutation does that itself, before its transaction commits.
 *
 * @param inspect sees the context once the answer is there: what it cost
 */
export async function executeOperation(platform: PlatformRuntime, scope: Scope, request: OperationRequest, inspect?: (ctx: RequestContext) => void): Promise<ExecutionResult> {
  for (let attempt = 0; ; attempt++) {
    const ctx = await platform.open(scope);
    try {
      const { schema, key } = platform.schemaFor(scope.audience, scope.brandId === null ? platform.coreModules : ctx.brandState.shown);
      const operation = platform.operations.prepare(schema, key, request);
      if (!('run' in operation)) return { errors: operation };
      const result = await operation.run(ctx, request.variables ?? {});
      if (operation.isMutation || !ctx.isStale || attempt >= MAX_STALE) {
        inspect?.(ctx);
        return await onceAudited(ctx, operation.document, request.operationName, result);
      }
      await ctx.refreshBrand();
    } finally {
      await ctx.end();
    }
  }
}

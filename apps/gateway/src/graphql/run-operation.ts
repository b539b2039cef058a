import { onceAudited, type RequestContext } from '@regulars/kernel';
import { type DocumentNode, execute, type ExecutionResult, type FormattedExecutionResult, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { Call } from './call';
import { takeUserErrors } from './raise-user-errors';
import type { SchemaRuntime } from './schema-runtime';

/** A query or a mutation, parsed and valid. */
export interface Operation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Executes an operation and answers what leaves the gateway. The same for HTTP and WebSocket. */
export async function runOperation(runtime: SchemaRuntime, operation: Operation, ctx: RequestContext, call: Call): Promise<FormattedExecutionResult> {
  call.isMutation = operation.definition.operation === OperationTypeNode.MUTATION;
  const raises = call.raisesUserErrors && call.isMutation;
  const executed = await executeOperation(runtime, raises ? askingForUserErrors(runtime, operation) : operation, ctx);
  const result = await onceAudited(ctx, operation.document, operation.definition.name?.value, executed);
  call.hasData = result.data !== undefined && result.data !== null;
  const raised = raises ? takeUserErrors(result.data) : [];
  if (!result.errors?.length && raised.length === 0) return { data: result.data ?? null };
  const errors = [...call.format(result.errors ?? []), ...raised];
  if (raised.length > 0) call.outcome ??= 'USER_ERROR';
  return result.data === undefined ? { errors } : { errors, data: result.data };
}

const askingForUserErrors = (runtime: SchemaRuntime, operation: Operation): Operation => ({
  ...operation, text: `raise\n${operation.text}`, document: runtime.raising(operation.text, operation.document),
});

function executeOperation(runtime: SchemaRuntime, { text, document, definition, variables }: Operation, ctx: RequestContext): Promise<ExecutionResult> | ExecutionResult {
  const operationName = definition.name?.value;
  const compiled = runtime.compiled.find(text, document, operationName);
  if (compiled) return compiled(ctx, variables);
  return execute({ schema: runtime.schema, document, contextValue: ctx, variableValues: variables, operationName, options: { maxCoercionErrors: 5 } });
}

import { createHash } from 'node:crypto';
import { type EventCursor, isAudited, parseCursor, rightsKey, type Scope } from '@regulars/kernel';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import {
  type DocumentNode, type FieldNode, getArgumentValues, getOperationAST, getVariableValues, GraphQLError, type GraphQLResolveInfo, Kind,
  type OperationDefinitionNode, print, type SelectionSetNode, visit,
} from 'graphql';
import type { SchemaRuntime } from '../graphql/schema-runtime';
import type { EventFilter } from './brand-log';
import { changeFilter, conventionOf, memberEventFilter, presentOf } from './conventions';
import { Execution, type Installation, Refusal, type SubscriptionRequest } from './execution';
import type { Render } from './group';

/** A subscription that may run: what it wants, from where on, and how its answers are made. */
export interface SubscriptionPlan {
  readonly key: string;
  readonly filter: EventFilter;
  /** Null: from now on. */
  readonly after: EventCursor | null;
  readonly render: Render;
  /** Makes the present state, which is shown before anything changes; undefined where events are all there is. */
  readonly present?: () => Promise<string>;
}

const refuse = (message: string): never => {
  throw new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
};

/** @throws Refusal or GraphQLError */
export async function planSubscription(installation: Installation, request: SubscriptionRequest): Promise<SubscriptionPlan> {
  const ctx = await installation.platform.open(request.scope);
  try {
    const runtime = installation.runtimes.of(ctx);
    const { document, definition, node } = readDocument(runtime, request);
    const field = runtime.schema.getSubscriptionType()?.getFields()[node.name.value];
    if (!field) return refuse('Nothing is subscribed to');
    const coerced = getVariableValues(runtime.schema, definition.variableDefinitions ?? [], request.variables, { maxErrors: 5 });
    if (coerced.errors) throw new Refusal(coerced.errors);
    const args = getArgumentValues(field, node, coerced.coerced);
    // The field's own `subscribe` checks the caller's right; the events come from the log.
    await field.subscribe?.(undefined, args, ctx, {} as GraphQLResolveInfo);
    const convention = conventionOf(field);
    if (convention.liveEvents === undefined && convention.liveEvent === undefined) return refuse(`${field.name} is not served live`);
    const filter = convention.liveEvents ? await memberEventFilter(runtime.schema, field, args, ctx) : changeFilter(convention, args);
    const execution = new Execution(installation, runtime, document, request);
    return {
      key: groupKey(installation.platform.registry.modules, request, runtime, document, node, filter), filter, after: cursorOf(args.after), render: (event) => execution.render(event),
      ...(convention.liveEvent === undefined ? {} : { present: () => execution.present(presentOf(convention, args, ctx)) }),
    };
  } finally {
    await ctx.end();
  }
}

function readDocument(runtime: SchemaRuntime, request: SubscriptionRequest): { document: DocumentNode; definition: OperationDefinitionNode; node: FieldNode } {
  const document = runtime.read(request.query);
  if (!('definitions' in document)) throw new Refusal(document);
  const definition = getOperationAST(document, request.operationName);
  const node = definition && firstField(definition.selectionSet, document);
  return definition && node ? { document, definition, node } : refuse('Nothing is subscribed to');
}

/** The one field of a subscription, which may stand in fragments. */
function firstField(set: SelectionSetNode, document: DocumentNode): FieldNode | null {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) return selection;
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragmentSet(document, selection.name.value);
    const found = inner && firstField(inner, document);
    if (found) return found;
  }
  return null;
}

function fragmentSet(document: DocumentNode, name: string): SelectionSetNode | null {
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) return definition.selectionSet;
  return null;
}

function cursorOf(after: unknown): EventCursor | null {
  if (typeof after !== 'string') return null;
  return parseCursor(after) ?? refuse('`after` is no cursor of events');
}

// ------------------------------------------------------------------ who shares an execution

/** A document without its `after`: those who caught up from different places want the same from there on. */
interface Essence {
  readonly text: string;
  readonly variables: readonly string[];
  /** Names of all the fields it selects. */
  readonly fields: ReadonlySet<string>;
}

const essences = new WeakMap<FieldNode, Essence>();

function essenceOf(document: DocumentNode, node: FieldNode): Essence {
  let essence = essences.get(node);
  if (!essence) {
    const variables = new Set<string>();
    const stripped = visit(document, {
      [Kind.VARIABLE_DEFINITION]: () => null,
      [Kind.FIELD]: (field: FieldNode) => (field === node ? { ...field, arguments: field.arguments?.filter((argument) => argument.name.value !== 'after') } : undefined),
    });
    visit(stripped, { [Kind.VARIABLE]: ({ name }: { name: { value: string } }) => void variables.add(name.value) });
    const fields = new Set<string>();
    visit(stripped, { [Kind.FIELD]: ({ name }: FieldNode) => void fields.add(name.value) });
    essence = { text: print(stripped), variables: [...variables].sort(), fields };
    essences.set(node, essence);
  }
  return essence;
}

/** Whoever is shown personal data is written down by name: it shares its executions with nobody else. */
function auditedReader({ actor }: Scope, { fields }: Essence, modules: readonly PluginDefinition[]): string | null {
  const personal = modules.flatMap(({ maskable = [] }) => maskable).some(({ field }) => fields.has(field.slice(field.indexOf('.') + 1)));
  return personal && isAudited(actor) ? actor.id : null;
}

/** Holds everything an answer may depend on: schema, rights (stores and masks too), language, member, document and variables. */
function groupKey(modules: readonly PluginDefinition[], { scope, variables, operationName }: SubscriptionRequest, runtime: SchemaRuntime, document: DocumentNode, node: FieldNode, { memberId }: EventFilter): string {
  const essence = essenceOf(document, node);
  const scopeKey = [runtime.key, rightsKey(scope.actor), scope.language, memberId, scope.audience === 'member' ? scope.actor.memberId : null, auditedReader(scope, essence, modules)];
  const values = essence.variables.map((name) => [name, variables[name]]);
  return createHash('sha256').update(JSON.stringify([scopeKey, operationName, essence.text, values])).digest('base64');
}

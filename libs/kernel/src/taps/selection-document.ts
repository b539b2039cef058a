import type { EventSelection } from '@regulars/plugin-sdk';
import {
  type DefinitionNode, type DocumentNode, type FragmentDefinitionNode, GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode, OperationTypeNode, parse, type SelectionSetNode, specifiedRules, validate,
} from 'graphql';
import { DOCUMENT_LIMITS, exceededLimit } from '../guard/document-limits';
import { exceededExpansion } from '../guard/expansion';
import { MAX_COST, operationCost } from '../guard/operation-cost';

const MAX_PROBLEMS = 5;
const MAX_KEPT = 200; // of one schema

export interface SelectionDocument {
  readonly document: DocumentNode;
  /** Under which key the selected event stands in the answer. */
  readonly key: string;
}

type Read = SelectionDocument | readonly string[];

const kept = new WeakMap<GraphQLSchema, Map<string, Read>>();

/** What a selection is as a document over the schema, or what is wrong with it. */
export function readSelection(schema: GraphQLSchema, { field, text }: EventSelection): Read {
  let known = kept.get(schema);
  if (!known) kept.set(schema, (known = new Map()));
  const key = `${field}\n${text}`;
  let read = known.get(key);
  if (!read) {
    if (known.size >= MAX_KEPT) known.clear();
    known.set(key, (read = examine(schema, field, text)));
  }
  return read;
}

export const isInvalid = (read: Read): read is readonly string[] => Array.isArray(read);

function examine(schema: GraphQLSchema, field: string, text: string): Read {
  const exceeded = exceededLimit(text);
  if (exceeded) return [`It is too large: at most ${exceeded.maximum} ${exceeded.limit}.`];
  let definitions: readonly DefinitionNode[];
  try {
    ({ definitions } = parse(text, { maxTokens: DOCUMENT_LIMITS.tokens }));
  } catch (error) {
    const { line, column } = (error instanceof GraphQLError && error.locations?.[0]) || { line: 1, column: 1 };
    return [`It is no GraphQL at line ${line}, column ${column}.`];
  }
  const operations = definitions.filter((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION);
  const fragments = definitions.filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION);
  const [operation] = operations;
  if (!operation || operations.length > 1 || fragments.length + 1 < definitions.length) return ['Give one selection, and the fragments it needs.'];
  const selected = selectionOf(operation, field);
  return typeof selected === 'string' ? [selected] : bounded(schema, asSubscription(field, selected, fragments), field);
}

/** `{ … }` on an event; `subscription { field { … } }` says the same. */
function selectionOf({ operation, variableDefinitions = [], directives = [], selectionSet }: OperationDefinitionNode, field: string): SelectionSetNode | string {
  if (variableDefinitions.length > 0 || directives.length > 0) return 'There is nobody to give variables or directives.';
  if (operation === OperationTypeNode.QUERY) return selectionSet;
  const [only, ...others] = selectionSet.selections;
  const isPlain = operation === OperationTypeNode.SUBSCRIPTION && others.length === 0 && only?.kind === Kind.FIELD && only.name.value === field && (only.arguments ?? []).length === 0;
  return (isPlain && only.selectionSet) || `Give a selection, or a subscription of ${field} without arguments.`;
}

const asSubscription = (field: string, selectionSet: SelectionSetNode, fragments: readonly FragmentDefinitionNode[]): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [
    {
      kind: Kind.OPERATION_DEFINITION, operation: OperationTypeNode.SUBSCRIPTION,
      selectionSet: { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: field }, selectionSet }] },
    },
    ...fragments,
  ],
});

/** The same guard as every other operation's. */
function bounded(schema: GraphQLSchema, document: DocumentNode, key: string): Read {
  const invalid = validate(schema, document, specifiedRules, { maxErrors: MAX_PROBLEMS });
  if (invalid.length > 0) return invalid.map(({ message }) => message);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const exceeded = exceededExpansion(document, operation);
  if (exceeded) return [`It is too large: at most ${exceeded.maximum} ${exceeded.limit}.`];
  const cost = operationCost(schema, document, operation).limited({});
  return cost > MAX_COST.staff ? [`It costs ${cost} points, and may cost ${MAX_COST.staff}: ask for less.`] : { document, key };
}

import {
  type DocumentNode, type FieldNode, getNamedType, type GraphQLFormattedError, type GraphQLSchema, isObjectType, Kind, parse, type SelectionSetNode, TypeInfo, visit,
  visitWithTypeInfo,
} from 'graphql';

/** A response key no caller would choose. */
const ALIAS = '__raisedUserErrors' as const;

const [selection] = (parse(`{ ${ALIAS}: userErrors { __typename code message path } }`, { noLocation: true }).definitions[0] as unknown as { selectionSet: SelectionSetNode })
  .selectionSet.selections as readonly [FieldNode];

/** The same document, asking for `userErrors` wherever an object of the answer has them, selected or not. */
export function askForUserErrors(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.SELECTION_SET]: {
        leave(set: SelectionSetNode) {
          const parent = getNamedType(types.getParentType());
          if (!isObjectType(parent) || !parent.getFields().userErrors) return undefined;
          return { ...set, selections: [...set.selections, selection] };
        },
      },
    }),
  );
}

interface RaisedError {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}

/** Takes what was asked for out of the answer again, as top-level errors. Changes `data`. */
export function takeUserErrors(data: unknown, path: readonly (string | number)[] = []): GraphQLFormattedError[] {
  if (typeof data !== 'object' || data === null) return [];
  if (Array.isArray(data)) return data.flatMap((item, index) => takeUserErrors(item, [...path, index]));
  const object = data as { [ALIAS]?: readonly RaisedError[] };
  const raised = object[ALIAS] ?? [];
  Reflect.deleteProperty(object, ALIAS);
  const errors = raised.map((one) => ({
    message: one.message,
    path,
    extensions: { code: 'USER_ERROR', userError: { type: one.__typename, code: one.code, message: one.message, path: one.path } },
  }));
  return [...errors, ...Object.entries(object).flatMap(([key, value]) => takeUserErrors(value, [...path, key]))];
}

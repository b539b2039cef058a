import {
  type GraphQLField, type GraphQLNamedOutputType, type GraphQLSchema, getNamedType, getNullableType, isCompositeType, isInterfaceType, isLeafType, isObjectType, isRequiredArgument, isUnionType,
} from 'graphql';

export type RootKind = 'query' | 'mutation' | 'subscription';

/** A document that asks for one root field, its arguments in variables of their names, with all it can show. */
export const operationFor = (schema: GraphQLSchema, kind: RootKind, field: GraphQLField<unknown, unknown>, depth = 3): string =>
  operationWith(kind, field, selectionOf(schema, getNamedType(field.type), depth, []));

/** The same, asking for `selection` of it. */
export function operationWith(kind: RootKind, field: GraphQLField<unknown, unknown>, selection: string): string {
  // What has a default may be left out, and then its variable must be nullable.
  const variables = field.args.map(({ name, type, defaultValue }) => `$${name}: ${String(defaultValue === undefined ? type : getNullableType(type))}`).join(', ');
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  return `${kind}${variables ? `(${variables})` : ''} { ${field.name}${given ? `(${given})` : ''} ${selection} }`;
}

/** Of a page, the nodes say everything that the edges do. */
const isRepetition = (type: GraphQLNamedOutputType, name: string): boolean => (name === 'edges' || name === 'pageInfo') && type.name.endsWith('Connection');

function selectionOf(schema: GraphQLSchema, type: GraphQLNamedOutputType, depth: number, within: readonly string[]): string {
  if (!isCompositeType(type)) return '';
  const path = [...within, type.name];
  const parts = isUnionType(type) ? [] : fieldsOf(schema, type, depth, path, '');
  if (isInterfaceType(type) || isUnionType(type)) {
    for (const possible of schema.getPossibleTypes(type)) {
      // Two types may have one field name for different things: an alias keeps them apart.
      const own = fieldsOf(schema, possible, depth, path, `${possible.name}_`);
      if (own.length > 0) parts.push(`... on ${possible.name} { ${own.join(' ')} }`);
    }
  }
  return `{ ${['__typename', ...parts].join(' ')} }`;
}

function fieldsOf(schema: GraphQLSchema, type: GraphQLNamedOutputType, depth: number, within: readonly string[], alias: string): string[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument) || isRepetition(type, field.name)) return [];
    const named = getNamedType(field.type);
    const name = alias ? `${alias}${field.name}: ${field.name}` : field.name;
    if (isLeafType(named)) return [name];
    if (depth === 0 || within.includes(named.name)) return [];
    return [`${name} ${selectionOf(schema, named, depth - 1, within)}`];
  });
}

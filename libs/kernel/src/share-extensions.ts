import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

interface Extensible {
  extensions: Readonly<Record<string, unknown>>;
}

const NONE: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null) as Record<string, unknown>);

/**
 * graphql-js gives each type, field and argument an object of its own for extensions, which few have: of what a schema
 * takes in memory that is a quarter. Those that say nothing become one.
 */
export function shareNoExtensions(schema: GraphQLSchema): void {
  for (const part of partsOf(schema)) if (Object.values(part.extensions).every((value) => value === undefined)) part.extensions = NONE;
}

function* partsOf(schema: GraphQLSchema): Generator<Extensible> {
  for (const type of Object.values(schema.getTypeMap())) {
    yield type;
    if (isEnumType(type)) yield* type.getValues();
    if (isInputObjectType(type)) yield* Object.values(type.getFields());
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      yield field;
      yield* field.args;
    }
  }
}

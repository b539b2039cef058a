import * as sdk from '@regulars/plugin-sdk';
import { isIntrospectionType, isScalarType, isSpecifiedScalarType, type GraphQLNamedType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

/** Names of the types that the sdk declares: whoever uses one first does not bring it. */
function sdkTypeNames(): ReadonlySet<string> {
  const declared = new Set<unknown>(Object.values(sdk));
  const { objectTypes, inputTypes, interfaceTypes, enums } = getMetadataStorage();
  return new Set([
    ...[...declared].filter(isScalarType).map(({ name }) => name),
    ...[...objectTypes, ...inputTypes, ...interfaceTypes].filter(({ target }) => declared.has(target)).map(({ name }) => name),
    ...enums.filter(({ enumObj }) => declared.has(enumObj)).map(({ name }) => name),
  ]);
}

let names: ReadonlySet<string> | undefined;

/** Is it a type of some module, and not of GraphQL or the sdk? */
export function isModuleType(type: GraphQLNamedType): boolean {
  names ??= sdkTypeNames();
  return !isSpecifiedScalarType(type) && !isIntrospectionType(type) && !names.has(type.name);
}
